"""Volunteers as a table: who offers what, and how they may be reached today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contact.inbox.letters import Contact
from contact.inbox.models import Conversation
from contact.inbox.newest import Read


class Interest(models.TextChoices):
    OUTREACH = "outreach", gettext_lazy("Outreach")
    WEB = "web", gettext_lazy("Web work")
    RESEARCH = "research", gettext_lazy("Research")
    TRANSLATION = "translation", gettext_lazy("Translation")
    CAMPAIGN = "campaign", gettext_lazy("A campaign")
    OTHER = "other", gettext_lazy("Something else")


@dataclass(frozen=True)
class Volunteer:
    """One row. Where they may not be reached, it holds nothing to reach them by."""

    read: Read
    today: date

    @property
    def conversation(self) -> Conversation:
        return self.read.conversation

    @property
    def problem(self) -> str:
        return self.read.problem

    @property
    def name(self) -> str:
        return self._said("name") or (self.read.letter.subject if self.read.letter else "")

    @property
    def interests(self) -> list[str]:
        """As keys, with one that is not known left out."""
        said = self._data.get("interests")
        return [each for each in said if each in Interest.values] if isinstance(said, list) else []

    @property
    def interests_in_words(self) -> str:
        words = [str(Interest(each).label) for each in self.interests]
        return ", ".join(filter(None, [*words, self._said("interests_other")]))

    @property
    def languages(self) -> str:
        return self._said("languages")

    @property
    def skills(self) -> str:
        return self._said("skills")

    @property
    def when(self) -> str:
        return self._said("when")

    @property
    def is_reachable(self) -> bool:
        return self.read.contact is not None and self.read.contact.is_allowed(self.today)

    @property
    def way(self) -> str:
        """By which channel, or that they must not be contacted."""
        contact = self.read.contact
        if contact is None or contact.way == Contact.Way.NONE:
            return _("Do not contact")
        if not self.is_reachable:
            return _("No longer allowed")
        return str(Contact.Way(contact.way).label) if contact.way in Contact.Way.values else contact.way

    @property
    def contact(self) -> Contact:
        """What was allowed; empty where nothing is."""
        return self.read.contact if self.read.contact and self.is_reachable else Contact()

    @property
    def voicemail(self) -> str:
        if self.contact.way != Contact.Way.PHONE:
            return ""
        return _("Voicemail is fine") if self.contact.may_leave_voicemail else _("No voicemail")

    @property
    def delete_on(self) -> date:
        return self.conversation.delete_on

    @property
    def _data(self) -> dict[str, Any]:
        return self.read.letter.data if self.read.letter else {}

    def _said(self, name: str) -> str:
        value = self._data.get(name) or ""
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value).strip()


def volunteers(found: Iterable[Read], interest: str = "") -> list[Volunteer]:
    """All of them, or those who are interested in one thing."""
    rows = [Volunteer(each, timezone.localdate()) for each in found]
    return [row for row in rows if interest in row.interests] if interest in Interest.values else rows
