"""What somebody has permitted for contact, which staff see before anything else of a conversation."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from contact.inbox.conversations import Opened
from contact.inbox.letters import Contact
from contact.inbox.models import Record


@dataclass(frozen=True)
class Permitted:
    """The newest word on it. Without ``contact`` it is not known, and so nothing is permitted."""

    contact: Contact | None
    said_on: date | None = None
    # Staff have asked to see what is no longer permitted, and that was written down.
    is_shown_anyway: bool = False

    @property
    def is_allowed(self) -> bool:
        return self.contact is not None and self.contact.is_allowed(timezone.localdate())

    @property
    def is_over(self) -> bool:
        """Whether it was permitted up to a day that has passed."""
        return self.contact is not None and self.contact.way != Contact.Way.NONE and not self.is_allowed

    @property
    def is_shown(self) -> bool:
        return self.is_allowed or (self.is_shown_anyway and self.has_details)

    @property
    def has_details(self) -> bool:
        return self.contact is not None and bool(self.contact.address)

    @property
    def way(self) -> str:
        return str(Contact.Way(self.contact.way).label) if self.contact else ""


def permitted(opened: list[Opened], is_shown_anyway: bool = False) -> Permitted:
    """What holds now. A newest word that does not open counts as none: an older one may have been taken back by it."""
    said = [each for each in opened if each.record.kind in (Record.Kind.FIRST, Record.Kind.CONTACT)]
    if not said:
        return Permitted(None)
    return Permitted(said[-1].contact, said[-1].record.on, is_shown_anyway)
