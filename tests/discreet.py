"""The tests' own list of words that would give a reader away: emptying the application's list must not empty it."""

import re
import unicodedata

_GIVING_AWAY = re.compile(
    r"prostit|\bsex|rape|rapist|escort|hooker|whore|brothel|traffick|murder|violen|victim|pimp|assault|abuse|stripper|"
    r"\bputa|burdel|violac|violad|\btrata\b|asesin|abuso|maltrat|agresion"
)


def gives_away(words: str) -> str | None:
    """The first such word, or None."""
    folded = unicodedata.normalize("NFKD", words.casefold())
    folded = "".join(character for character in folded if not unicodedata.combining(character))
    match = _GIVING_AWAY.search(re.sub(r"[-_/#]", " ", folded))
    return match[0] if match else None
