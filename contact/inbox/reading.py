"""A conversation as staff read it."""

from dataclasses import dataclass
from functools import cached_property

from contact.inbox import languages
from contact.inbox.conversations import Opened, open_all
from contact.inbox.keyring import Keyring
from contact.inbox.letters import Letter
from contact.inbox.models import Conversation, Record
from contact.inbox.permitted import Permitted, permitted


@dataclass(frozen=True)
class Reading:
    """All records of a conversation, opened, in their order; those that do not open say why."""

    opened: list[Opened]
    shows_contact: bool = False

    @cached_property
    def permitted(self) -> Permitted:
        return permitted(self.opened, self.shows_contact)

    @property
    def letter(self) -> Letter | None:
        """The first message, as long as it is kept and opens."""
        return next((each.letter for each in self.opened if each.letter), None)

    @property
    def is_agreed(self) -> bool:
        """Whether something was agreed with whoever invites a speaker."""
        return any(each.record.kind == Record.Kind.CONFIRMED for each in self.opened)

    @property
    def is_opened(self) -> bool:
        return any(each.body is not None for each in self.opened)

    @property
    def seen(self) -> int:
        """The number of the last record: what is added after it, this reader has not seen."""
        return self.opened[-1].record.sequence if self.opened else -1

    @property
    def language(self) -> str:
        return languages.name_of(self.letter.language) if self.letter else ""

    @property
    def is_in_our_language(self) -> bool:
        return self.letter is None or self.letter.language == languages.OURS


def read(conversation: Conversation, keyring: Keyring, shows_contact: bool = False) -> Reading:
    return Reading(open_all(conversation, keyring), shows_contact)
