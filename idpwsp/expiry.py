"""Everything that has a date and has reached it goes: ``settings.EXPIRING`` lists the functions that see to it."""

import logging
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.module_loading import import_string

from idpwsp.foundation.erasing import erase_now

logger = logging.getLogger(__name__)

# Each waits up to two seconds for whoever reads.
TRIES = 3


@dataclass
class Outcome:
    """How much was deleted, what failed, and whether the database's log holds nothing of it any more."""

    deleted: int = 0
    failed: list[str] = field(default_factory=list)
    is_erased: bool = False


def expire() -> Outcome:
    """Ask each in turn. One that fails does not stop the others. Safe to run at any time, and twice at once."""
    outcome = Outcome()
    for name in settings.EXPIRING:
        try:
            outcome.deleted += import_string(name)()
        except Exception:
            logger.exception("Not deleted on its date: %s", name)
            outcome.failed.append(name)
    outcome.is_erased = erase_now(TRIES)
    return outcome
