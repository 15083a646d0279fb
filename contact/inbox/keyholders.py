"""Who can open what. Each keyholder has a key pair; a queue's private key is wrapped once for each of them."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction

from contact.inbox import derivation, passphrases, sealing
from contact.inbox.keyring import Keyring
from contact.inbox.models import Keyholder, Queue, QueueKey, Share
from contact.inbox.sealing import KeyPair


def new_keyholder(user: Any, passphrase: str, is_demonstration: bool = False) -> Keyholder:
    """A key pair for somebody, locked by a passphrase. It opens nothing until it has shares. Raises ``Busy``."""
    keys = KeyPair.new()
    keyholder = Keyholder(user=user, public_key=keys.public, is_demonstration=is_demonstration)
    lock_private_key(keyholder, keys.private, passphrase)
    keyholder.save()
    return keyholder


def lock_private_key(keyholder: Keyholder, private: bytes, passphrase: str) -> None:
    """Lock a private key by a (new) passphrase. Not saved. Raises ``Busy``."""
    cost = derivation.COST
    keyholder.salt, keyholder.memory, keyholder.passes = derivation.new_salt(), cost.memory, cost.passes
    keyholder.locked_private_key = sealing.lock(private, _key(keyholder, passphrase))


def unlock(keyholder: Keyholder, passphrase: str) -> Keyring:
    """What somebody can open with their passphrase. Raises ``WrongKey`` for a wrong one, and ``Busy``."""
    private = sealing.unlock(bytes(keyholder.locked_private_key), _key(keyholder, passphrase))
    return Keyring(keyholder, private)


def _key(keyholder: Keyholder, passphrase: str) -> bytes:
    secret = passphrases.read(passphrase).encode()
    return derivation.derive(secret, bytes(keyholder.salt), keyholder.cost, sealing.KEY_BYTES, settings.DERIVATION_LINE)


def new_sheet(code: str) -> Keyholder:
    """The recovery sheet as a keyholder. What is printed is the code, and nothing of it is kept."""
    return Keyholder.objects.create(is_sheet=True, public_key=passphrases.sheet_keys(code).public)


@transaction.atomic
def new_queue_key(queue: Queue, keyholders: Iterable[Keyholder], is_demonstration: bool = False) -> QueueKey:
    """A new key for a queue, for all that comes in from now on. The one before it stays for what is sealed to it."""
    keys = KeyPair.new()
    queue.keys.filter(is_current=True).update(is_current=False)
    queue_key = QueueKey.objects.create(queue=queue, public_key=keys.public, is_demonstration=is_demonstration)
    for keyholder in keyholders:
        share(queue_key, keys.private, keyholder)
    return queue_key


def share(queue_key: QueueKey, private: bytes, keyholder: Keyholder) -> Share:
    """Wrap a queue's private key for one more keyholder."""
    wrapped = sealing.wrap(private, bytes(keyholder.public_key))
    return Share.objects.create(queue_key=queue_key, keyholder=keyholder, wrapped=wrapped)
