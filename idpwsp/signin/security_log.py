"""The security log: who came in, who changed what somebody may do, what left the site and what was deleted.

It holds no network address, no user agent and nothing that somebody has typed; times are kept to the minute.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contact.inbox.models import AuditEntry
from idpwsp import names
from idpwsp.signin import acting
from idpwsp.signin.models import SecurityEntry

logger = logging.getLogger(__name__)

KEPT_DAYS = 180
PERMISSION = "signin.view_securityentry"
Kind = SecurityEntry.Kind
# Of what the inbox notes by itself (contact.inbox.models.audit), what also belongs here.
FROM_THE_INBOX = {
    AuditEntry.Action.EXPORTED: Kind.EXPORTED,
    # On paper it leaves the site too.
    AuditEntry.Action.PRINTED: Kind.EXPORTED,
    AuditEntry.Action.DELETED: Kind.DELETED,
    AuditEntry.Action.KEYS: Kind.KEYS,
    AuditEntry.Action.REFUSED: Kind.PASSPHRASE,
    AuditEntry.Action.SETTINGS: Kind.SETTINGS,
}


def note(kind: str, by: Any = None, about: str = "") -> int | None:
    """Write down what somebody has done: ``by``, or whoever acts (``acting.who``). Returns the number of the line.

    Where the database refuses the line, the operator reads so in the server's log, and what was done goes on: nobody is
    to be kept out, or in, by a log.
    """
    return _write(kind, by.get_username() if by is not None else acting.who(), about)


def put_right(line: int, about: str) -> None:
    """The same act has gone on: what is known of it now."""
    try:
        with transaction.atomic():
            SecurityEntry.objects.filter(pk=line).update(about=about[:300])
    except DatabaseError:
        logger.exception("Not written into the security log: the end of a line")


def with_rights(username: str, rights: list[str]) -> str:
    """Whom a line is about, and what they may do."""
    return f"{username}: {', '.join(rights)}" if rights else username


def note_failure(kind: str, name: str) -> None:
    """Somebody has tried that name in vain. What was typed is kept only where it is the name of an account: it may be
    a password in the wrong field. One line a minute, so that robots do not fill the table."""
    account = names.owner_of(name)
    if kind == Kind.WRONG_PASSWORD and account and not account.is_active:
        # Perhaps with the right one, which is not taken there.
        kind = Kind.KEPT_OUT
    _write(kind, account.get_username() if account else "", "", is_one_a_minute=True)


def forget_old() -> int:
    """Delete what has been kept for long enough. Returns how much that was. For ``manage.py expire``."""
    oldest = timezone.now() - timedelta(days=KEPT_DAYS)
    return SecurityEntry.objects.filter(at__lt=oldest).delete()[0]


def _write(kind: str, who: str, about: str, *, is_one_a_minute: bool = False) -> int | None:
    line = {"at": _this_minute(), "kind": kind, "who": who, "about": about[:300]}
    try:
        with transaction.atomic():
            if not (is_one_a_minute and SecurityEntry.objects.filter(**line).exists()):
                return SecurityEntry.objects.create(**line).pk
    except DatabaseError:
        logger.exception("Not written into the security log: %s", kind)
    return None


def _this_minute() -> datetime:
    return timezone.now().replace(second=0, microsecond=0)


# ── What others tell ───────────────────────────────────────────────────────


def on_signed_in(request: Any, user: Any, **kwargs: Any) -> None:
    note(Kind.RECOVERY if getattr(request, "has_used_recovery_code", False) else Kind.SIGNED_IN, user)


def on_signed_out(user: Any, **kwargs: Any) -> None:
    if user is not None and user.is_authenticated:
        note(Kind.SIGNED_OUT, user)


def on_inbox_entry(instance: AuditEntry, created: bool, **kwargs: Any) -> None:
    """Of a conversation only that it was one: how many a queue has is for those who read there."""
    kind = FROM_THE_INBOX.get(AuditEntry.Action(instance.action))
    if not created or kind is None:
        return
    if instance.conversation or kind == Kind.DELETED:
        about = _("conversation")
    else:
        # Of an export the detail says how much there was to export.
        detail = instance.detail if kind != Kind.EXPORTED else ""
        queue = str(instance.queue.get_name_display()) if instance.queue else ""
        about = ": ".join(part for part in (queue, detail) if part)
    _write(kind, instance.by_name, about)
