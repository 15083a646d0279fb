"""Keys that the first start on this machine makes, so that the inbox works at once. Their passphrase stood on a
terminal: elsewhere they count as none, ``check --deploy`` refuses them, and real keys take their place."""

from typing import Any

from django.db import transaction

from contact.inbox import early_deletions, keyholders, passphrases
from contact.inbox.models import Conversation, Keyholder, Queue, QueueKey
from contact.inbox.models.queue import is_this_machine
from idpwsp.foundation.erasing import erase


def is_on() -> bool:
    """Whether there is a demonstration key."""
    return QueueKey.objects.filter(is_demonstration=True).exists()


def is_in_use() -> bool:
    """Whether it takes messages: on this machine alone. Elsewhere nobody is asked on every page."""
    return is_this_machine() and is_on()


def make(user: Any) -> str:
    """Keys for all queues, shared with one person. Returns the passphrase, which is kept nowhere. Raises ``Busy``."""
    passphrase = passphrases.new()
    keyring = keyholders.prepared(user, passphrase, is_demonstration=True)
    with transaction.atomic():
        Keyholder.objects.filter(user=user).delete()
        keyring.keyholder.save()
        for queue in Queue.objects.every():
            keyholders.new_queue_key(queue, [keyring.keyholder], is_demonstration=True)
    return passphrase


def make_where_there_is_nothing(user: Any) -> str | None:
    """The same where there is no key at all, real or not; otherwise None."""
    return None if QueueKey.objects.exists() else make(user)


def renew(user: Any) -> str | None:
    """A new passphrase for a demonstration, or None where there is none. What was written to it goes: without the old
    passphrase nobody can open it."""
    if not is_on():
        return None
    remove()
    return make(user)


@transaction.atomic
def remove() -> None:
    """Delete the demonstration: its keys, its keyholders, and what was sealed to it."""
    if not is_on():
        return
    erase()
    sealed_to_it = Conversation.everything.filter(records__queue_key__is_demonstration=True).distinct()
    for conversation in sealed_to_it:
        early_deletions.remember(conversation.pk, conversation.delete_on)
        conversation.delete()
    QueueKey.objects.filter(is_demonstration=True).delete()
    Keyholder.objects.filter(is_demonstration=True).delete()
    Queue.objects.update(is_stopped=False)
