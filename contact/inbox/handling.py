"""What staff do with a conversation, so that two at the same moment do not undo or repeat each other's work."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from contact.inbox import conversations
from contact.inbox.keyring import Keyring
from contact.inbox.letters import Letter
from contact.inbox.models import AuditEntry, Conversation, Queue, Record
from contact.inbox.models.audit import note
from contact.inbox.receipts import Receipt
from idpwsp.foundation.guard.cache import guard_cache
from idpwsp.foundation.guard.once import TEN_MINUTES
from idpwsp.foundation.guard.secret import keyed_hash

Action, State = AuditEntry.Action, Conversation.State


class Gone(Http404):
    """It was deleted, or moved to where this person may not look."""


class Meanwhile(Exception):
    """Something was added to it, or it was changed, since this person opened it."""


class Kept(Exception):
    """It was taken before, and has been answered or deleted since."""


class NoNumber(Exception):
    """Nobody holds a number for it, so nobody could read an answer."""


def held(pk: UUID, queues: Iterable[Queue]) -> Conversation:
    """A conversation in one of these queues, as it is now, for the rest of the transaction. Raises ``Gone``."""
    found = Conversation.objects.select_for_update().filter(pk=pk, queue__in=list(queues)).first()
    if found is None:
        raise Gone
    return found


def added_since(conversation: Conversation, seen: int) -> QuerySet[Record]:
    """What stands in it after the record with the number ``seen``."""
    return conversation.records.filter(sequence__gt=seen)


def is_repeated(user: Any, token: str) -> bool:
    """Whether a form with this random token was taken within the last ten minutes. Asked in the transaction of what
    it does, so that what fails is not remembered."""
    return bool(token) and not guard_cache().add(_once(user, token), "", TEN_MINUTES)


def _once(user: Any, token: str) -> str:
    return keyed_hash("inbox", user.pk, token)


@transaction.atomic
def answer(pk: UUID, queues: list[Queue], text: str, by: Any, seen: int, token: str) -> None:
    """Raises ``Gone``, ``Meanwhile``, ``NoNumber``, ``Closed``."""
    if is_repeated(by, token):
        return
    conversation = held(pk, queues)
    if not conversation.receipt_id:
        raise NoNumber
    if added_since(conversation, seen).exists():
        raise Meanwhile
    conversations.answer(conversation, text)
    note(by, Action.ANSWERED, conversation=conversation)


@transaction.atomic
def add_note(pk: UUID, queues: list[Queue], text: str, by: Any, token: str) -> None:
    """Two notes at once are no conflict: each stands by itself. Raises ``Gone``, ``Closed``."""
    if is_repeated(by, token):
        return
    conversation = held(pk, queues)
    conversations.add_note(conversation, text, by)
    note(by, Action.NOTED, conversation=conversation)


@transaction.atomic
def assign(pk: UUID, queues: list[Queue], to: Any, by: Any, had: int | None) -> Conversation:
    """Say who has it. ``had`` is who had it when this person looked. Raises ``Gone``, ``Meanwhile``."""
    conversation = held(pk, queues)
    if conversation.assigned_to_id != had:
        raise Meanwhile
    conversation.assigned_to = to
    conversation.save(update_fields=["assigned_to"])
    note(by, Action.ASSIGNED, conversation=conversation)
    return conversation


@transaction.atomic
def mark(pk: UUID, queues: list[Queue], state: str, by: Any, seen: int) -> Conversation:
    """Say how it stands; what was set aside is taken in by that. Raises ``Gone``, ``Meanwhile``."""
    conversation = held(pk, queues)
    if added_since(conversation, seen).exists():
        raise Meanwhile
    conversation.state, conversation.is_set_aside = state, False
    conversation.save(update_fields=["state", "is_set_aside"])
    note(by, Action.MARKED, conversation=conversation, detail=state)
    return conversation


@transaction.atomic
def move(pk: UUID, queues: list[Queue], target: Queue, keyring: Keyring, by: Any) -> Conversation:
    """To another queue. Whoever has it keeps it only if they may read that one.

    Raises ``Gone``, ``Closed``, ``SealBroken``: then nothing was moved.
    """
    conversation = held(pk, queues)
    note(by, Action.MOVED, conversation=conversation, detail=target.name)
    conversations.move(conversation, target, keyring)
    if conversation.assigned_to and not target.is_readable_by(conversation.assigned_to):
        conversation.assigned_to = None
        conversation.save(update_fields=["assigned_to"])
    return conversation


@transaction.atomic
def delete(pk: UUID, queues: list[Queue], by: Any) -> None:
    """Before its date, for good. Raises ``Gone``."""
    conversation = held(pk, queues)
    note(by, Action.DELETED, conversation=conversation)
    conversations.delete(conversation)


@transaction.atomic
def enter(queue: str, letter: Letter, receipt: Receipt | None, by: Any, token: str) -> UUID:
    """Keep what came by phone or post. Sent twice it is one conversation, and the newer number counts. Returns its id.

    Raises ``Closed``, and ``Kept`` where it is there already and takes no newer number any more.
    """
    if is_repeated(by, token):
        pk = UUID(guard_cache().get(_once(by, token)))
        if receipt is not None and conversations.renumber(pk, receipt) is None:
            raise Kept
        return pk
    started = conversations.start(form=Conversation.Form.ENTERED, queue=queue, letter=letter, receipt=receipt)
    if token:
        guard_cache().set(_once(by, token), started.pk.hex, TEN_MINUTES)
    note(by, Action.ENTERED, conversation=started)
    return started.pk
