"""Who can open what. Each keyholder has a key pair; a queue's private key is wrapped once for each of them."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction

from contact.inbox import derivation, passphrases, sealing
from contact.inbox.keyring import Keyring
from contact.inbox.models import Keyholder, Queue, QueueKey, Share
from contact.inbox.sealing import KeyPair
from idpwsp.foundation.erasing import erase
from idpwsp.foundation.page_cache import generation


class NotHeld(Exception):
    """Somebody wants to share a key that they do not hold themselves, or that is not to be trusted."""


# ── People ─────────────────────────────────────────────────────────────────


def new_keyholder(user: Any, passphrase: str, is_demonstration: bool = False) -> Keyholder:
    """A key pair for somebody, locked by a passphrase. It opens nothing until it has shares. Raises ``Busy``."""
    keyring = prepared(user, passphrase, is_demonstration)
    keyring.keyholder.save()
    return keyring.keyholder


def prepared(user: Any, passphrase: str, is_demonstration: bool = False) -> Keyring:
    """The same, not saved, and unlocked: the slow part, to be done before a transaction. Raises ``Busy``."""
    keys = KeyPair.new()
    keyholder = Keyholder(user=user, public_key=keys.public, is_demonstration=is_demonstration)
    lock_private_key(keyholder, keys.private, passphrase)
    return Keyring(keyholder, keys.private)


def lock_private_key(keyholder: Keyholder, private: bytes, passphrase: str) -> None:
    """Lock a private key by a (new) passphrase. Not saved. Raises ``Busy``."""
    cost = derivation.COST
    keyholder.salt, keyholder.memory, keyholder.passes = derivation.new_salt(), cost.memory, cost.passes
    keyholder.locked_private_key = sealing.lock(private, _key(keyholder, passphrase))


def change_passphrase(keyring: Keyring, passphrase: str) -> None:
    """Lock somebody's private key by a new passphrase. What they had unlocked elsewhere locks. Raises ``Busy``."""
    lock_private_key(keyring.keyholder, keyring.private, passphrase)
    with transaction.atomic():
        erase()
        keyring.keyholder.save(update_fields=["salt", "memory", "passes", "locked_private_key"])


def unlock(keyholder: Keyholder, passphrase: str) -> Keyring:
    """What somebody can open with their passphrase. Raises ``WrongKey`` for a wrong one, and ``Busy``."""
    private = sealing.unlock(bytes(keyholder.locked_private_key), _key(keyholder, passphrase))
    return Keyring(keyholder, private)


def _key(keyholder: Keyholder, passphrase: str) -> bytes:
    secret = passphrases.read(passphrase).encode()
    return derivation.derive(secret, bytes(keyholder.salt), keyholder.cost, sealing.KEY_BYTES, settings.DERIVATION_LINE)


def people(queue: Queue) -> list[Keyholder]:
    """Everybody but the sheet who holds a key of a queue."""
    found = Keyholder.objects.filter(user__isnull=False, shares__queue_key__queue=queue)
    return list(found.select_related("user").order_by("user__username").distinct())


def readers(queue: Queue) -> set[int]:
    """The ids of ``Queue.readers``."""
    return set(queue.readers().values_list("pk", flat=True))


@transaction.atomic
def let_in(keyholder: Keyholder, queue: Queue, keyring: Keyring) -> None:
    """Share all keys of a queue, so that what is kept can be read as well. Raises ``NotHeld``."""
    for queue_key in queue.keys.filter(lost_on=None):
        private = keyring.private_key(queue_key.pk)
        if queue_key.is_current and (queue.is_stopped or private is None or not keyring.fits(queue_key)):
            raise NotHeld
        if private is not None and not Share.objects.filter(queue_key=queue_key, keyholder=keyholder).exists():
            share(queue_key, private, keyholder)


# ── The recovery sheet ─────────────────────────────────────────────────────


def sheet() -> Keyholder | None:
    return Keyholder.objects.filter(is_sheet=True).first()


def new_sheet(code: str, is_demonstration: bool = False) -> Keyholder:
    """The recovery sheet as a keyholder. What is printed is the code, and nothing of it is kept."""
    public = passphrases.sheet_keys(code).public
    return Keyholder.objects.create(is_sheet=True, public_key=public, is_demonstration=is_demonstration)


# ── Keys of queues ─────────────────────────────────────────────────────────


@transaction.atomic
def new_queue_key(queue: Queue, keyholders: Iterable[Keyholder], is_demonstration: bool = False) -> QueueKey:
    """A new key for a queue, for all that comes in from now on. The one before it stays for what is sealed to it."""
    keys = KeyPair.new()
    queue.keys.filter(is_current=True).update(is_current=False)
    queue_key = QueueKey.objects.create(queue=queue, public_key=keys.public, is_demonstration=is_demonstration)
    for keyholder in keyholders:
        share(queue_key, keys.private, keyholder)
    return queue_key


@transaction.atomic
def renew_key(queue: Queue) -> QueueKey:
    """A new key of a queue for everybody who holds it and for the sheet."""
    current = queue.keys.filter(is_current=True).first()
    paper = sheet()
    holders = [*people(queue), *([paper] if paper else [])]
    made = new_queue_key(queue, holders, is_demonstration=bool(current and current.is_demonstration))
    forget_emptied_keys()
    return made


@transaction.atomic
def trust_again(queue: Queue) -> QueueKey:
    """A new key for a queue whose key was changed by somebody else; its form opens again."""
    made = renew_key(queue)
    queue.is_stopped = False
    queue.save(update_fields=["is_stopped"])
    return made


def forget_emptied_keys() -> None:
    """Old keys go with the last record that was sealed to them."""
    erase()
    QueueKey.objects.filter(is_current=False, records__isnull=True).delete()


def share(queue_key: QueueKey, private: bytes, keyholder: Keyholder) -> Share:
    """Wrap a queue's private key for one more keyholder."""
    wrapped = sealing.wrap(private, bytes(keyholder.public_key))
    return Share.objects.create(queue_key=queue_key, keyholder=keyholder, wrapped=wrapped)


def stop_changed(keyring: Keyring) -> list[Queue]:
    """Compare the public key of every queue that somebody holds with the private key; stop those that differ.

    A queue whose current key is not shared with somebody who holds an older one is stopped too: we share every new
    key with everybody, so that one is not ours.
    """
    changed = []
    held = Queue.objects.filter(keys__shares__keyholder=keyring.keyholder, keys__lost_on=None).distinct()
    for queue in held:
        current = queue.keys.filter(is_current=True).first()
        if current is None or not (keyring.holds(current) and keyring.fits(current)):
            changed.append(queue)
    if changed:
        Queue.objects.filter(pk__in=[queue.pk for queue in changed]).update(is_stopped=True)
        generation.move()
    return changed
