"""The newest conversations of a queue, opened: for a calendar or a table of all of them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from contact.inbox.conversations import Opened, open_record
from contact.inbox.keyring import Keyring
from contact.inbox.letters import Contact, Letter
from contact.inbox.models import Conversation, Queue, Record

MOST = 2000
Kind = Record.Kind
KINDS = (Kind.FIRST, Kind.CONTACT, Kind.CONFIRMED)


@dataclass(frozen=True)
class Read:
    """A conversation and what is read of it. ``problem`` says why something of it does not open."""

    conversation: Conversation
    letter: Letter | None
    contact: Contact | None
    # What staff noted as agreed, last.
    agreed: dict[str, Any] | None
    problem: str


def newest(queue: Queue, keyring: Keyring) -> list[Read]:
    """The newest 2,000 of a queue, the newest first, without those that are set aside. Three queries in all."""
    found = queue.conversations.filter(is_set_aside=False).order_by("-started_on", "pk")[:MOST]
    records: dict[Any, dict[str, Record]] = defaultdict(dict)
    # In their order, so that the last of a kind stays: it is the one that holds.
    for record in Record.objects.filter(conversation__in=found.values("pk"), kind__in=KINDS):
        records[record.conversation_id][record.kind] = record
    return [_read(each, records[each.pk], keyring) for each in found.select_related("assigned_to")]


def read_one(conversation: Conversation, keyring: Keyring) -> Read:
    """One conversation in the same way."""
    records = {record.kind: record for record in conversation.records.filter(kind__in=KINDS)}
    return _read(conversation, records, keyring)


def _read(conversation: Conversation, records: dict[str, Record], keyring: Keyring) -> Read:
    opened: dict[str, Opened] = {kind: open_record(record, keyring) for kind, record in records.items()}
    first, changed, confirmed = (opened.get(kind) for kind in (Kind.FIRST, Kind.CONTACT, Kind.CONFIRMED))
    # Where a change does not open, nobody knows what is allowed: nothing is.
    contact = changed.contact if changed else first.contact if first else None
    return Read(
        conversation=conversation,
        letter=first.letter if first else None,
        contact=contact,
        agreed=confirmed.body["agreed"] if confirmed and confirmed.body else None,
        problem=next((each.problem for each in opened.values() if each.problem), ""),
    )
