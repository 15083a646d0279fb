"""What happens to a conversation, from both doors. Whatever is said is sealed before it is stored.

Sealing needs public keys alone, so it works while the inbox is locked; opening needs a ``Keyring`` (staff) or a
receipt (whoever wrote).
"""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from contact.inbox import derivation, early_deletions, receipts, sealing
from contact.inbox.keyring import Keyring
from contact.inbox.letters import Contact, Letter
from contact.inbox.models import Conversation, Queue, QueueKey, ReceiptSalt, Record
from contact.inbox.receipts import Receipt
from idpwsp.foundation.erasing import erase

Kind, State = Record.Kind, Conversation.State


class Closed(Exception):
    """There is no key to seal to: the inbox is not set up, or its form was stopped."""


# ── Receipts ───────────────────────────────────────────────────────────────


def new_receipt() -> Receipt:
    """A number for whoever writes. Raises ``derivation.Busy``: so before a transaction, not in it."""
    return derived(receipts.new(), current_salt())


def current_salt() -> ReceiptSalt:
    """The newest version, made when it is first needed."""
    newest = ReceiptSalt.objects.order_by("-pk").first()
    if newest is None:
        cost = derivation.COST
        newest = ReceiptSalt.objects.create(salt=derivation.new_salt(), memory=cost.memory, passes=cost.passes)
    return newest


def derived(number: str, salt: ReceiptSalt) -> Receipt:
    return receipts.derived(number, bytes(salt.salt), salt.cost, settings.DERIVATION_LINE)


@dataclass(frozen=True)
class Found:
    """What a number leads to. Without a conversation it looks the same from outside."""

    conversation: Conversation | None
    receipt: Receipt


def find(number: str) -> Found:
    """The conversation of a number that ``receipts.read`` has read. Raises ``derivation.Busy``.

    A number that nobody has makes the same calls as one that leads somewhere: one derivation for each version of the
    salt, one query for all of them, and whatever ``answers`` does.
    """
    salts = list(ReceiptSalt.objects.order_by("pk")) or [current_salt()]
    versions = [derived(number, salt) for salt in salts]
    ids = [receipt.id for receipt in versions]
    conversation = Conversation.objects.filter(receipt_id__in=ids).select_related("queue").first()
    for receipt in versions:
        if conversation and bytes(conversation.receipt_id or b"") == receipt.id:
            return Found(conversation, receipt)
    return Found(None, versions[-1])


def renumber(conversation_id: UUID, receipt: Receipt) -> Conversation | None:
    """Give a conversation a new number in place of the old one. None where that is too late: it is gone, or what was
    answered is wrapped for the old number."""
    found = Conversation.objects.select_for_update().filter(pk=conversation_id).first()
    if found is None or found.records.filter(kind=Kind.ANSWER).exists():
        return None
    _set_receipt(found, receipt)
    found.save()
    return found


def _set_receipt(conversation: Conversation, receipt: Receipt) -> None:
    conversation.receipt_id = receipt.id
    conversation.receipt_public_key = receipt.keys.public
    # Not the newest: there may be a newer one since this number was derived, and with that nobody would find it.
    conversation.receipt_salt = ReceiptSalt.objects.get(salt=receipt.salt)
    conversation.has_checked_number = False


# ── From outside ───────────────────────────────────────────────────────────


@transaction.atomic
def start(
    *, form: str, queue: str, letter: Letter, receipt: Receipt | None, is_set_aside: bool = False
) -> Conversation:
    """Seal what somebody has written and keep it. Raises ``Closed``, and ``sealing.TooLong``."""
    found, today = Queue.objects.named(queue), timezone.localdate()
    conversation = Conversation(
        queue=found, form=form, is_set_aside=is_set_aside,
        started_on=today, changed_on=today, delete_on=_kept_until(found),
    )  # fmt: skip
    if receipt is not None:
        _set_receipt(conversation, receipt)
    conversation.save(force_insert=True)
    _add(conversation, Kind.FIRST, letter.as_body())
    # Of what staff have typed in themselves nobody has to be told.
    if not is_set_aside and form != Conversation.Form.ENTERED:
        _tell(found)
    return conversation


@transaction.atomic
def write_again(conversation: Conversation, text: str, is_set_aside: bool = False) -> Record:
    """More from whoever started it. It has a date of its own. Raises ``Closed``, and ``sealing.TooLong``."""
    record = _add(conversation, Kind.MORE, {"text": text})
    if conversation.state != State.NEW:
        conversation.state = State.FOR_US
    conversation.is_set_aside = conversation.is_set_aside or is_set_aside
    conversation.save(update_fields=["state", "is_set_aside"])
    if not conversation.is_set_aside:
        _tell(conversation.queue)
    return record


@transaction.atomic
def change_contact(conversation: Conversation, contact: Contact) -> Record:
    """From now on this is how they may be reached. Raises ``Closed``."""
    return _add(conversation, Kind.CONTACT, asdict(contact))


def check_number(conversation: Conversation) -> None:
    """Whoever wrote has typed the last digits of the number."""
    Conversation.objects.filter(pk=conversation.pk).update(has_checked_number=True)


@dataclass(frozen=True)
class Answer:
    """What staff have answered, as whoever holds the number reads it. Without text: it does not open."""

    on: date
    delete_on: date
    text: str | None


def answers(found: Found) -> list[Answer]:
    """What staff have answered to a number, the oldest first."""
    # A number that leads nowhere asks for the records of nobody.
    wanted = found.conversation.pk if found.conversation else uuid4()
    records = Record.objects.filter(conversation_id=wanted, kind=Kind.ANSWER).order_by("sequence")
    return [Answer(record.on, record.delete_on, _read(record, found.receipt)) for record in records]


def _read(record: Record, receipt: Receipt) -> str | None:
    try:
        key = sealing.unwrap(bytes(record.key_for_receipt or b""), receipt.keys.private)
        text: str = sealing.unseal(bytes(record.sealed), record.header, key)["text"]
    except sealing.SealBroken:
        return None
    return text


# ── From staff ─────────────────────────────────────────────────────────────


@transaction.atomic
def answer(conversation: Conversation, text: str) -> Record:
    """What whoever holds the number will read. Raises ``Closed``, and ``sealing.TooLong``."""
    record = _add(conversation, Kind.ANSWER, {"text": text})
    conversation.state, conversation.is_set_aside = State.FOR_THEM, False
    conversation.save(update_fields=["state", "is_set_aside"])
    return record


@transaction.atomic
def add_note(conversation: Conversation, text: str, by: Any) -> Record:
    """For colleagues alone. Raises ``Closed``, and ``sealing.TooLong``."""
    return _add(conversation, Kind.NOTE, {"text": text, "by": _name_of(by)})


@transaction.atomic
def note_agreed(conversation: Conversation, text: str, agreed: dict[str, Any], by: Any) -> Record:
    """What was agreed with whoever invites a speaker, for colleagues alone. Raises ``Closed`` and ``TooLong``."""
    return _add(conversation, Kind.CONFIRMED, {"text": text, "by": _name_of(by), "agreed": agreed})


@transaction.atomic
def move(conversation: Conversation, queue: Queue, keyring: Keyring) -> None:
    """To another queue: the record keys are wrapped for its key, and nothing else changes, dates least of all.

    Raises ``Closed`` where that queue has no key, and ``SealBroken`` where a record does not open: then nothing moves.
    """
    target = _open_key(queue)
    for record in Record.everything.filter(conversation=conversation):
        rewrap(record, target, keyring)
    conversation.queue = queue
    conversation.save(update_fields=["queue"])


def rewrap(record: Record, target: QueueKey, keyring: Keyring) -> None:
    """Wrap a record's key for another queue key. Raises ``SealBroken``."""
    key = keyring.record_key(record)
    if key is None:
        raise sealing.WrongKey("This queue's key is not shared with you.")
    record.key_for_queue = sealing.wrap(key, bytes(target.public_key))
    record.queue_key = target
    record.save(update_fields=["key_for_queue", "queue_key"])


def delete(conversation: Conversation) -> None:
    """Before its date, for good, and noted so that no backup brings it back."""
    early_deletions.remember(conversation.pk, conversation.delete_on)
    with transaction.atomic():
        erase()
        conversation.delete()


@dataclass(frozen=True)
class Opened:
    """A record as a keyholder reads it. Without a body, ``problem`` says why."""

    record: Record
    body: dict[str, Any] | None
    problem: str = ""

    @property
    def letter(self) -> Letter | None:
        """What a first message says."""
        return Letter.of(self.body) if self.body and self.record.kind == Kind.FIRST else None

    @property
    def contact(self) -> Contact | None:
        """How they may be reached, where this record says it."""
        if self.body and self.record.kind == Kind.CONTACT:
            return Contact(**self.body)
        letter = self.letter
        return letter.contact if letter else None


def open_record(record: Record, keyring: Keyring) -> Opened:
    """What is in a record, or why it does not open. Never raises for a broken seal."""
    try:
        key = keyring.record_key(record)
        if key is None:
            return Opened(record, None, _("You hold no key for this."))
        return Opened(record, sealing.unseal(bytes(record.sealed), record.header, key))
    except sealing.Misplaced:
        return Opened(record, None, _("This was moved here from another place. Do not trust it, and call for help."))
    except sealing.WrongKey:
        return Opened(record, None, _("The key of this does not open. It was changed, or belongs to somebody else."))
    except sealing.Damaged:
        return Opened(record, None, _("This was changed or cut after it was written, and cannot be opened."))


def open_all(conversation: Conversation, keyring: Keyring) -> list[Opened]:
    """All records of a conversation, in their order."""
    return [open_record(record, keyring) for record in conversation.records.all()]


def open_first(conversations: list[Conversation], keyring: Keyring) -> dict[UUID, Opened]:
    """The first message of each, for a list. One query."""
    firsts: QuerySet[Record] = Record.objects.filter(conversation__in=conversations, kind=Kind.FIRST)
    return {UUID(str(record.conversation_id)): open_record(record, keyring) for record in firsts}


# ── Both ───────────────────────────────────────────────────────────────────


def _kept_until(queue: Queue) -> date:
    return timezone.localdate() + timedelta(days=queue.retention_days)


def _name_of(user: Any) -> str:
    return str(user.get_short_name() or user.get_username())


def _open_key(queue: Queue) -> QueueKey:
    key = queue.open_key
    if key is None:
        raise Closed(queue.name)
    return key


def _add(conversation: Conversation, kind: str, body: dict[str, Any]) -> Record:
    """Seal a body as the next record. The conversation lives as long as its last record."""
    queue_key = _open_key(conversation.queue)
    # Two who add at the same moment do so one after the other. Raises DoesNotExist where it was deleted meanwhile.
    Conversation.objects.select_for_update().get(pk=conversation.pk)
    last = Record.everything.filter(conversation=conversation).aggregate(last=Max("sequence"))["last"]
    record = Record(
        conversation=conversation, kind=kind, sequence=0 if last is None else last + 1, on=timezone.localdate(),
        delete_on=_kept_until(conversation.queue), queue_key=queue_key,
    )  # fmt: skip
    key = sealing.new_key()
    record.sealed = sealing.seal(body, record.header, key)
    record.key_for_queue = sealing.wrap(key, bytes(queue_key.public_key))
    if kind == Kind.ANSWER and conversation.receipt_public_key:
        record.key_for_receipt = sealing.wrap(key, bytes(conversation.receipt_public_key))
    record.save(force_insert=True)
    conversation.changed_on = record.on
    conversation.delete_on = max(conversation.delete_on, record.delete_on)
    conversation.save(update_fields=["changed_on", "delete_on"])
    return record


def _tell(queue: Queue) -> None:
    """Count it for the e-mail that tells staff."""
    Queue.objects.filter(pk=queue.pk).update(untold=F("untold") + 1)
