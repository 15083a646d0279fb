"""After a queue has a new key: the keys of all records that are kept are wrapped for it, in batches.

It can stop after any batch and be taken up later, by anybody who holds the old key and the new. The records
themselves are not touched, nor are their dates.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet

from contact.inbox import keyholders, sealing
from contact.inbox.keyring import Keyring
from contact.inbox.models import Queue, QueueKey, Record

AT_ONCE = 2_000


@dataclass(frozen=True)
class Batch:
    """What came of one. ``go_on_after`` is the record after which the next begins; None where there is none."""

    done: int
    not_opened: int
    go_on_after: UUID | None


def waiting() -> dict[str, int]:
    """How many records of each queue wait to be wrapped anew."""
    counted = _sealed_to_old_keys().values("queue_key__queue").annotate(number=Count("pk"))
    return {each["queue_key__queue"]: each["number"] for each in counted.order_by()}


def rewrap(queue: Queue, keyring: Keyring, after: UUID | None = None) -> Batch:
    """Wrap the next batch of a queue. What does not open is left as it is. Raises ``NotHeld``."""
    current = queue.keys.filter(is_current=True).first()
    if current is None or queue.is_stopped or not (keyring.holds(current) and keyring.fits(current)):
        raise keyholders.NotHeld
    waiting = _sealed_to_old_keys().filter(queue_key__queue=queue).order_by("pk")
    if after is not None:
        waiting = waiting.filter(pk__gt=after)
    records = list(waiting.only("pk", "queue_key_id", "key_for_queue")[:AT_ONCE])
    # The slow part first, so that nobody who writes to us waits for it.
    wrapped = [(record, key) for record in records if (key := _wrapped(record, current, keyring))]
    _write(wrapped, current)
    return Batch(len(wrapped), len(records) - len(wrapped), records[-1].pk if len(records) == AT_ONCE else None)


def _sealed_to_old_keys() -> QuerySet[Record]:
    return Record.everything.filter(queue_key__is_current=False, queue_key__lost_on=None)


def _wrapped(record: Record, target: QueueKey, keyring: Keyring) -> bytes | None:
    try:
        key = keyring.record_key(record)
    except sealing.SealBroken:
        return None
    return sealing.wrap(key, bytes(target.public_key)) if key else None


@transaction.atomic
def _write(wrapped: list[tuple[Record, bytes]], target: QueueKey) -> None:
    # Where there is yet another key meanwhile, these wait for that one.
    if not QueueKey.objects.select_for_update().filter(pk=target.pk, is_current=True).exists():
        return
    for record, key in wrapped:
        # Not ``save``: it may have been moved or deleted meanwhile.
        unchanged = Record.everything.filter(pk=record.pk, queue_key=record.queue_key_id)
        unchanged.update(key_for_queue=key, queue_key=target)
    keyholders.forget_emptied_keys()
