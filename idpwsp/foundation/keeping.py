"""What the site keeps, as its privacy page draws it: each app says it of its own, from the settings in force.

How many there are of anything is never said: the page is public, and a number that moves would tell when somebody
wrote. See docs/decisions/0042.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kept:
    """One kind of thing. With neither ``days`` nor ``until`` nothing is kept."""

    what: Any
    holds: Any
    # On this site; then how many more a backup may hold it.
    days: int = 0
    backup_days: int = 0
    # In words, where days say nothing.
    until: Any = ""
    is_sealed: bool = False
    # The most that one of them can be.
    most: Any = ""

    @property
    def is_nothing(self) -> bool:
        return not (self.days or self.until)


def span(kept: list[Kept]) -> int:
    """How many days the longest bar stands for."""
    return max((each.days + each.backup_days for each in kept), default=0)
