"""Whether what is sent to the forms can be sealed, and opened by somebody again."""

from dataclasses import dataclass

from django.db.models import Count, Q

from contact.inbox.models import Queue, QueueKey
from contact.inbox.models.queue import is_this_machine
from contact.inbox.sealing import KEY_BYTES


@dataclass(frozen=True)
class Door:
    """A queue as a form finds it. ``people``: keyholders who can still sign in; the recovery sheet is not counted."""

    queue: Queue
    has_key: bool
    people: int


def is_begun() -> bool:
    """Whether there are keys that count. A demonstration counts on this machine alone."""
    keys = QueueKey.objects.filter(is_current=True)
    return keys.filter(**({} if is_this_machine() else {"is_demonstration": False})).exists()


def doors() -> list[Door]:
    """Every queue, with its key and its keyholders."""
    active = Q(shares__keyholder__user__is_active=True)
    current = QueueKey.objects.filter(is_current=True).annotate(people=Count("shares", filter=active))
    keys = {key.queue_id: key for key in current if not key.is_demonstration or is_this_machine()}
    found = []
    for queue in Queue.objects.every():
        key = keys.get(queue.name)
        has_key = key is not None and len(key.public_key) == KEY_BYTES
        found.append(Door(queue, has_key, key.people if key else 0))
    return found


def keys_are_there() -> bool:
    """Whether every queue that is not stopped has a public key and a keyholder. Before the set-up none takes anything,
    and says so: nothing is wrong then."""
    return not is_begun() or all(door.has_key and door.people for door in doors() if not door.queue.is_stopped)
