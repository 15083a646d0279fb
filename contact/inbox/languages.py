"""The languages in which people write or speak to us, by the code that a message carries."""

from django.utils.translation import gettext_lazy as _

OURS = "en"
OTHER = "other"
# The site's own and those it will have. Django has no name for Filipino.
NAMES = {
    "en": _("English"),
    "es": _("Spanish"),
    "zh-hant": _("Chinese"),
    "vi": _("Vietnamese"),
    "fil": _("Filipino"),
    OTHER: _("Another language"),
}


def name_of(code: str) -> str:
    """A language in words; the code itself where it is none of these."""
    return str(NAMES.get(code, code))
