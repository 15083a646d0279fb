"""Names of people: no two that look the same, and nothing in them that cannot be seen."""

import unicodedata

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Control and format characters (those that turn the direction of writing are among them), ends of lines and paragraphs.
UNSEEN = ("Cc", "Cf", "Zl", "Zp")
# Written together in one name.
EAST_ASIAN = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO")


def folded(name: str) -> str:
    """As it counts for telling names apart: capitals and other shapes of a letter make no other name.

    SQLite's own folding knows ASCII alone, so names are compared here. Staff are few.
    """
    return unicodedata.normalize("NFKC", name).casefold()


def owner_of(name: str) -> User | None:
    """The account with this user name."""
    wanted = folded(name)
    return next((user for user in User.objects.order_by("pk") if folded(user.get_username()) == wanted), None)


def check_scripts(name: str) -> None:
    """Raise ``ValidationError`` for a name in two scripts: one letter of another looks like one of ours."""
    scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in name if letter.isalpha()}
    if len({"EAST ASIAN" if script in EAST_ASIAN else script for script in scripts}) > 1:
        raise ValidationError(
            _("The letters of this name come from different scripts, so it could be taken for another one.")
        )


def check_is_seen(name: str) -> None:
    """Raise ``ValidationError`` for a name with characters that cannot be seen."""
    if any(unicodedata.category(letter) in UNSEEN for letter in name):
        raise ValidationError(_("There is a character in this name that cannot be seen. Please type it anew."))
