"""What somebody who has come back with a number gets to see, and what becomes of it."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import uuid4

from django.db.models import Max

from contact.inbox import conversations
from contact.inbox.conversations import Answer, Found
from contact.inbox.letters import Contact
from contact.inbox.models import Conversation, Record
from idpwsp.foundation.guard import held
from idpwsp.foundation.guard.once import Kept


@dataclass(frozen=True)
class Seen:
    """All that a number shows: what staff have answered, and since when what was written cannot be opened."""

    answers: list[Answer]
    lost_on: date | None


def look(found: Found) -> Seen:
    """What a number shows. One that leads nowhere makes the same calls."""
    wanted = found.conversation.pk if found.conversation else uuid4()
    lost = Record.objects.filter(conversation_id=wanted).aggregate(on=Max("queue_key__lost_on"))
    return Seen(conversations.answers(found), lost["on"])


def write_again(conversation: Conversation, text: str, is_doubtful: bool) -> Kept:
    """Keep more words. Raises ``held.Closed``, and ``Conversation.DoesNotExist`` where it is gone by now."""
    return _kept(partial(conversations.write_again, conversation, text, is_set_aside=is_doubtful))


def change_contact(conversation: Conversation, contact: Contact) -> Kept:
    """Keep how they may be reached. Raises as ``write_again``."""
    return _kept(partial(conversations.change_contact, conversation, contact))


def _kept(add: Any) -> Kept:
    try:
        record: Record = add()
    except conversations.Closed as error:
        raise held.Closed from error
    return Kept(str(record.pk))


def still_there(conversation: Conversation, record: int | str) -> Kept | None:
    """For the guard, where the same words come again."""
    return Kept(record) if conversation.records.filter(pk=str(record)).exists() else None


def still_holds(conversation: Conversation, record: int | str) -> Kept | None:
    """The same, of how they may be reached: who changes it and changes it back has said something new."""
    last = conversation.records.filter(kind=Record.Kind.CONTACT).order_by("sequence").last()
    return Kept(record) if last and str(last.pk) == record else None
