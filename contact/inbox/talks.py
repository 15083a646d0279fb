"""Requests for a speaker by their dates: asked for, confirmed or called off."""

from dataclasses import dataclass
from datetime import date, time
from itertools import groupby
from typing import Any

from django.utils import timezone

from contact.inbox.agreement import Agreement, PlaceKind
from contact.inbox.models import Conversation
from contact.inbox.newest import Read

# A year that no calendar can reckon with is a slip of the pen.
LATEST = 2199


@dataclass(frozen=True)
class Talk:
    """One request. What was agreed holds before what was asked for."""

    read: Read

    @property
    def conversation(self) -> Conversation:
        return self.read.conversation

    @property
    def subject(self) -> str:
        return self.read.letter.subject if self.read.letter else ""

    @property
    def who_has_it(self) -> str:
        user = self.conversation.assigned_to
        return (user.get_short_name() or user.get_username()) if user else ""

    @property
    def agreed(self) -> Agreement | None:
        return Agreement.of(self.read.agreed) if self.read.agreed else None

    @property
    def is_confirmed(self) -> bool:
        return self.agreed is not None and not self.agreed.is_called_off

    @property
    def is_called_off(self) -> bool:
        return self.agreed is not None and self.agreed.is_called_off

    @property
    def is_open(self) -> bool:
        """Whether it may still take place."""
        return self.is_confirmed or not (self.is_called_off or self.conversation.state == Conversation.State.DONE)

    @property
    def day(self) -> date | None:
        return day_in(self.agreed.date if self.agreed else self._said("date"))

    @property
    def starts(self) -> time | None:
        return self.agreed.starts if self.agreed else time_in(self._said("time"))

    @property
    def ends(self) -> time | None:
        return self.agreed.ends if self.agreed else None

    @property
    def time_as_written(self) -> str:
        """What was written in place of a time: "in the evening"."""
        return "" if self.agreed or self.starts else self._said("time")

    @property
    def other_dates(self) -> str:
        """As they were written. They no longer matter once a date is agreed."""
        return "" if self.agreed else self._said("other_dates")

    @property
    def place_kind(self) -> str:
        kind = self.agreed.place_kind if self.agreed else self._said("place_kind")
        return str(PlaceKind(kind).label) if kind in PlaceKind.values else ""

    def _said(self, name: str) -> str:
        data: dict[str, Any] = self.read.letter.data if self.read.letter else {}
        return str(data.get(name) or "").strip()


@dataclass(frozen=True)
class Month:
    first: date
    talks: list[Talk]


@dataclass(frozen=True)
class Calendar:
    """All that was read, in the order in which it is looked at."""

    coming: list[Month]
    over: list[Month]
    without_a_date: list[Talk]
    unreadable: list[Talk]


def calendar(found: list[Read]) -> Calendar:
    """What is coming, the nearest first; what is over, the newest first; and what has no date that can be read."""
    talks = [Talk(each) for each in found]
    today, dated = timezone.localdate(), sorted((each for each in talks if each.day), key=_order)
    return Calendar(
        coming=_months([each for each in dated if each.day and each.day >= today]),
        over=_months([each for each in dated if each.day and each.day < today])[::-1],
        without_a_date=[each for each in talks if not each.day and not each.read.problem],
        unreadable=[each for each in talks if not each.day and each.read.problem],
    )


def _order(talk: Talk) -> tuple[Any, ...]:
    return talk.day, talk.starts or time.min, str(talk.conversation.pk)


def _months(talks: list[Talk]) -> list[Month]:
    by_month = groupby(talks, key=lambda talk: talk.day.replace(day=1))  # type: ignore[union-attr]
    return [Month(first, list(found)) for first, found in by_month]


def day_in(text: str) -> date | None:
    """An ISO date, or None for what is none, or cannot be meant."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year <= LATEST else None


def time_in(text: str) -> time | None:
    """A time such as 18:30, or None for what is none."""
    try:
        found = time.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=None)
