"""What the site keeps, as its privacy page draws it: each app says it of its own, from the settings in force.

How many there are of anything is never said: the page is public, and a number that moves would tell when somebody
wrote. See docs/decisions/0042.
"""

from dataclasses import dataclass
from operator import attrgetter
from typing import Any


@dataclass(frozen=True)
class Kept:
    """One kind of thing that is held: for ``days`` from ``since``, or ``until`` something, in words."""

    what: Any
    holds: Any
    # The models whose rows it is made of, by label. tests/test_kept.py knows the others.
    models: tuple[str, ...] = ()
    days: int = 0
    since: Any = ""
    until: Any = ""
    # How many days longer a backup may hold it.
    backup_days: int = 0
    # Said only of the words of those who write to us.
    is_sealed: bool | None = None
    # The most that one of them can be.
    most: Any = ""
    # It tells of staff, not of readers.
    is_of_staff: bool = False


def shown(kept: list[Kept]) -> dict[str, Any]:
    """The template's context: what is of readers first, and how many days the longest bar stands for."""
    return {
        "kept": sorted(kept, key=attrgetter("is_of_staff")),
        "kept_span": max((each.days + each.backup_days for each in kept), default=0),
    }
