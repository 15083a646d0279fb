"""What is inside a sealed record: plain values that JSON can hold."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Contact:
    """How somebody may be reached, and how not. Without a way: not at all, they come back with their number."""

    class Way(models.TextChoices):
        NONE = "none", _("Do not contact me. I will come back with my number.")
        PHONE = "phone", _("By phone")
        TEXT = "text", _("By text message")
        EMAIL = "email", _("By e-mail")
        POST = "post", _("By letter")

    way: str = Way.NONE
    # Number, e-mail or postal address.
    address: str = ""
    hours: str = ""
    may_leave_voicemail: bool = False
    # As whom we are to introduce ourselves.
    say_you_are: str = ""
    # ISO date; after that day they must not be contacted.
    until: str = ""

    def is_allowed(self, today: date) -> bool:
        """Whether they may be contacted at all on that day."""
        return self.way != self.Way.NONE and (not self.until or today <= date.fromisoformat(self.until))

    @property
    def may_be_used_until(self) -> date | None:
        return date.fromisoformat(self.until) if self.until else None


@dataclass(frozen=True)
class Letter:
    """What a form says. ``fields`` is for reading: (question in the staff's language, answer as typed), in their order.
    ``data`` holds the same by the names of the form's fields, for calendars, tables and sheets."""

    language: str
    subject: str
    fields: list[tuple[str, str]]
    contact: Contact = field(default_factory=Contact)
    data: dict[str, Any] = field(default_factory=dict)
    needs_interpreter: bool = False

    def as_body(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, body: dict[str, Any]) -> Self:
        fields = [(question, answer) for question, answer in body["fields"]]
        return cls(**{**body, "fields": fields, "contact": Contact(**body["contact"])})
