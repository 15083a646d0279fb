"""What is agreed with whoever invites a speaker: the facts, and who may read which of them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from django.db import models
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What it is called, and what it is.
Line = tuple[str, str]


class PlaceKind(models.TextChoices):
    IN_PERSON = "in-person", gettext_lazy("In a room")
    ONLINE = "online", gettext_lazy("Online")


class Allowed(models.TextChoices):
    NO = "no", gettext_lazy("No")
    ASK = "ask", gettext_lazy("Only if the speaker says yes on the day")
    YES = "yes", gettext_lazy("Yes, the speaker has agreed")


@dataclass(frozen=True)
class Agreement:
    """A talk as both sides have agreed to it. Plain values, which JSON can hold."""

    # ISO; the clock is that of Los Angeles.
    date: str
    time: str = ""
    until: str = ""
    place_kind: str = PlaceKind.IN_PERSON
    place: str = ""
    topic: str = ""
    # The name under which she is announced.
    speaker: str = ""
    language: str = ""
    travel: str = ""
    fee: str = ""
    recording: str = Allowed.NO
    press: str = Allowed.NO
    officials: str = Allowed.NO
    way_in: str = ""
    access: str = ""
    host_contact: str = ""
    our_contact: str = ""
    # For the speaker and for us. The hosts never read it.
    for_speaker: str = ""
    is_called_off: bool = False

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """As it was noted. A name that this version does not know is left out."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in kept.items() if name in known})

    def as_kept(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def day(self) -> dt.date:
        return dt.date.fromisoformat(self.date)

    @property
    def starts(self) -> dt.time | None:
        return dt.time.fromisoformat(self.time) if self.time else None

    @property
    def ends(self) -> dt.time | None:
        return dt.time.fromisoformat(self.until) if self.until else None

    @property
    def when(self) -> str:
        """Day and hours in words, in the active language."""
        hours = [time_format(each, "TIME_FORMAT") for each in (self.starts, self.ends) if each is not None]
        return ", ".join([written(self.day), *([" – ".join(hours)] if hours else [])])

    @property
    def lines(self) -> list[Line]:
        """What both sides know, in the active language. What nobody has filled in is left out."""
        return [(label, value) for label, value in self._all() if value]

    def _all(self) -> Iterator[Line]:
        yield _("When"), self.when
        yield _("Clock"), _("Los Angeles time") if self.time else ""
        yield _("Where"), "\n".join(filter(None, [str(PlaceKind(self.place_kind).label), self.place]))
        yield _("Topic"), self.topic
        yield _("Announce the speaker as"), self.speaker
        yield _("Language and interpreter"), self.language
        yield _("Travel"), self.travel
        yield _("Fee"), self.fee
        yield _("Recording, photographs, live stream"), str(Allowed(self.recording).label)
        yield _("Press"), str(Allowed(self.press).label)
        yield _("Police, military or other officials"), str(Allowed(self.officials).label)
        yield _("Way in and out, and a room to wait"), self.way_in
        yield _("Access"), self.access
        yield _("Who meets the speaker on the day"), self.host_contact
        yield _("Whom the hosts can reach with us"), self.our_contact

    def as_answer(self, message: str) -> str:
        """What the hosts read with their number, in the active language."""
        facts = "\n".join(f"{label}: {value}" for label, value in self.lines)
        if self.is_called_off:
            body = _("What we had agreed for %(when)s is called off.") % {"when": self.when}
        else:
            body = "\n\n".join([_("This is what we have agreed:"), facts, _("If anything changes, tell us at once.")])
        return "\n\n".join(filter(None, [message, body]))

    def as_note(self) -> str:
        """What colleagues read in the conversation."""
        said = _("Called off: %(when)s.") if self.is_called_off else _("Confirmed: %(when)s.")
        return "\n\n".join(filter(None, [said % {"when": self.when}, self.for_speaker]))


def written(day: dt.date) -> str:
    """A day with its weekday, in the active language."""
    return f"{date_format(day, 'l')}, {date_format(day, 'DATE_FORMAT')}"
