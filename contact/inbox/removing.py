"""Taking keys away: from a person, or from a recovery sheet that somebody has seen or nobody can find.

What was copied cannot be taken back. There are new keys from then on, and ``rewrapping`` is for what is kept.
"""

from collections.abc import Iterable

from django.db import transaction

from contact.inbox import keyholders
from contact.inbox.keyring import Keyring
from contact.inbox.models import Keyholder, Queue, QueueKey
from idpwsp.foundation.erasing import erase


class LastOne(Exception):
    """Nobody else could open ``queue`` any more."""

    def __init__(self, queue: Queue) -> None:
        super().__init__(queue.name)
        self.queue = queue


@transaction.atomic
def remove(keyholder: Keyholder, queues: Iterable[Queue], keyring: Keyring, sheet_code: str = "") -> None:
    """Take the keys of these queues from somebody, and make new ones for the others. Raises ``LastOne``.

    With ``sheet_code`` there is a new recovery sheet too, because they have seen the old one: it opened every queue,
    so every queue gets a new key.
    """
    erase()
    queues = list(queues)
    check_others(keyholder, queues)
    for queue in queues:
        keyholder.shares.filter(queue_key__queue=queue).delete()
    if sheet_code:
        replace_sheet(sheet_code, keyring)
    else:
        for queue in queues:
            keyholders.renew_key(queue)
    if not keyholder.shares.exists():
        keyholder.delete()


@transaction.atomic
def begin_anew(keyholder: Keyholder, made: Keyring) -> None:
    """A new key pair, which opens nothing yet, in place of one whose passphrase is forgotten. Raises ``LastOne``.

    The queues keep their keys: nobody else has learned anything.
    """
    erase()
    check_others(keyholder, held_by(keyholder))
    keyholder.delete()
    made.keyholder.save()


def held_by(keyholder: Keyholder) -> list[Queue]:
    """The queues of which somebody holds a key, also an old one."""
    return list(Queue.objects.filter(keys__shares__keyholder=keyholder).distinct())


def check_others(keyholder: Keyholder, queues: Iterable[Queue]) -> None:
    """Whether somebody else holds each of these queues and can sign in to use it. Raises ``LastOne``."""
    for queue in queues:
        readers = keyholders.readers(queue)
        if not any(each != keyholder and each.user_id in readers for each in keyholders.people(queue)):
            raise LastOne(queue)


@transaction.atomic
def replace_sheet(code: str, keyring: Keyring) -> None:
    """A new recovery sheet in place of the old one, and new keys, which that never opens."""
    erase()
    Keyholder.objects.filter(is_sheet=True).delete()
    made = keyholders.new_sheet(code, is_demonstration=keyring.keyholder.is_demonstration)
    # What is kept is not lost even if nobody comes to wrap it anew.
    for queue_key in QueueKey.objects.filter(lost_on=None):
        if private := keyring.private_key(queue_key.pk):
            keyholders.share(queue_key, private, made)
    for queue in Queue.objects.filter(keys__is_current=True):
        keyholders.renew_key(queue)
