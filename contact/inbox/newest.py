"""The newest conversations of a queue, opened: for a calendar or a table of all of them."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from contact.inbox.conversations import open_record
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
    parts: dict[Any, dict[str, _Part]] = defaultdict(dict)
    # One after the other: what is sealed of 2,000 records at once can be half a gigabyte. In their order, so that
    # the last of a kind stays: it is the one that holds.
    records = Record.objects.filter(conversation__in=found.values("pk"), kind__in=KINDS)
    for record in records.iterator(chunk_size=100):
        parts[record.conversation_id][record.kind] = _part(record, keyring)
    return [_read(each, parts[each.pk]) for each in found.select_related("assigned_to")]


def read_one(conversation: Conversation, keyring: Keyring) -> Read:
    """One conversation in the same way."""
    records = conversation.records.filter(kind__in=KINDS)
    return _read(conversation, {record.kind: _part(record, keyring) for record in records})


@dataclass(frozen=True)
class _Part:
    """What one record says, without what is sealed."""

    letter: Letter | None
    contact: Contact | None
    agreed: dict[str, Any] | None
    problem: str


def _part(record: Record, keyring: Keyring) -> _Part:
    opened = open_record(record, keyring)
    agreed = opened.body["agreed"] if opened.body and record.kind == Kind.CONFIRMED else None
    return _Part(opened.letter, opened.contact, agreed, opened.problem)


NOTHING = _Part(None, None, None, "")


def _read(conversation: Conversation, parts: dict[str, _Part]) -> Read:
    first, confirmed = parts.get(Kind.FIRST, NOTHING), parts.get(Kind.CONFIRMED, NOTHING)
    # Where a change does not open, nobody knows what is allowed: nothing is.
    contact = parts.get(Kind.CONTACT, first).contact
    problem = next((each.problem for each in parts.values() if each.problem), "")
    return Read(conversation, first.letter, contact, confirmed.agreed, problem)
