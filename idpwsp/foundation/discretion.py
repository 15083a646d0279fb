"""What would give a reader away: words in a tab, a bookmark, an address or a history (DESIGN, section 5), and a way on
that others on the line can follow."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Beginnings of words, folded to plain letters, in the site's languages and the ones to come.
REVEALING = (
    "prostit", "sex", "rape", "rapist", "escort", "hooker", "whore", "brothel", "traffick", "murder", "violen",
    "victim", "pimp", "abuse",
    "puta", "burdel", "violac", "violad", "viola", "trata", "traficad", "asesin", "abuso", "maltrat",
    "kalapating", "panggagahasa", "karahasan",
    "mai dam", "gai diem", "hiep dam", "bao luc", "gai goi",
)  # fmt: skip
REVEALING_CHINESE = ("妓", "性工作", "賣淫", "卖淫", "強姦", "强奸", "性侵", "暴力", "人口販", "人口贩")
_PATTERN = re.compile(rf"\b(?:{'|'.join(REVEALING)})|{'|'.join(REVEALING_CHINESE)}")


def revealing_word(text: str) -> str | None:
    """The first word in the text that would give a reader away, or None."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    folded = "".join(character for character in folded if not unicodedata.combining(character))
    match = _PATTERN.search(folded.replace("-", " ").replace("_", " "))
    return match[0] if match else None


def validate_discreet(text: str) -> None:
    """A validator for what browsers keep. Raises ``ValidationError`` naming the word."""
    if word := revealing_word(text):
        raise ValidationError(
            _(
                "“%(word)s” would give a reader away: this stands in the browser’s tab and history. "
                "Say it in the heading instead."
            ),
            params={"word": word},
            code="revealing",
        )


def validate_encrypted(address: str) -> None:
    """A validator for where a reader is sent. Raises ``ValidationError`` for an address without TLS."""
    if not address.lower().startswith("https://"):
        raise ValidationError(
            _(
                "This has to begin with https://. Without the s, whoever watches the connection sees where "
                "a reader goes. If the site has no such address, choose another site."
            ),
            code="in_the_clear",
        )
