"""How often somebody may try a passphrase or the code of a sheet. It is counted where it is written down anyway."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from contact.inbox import beginning, keyholders
from contact.inbox.keyring import Keyring
from contact.inbox.models import AuditEntry, Keyholder
from contact.inbox.models.audit import note
from contact.inbox.sealing import WrongKey

MOST = 10
WITHIN = timedelta(hours=1)


class TooMany(Exception):
    """Ten were wrong within an hour."""


def unlock(keyholder: Keyholder, passphrase: str) -> Keyring:
    """What a passphrase opens. Raises ``WrongKey``, ``TooMany`` and ``Busy``."""
    _check(keyholder.user)
    try:
        return keyholders.unlock(keyholder, passphrase)
    except WrongKey:
        note(keyholder.user, AuditEntry.Action.REFUSED)
        raise


def recover(user: Any, sheet_code: str, passphrase: str) -> Keyring:
    """What the code of a sheet opens, locked by a new passphrase. Raises ``WrongKey``, ``TooMany`` and ``Busy``."""
    _check(user)
    try:
        return beginning.recover(user, sheet_code, passphrase)
    except WrongKey:
        note(user, AuditEntry.Action.REFUSED)
        raise


def _check(user: Any) -> None:
    since = timezone.now() - WITHIN
    if AuditEntry.objects.filter(by=user, action=AuditEntry.Action.REFUSED, at__gt=since).count() >= MOST:
        raise TooMany
