"""The security log: who came in, who changed what somebody may do, what left the site and what was deleted.

It holds no network address, no user agent and nothing that somebody has typed; times are kept to the minute.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.utils import timezone

from contact.inbox.models import AuditEntry
from idpwsp.signin.models import SecurityEntry

logger = logging.getLogger(__name__)

KEPT_DAYS = 180
PERMISSION = "signin.view_securityentry"
Kind = SecurityEntry.Kind
# Of what the inbox notes by itself (contact.inbox.models.audit), what also belongs here.
FROM_THE_INBOX = {
    AuditEntry.Action.EXPORTED: Kind.EXPORTED,
    AuditEntry.Action.DELETED: Kind.DELETED,
    AuditEntry.Action.KEYS: Kind.KEYS,
}


def note(kind: str, by: Any = None, about: str = "") -> None:
    """Write down what somebody has done; ``by`` is nobody's where it is done without an account.

    Where the database refuses the line, the operator reads so in the server's log, and what was done goes on: nobody is
    to be kept out, or in, by a log.
    """
    _write(kind, by.get_username() if by is not None else "", about, is_one_a_minute=False)


def note_failure(kind: str, name: str) -> None:
    """Somebody has tried that name in vain. What was typed is kept only where it is the name of an account: it may be
    a password in the wrong field. One line a minute, so that robots do not fill the table."""
    account = User.objects.filter(username__iexact=name).order_by("pk").values_list("username", flat=True).first()
    _write(kind, account or "", "", is_one_a_minute=True)


def forget_old() -> int:
    """Delete what has been kept for long enough. Returns how much that was. For ``manage.py expire``."""
    oldest = timezone.now() - timedelta(days=KEPT_DAYS)
    return SecurityEntry.objects.filter(at__lt=oldest).delete()[0]


def _write(kind: str, who: str, about: str, *, is_one_a_minute: bool) -> None:
    line = {"at": _this_minute(), "kind": kind, "who": who, "about": about[:300]}
    try:
        with transaction.atomic():
            if not (is_one_a_minute and SecurityEntry.objects.filter(**line).exists()):
                SecurityEntry.objects.create(**line)
    except DatabaseError:
        logger.exception("Not written into the security log: %s", kind)


def _this_minute() -> datetime:
    return timezone.now().replace(second=0, microsecond=0)


# ── What others tell ───────────────────────────────────────────────────────


def on_signed_in(user: Any, **kwargs: Any) -> None:
    note(Kind.SIGNED_IN, user)


def on_signed_out(user: Any, **kwargs: Any) -> None:
    if user is not None and user.is_authenticated:
        note(Kind.SIGNED_OUT, user)


def on_deleted(user: Any, things: list[Any], **kwargs: Any) -> None:
    """Content: what kind of thing and its number, or how many; never its name."""
    kinds: dict[str, list[Any]] = {}
    for thing in things:
        kinds.setdefault(str(thing._meta.model_name), []).append(thing.pk)
    for name, numbers in kinds.items():
        note(Kind.DELETED, user, f"{name} {numbers[0]}" if len(numbers) == 1 else f"{name} × {len(numbers)}")


def on_inbox_entry(instance: AuditEntry, created: bool, **kwargs: Any) -> None:
    """Of a conversation only that it was one: how many a queue has is for those who read there."""
    kind = FROM_THE_INBOX.get(AuditEntry.Action(instance.action))
    if not created or kind is None:
        return
    if kind == Kind.EXPORTED and instance.queue is not None:
        about = str(instance.queue.name)
    else:
        about = instance.detail if kind == Kind.KEYS else "conversation"
    _write(kind, instance.by_name, about, is_one_a_minute=False)
