"""The first keys of all, those after all was lost, and the way back in with the recovery sheet."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from contact.inbox import demonstration, keyholders, passphrases
from contact.inbox.keyring import Keyring
from contact.inbox.models import Keyholder, Queue, QueueKey
from contact.inbox.sealing import WrongKey
from idpwsp.foundation.erasing import erase


class SetUpAlready(Exception):
    """There are keys. Somebody else was quicker, or it was years ago."""


def is_set_up() -> bool:
    """Whether there are keys that are no demonstration."""
    return QueueKey.objects.filter(is_current=True, is_demonstration=False).exists()


def set_up(user: Any, passphrase: str, sheet_code: str) -> Keyring:
    """Keys for all queues, shared with one person and a recovery sheet. A demonstration goes, with what is in it.

    Raises ``SetUpAlready``, and ``Busy``.
    """
    keyring = keyholders.prepared(user, passphrase)
    try:
        with transaction.atomic():
            if is_set_up():
                raise SetUpAlready
            demonstration.remove()
            _make_keys(keyring, sheet_code)
    except IntegrityError as error:
        # Of two at the same moment: the database takes one current key a queue, and one sheet.
        raise SetUpAlready from error
    return keyring


def start_again(user: Any, passphrase: str, sheet_code: str) -> Keyring:
    """New keys when nobody can open anything any more. What is kept stays until its date, and can never be read.

    Raises ``Busy``.
    """
    keyring = keyholders.prepared(user, passphrase)
    with transaction.atomic():
        erase()
        QueueKey.objects.filter(lost_on=None).update(lost_on=timezone.localdate(), is_current=False)
        Keyholder.objects.all().delete()
        Queue.objects.update(is_stopped=False)
        _make_keys(keyring, sheet_code)
        keyholders.forget_emptied_keys()
    return keyring


def recover(user: Any, sheet_code: str, passphrase: str) -> Keyring:
    """Make somebody a keyholder of all queues, with the recovery sheet. Raises ``WrongKey``, and ``Busy``."""
    sheet = keyholders.sheet()
    if sheet is None or passphrases.read_sheet_code(sheet_code) is None:
        raise WrongKey
    keys = passphrases.sheet_keys(sheet_code)
    if keys.public != bytes(sheet.public_key):
        raise WrongKey
    keyring = keyholders.prepared(user, passphrase, is_demonstration=sheet.is_demonstration)
    paper = Keyring(sheet, keys.private)
    with transaction.atomic():
        erase()
        Keyholder.objects.filter(user=user).delete()
        keyring.keyholder.save()
        for queue_key in QueueKey.objects.filter(lost_on=None):
            if private := paper.private_key(queue_key.pk):
                keyholders.share(queue_key, private, keyring.keyholder)
    return keyring


def _make_keys(keyring: Keyring, sheet_code: str) -> None:
    # Somebody may have made a passphrase that never opened anything.
    Keyholder.objects.filter(user=keyring.keyholder.user).delete()
    keyring.keyholder.save()
    sheet = keyholders.new_sheet(sheet_code)
    for queue in Queue.objects.every():
        keyholders.new_queue_key(queue, [keyring.keyholder, sheet])
