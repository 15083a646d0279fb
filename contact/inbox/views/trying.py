"""What is said where a passphrase or a code was not taken. Neither stands in any of these words."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from contact.inbox.attempts import TooMany
from contact.inbox.derivation import Busy
from contact.inbox.keyring import Keyring
from contact.inbox.sealing import WrongKey


@dataclass(frozen=True)
class Outcome:
    """What was unlocked, or why not, with the status of the answer."""

    keyring: Keyring | None = None
    problem: str = ""
    status: int = 200


def tried(attempt: Callable[[], Keyring], wrong: str = "") -> Outcome:
    """Do what takes a passphrase. ``wrong`` is what is said where it, or a code, does not open anything."""
    try:
        return Outcome(attempt())
    except WrongKey:
        return Outcome(problem=wrong or _("That is not your passphrase. Nothing was lost: try again."), status=422)
    except TooMany:
        return Outcome(
            problem=_("That was wrong ten times within an hour, so it has to rest. Try again in an hour."), status=429
        )
    except Busy:
        return Outcome(
            problem=_("The site is busy with other passphrases and numbers. Try again in a few seconds."), status=503
        )
