"""Inviting somebody onto the staff: a link that works once, for a week, and gives what was chosen when it was made.

The link holds 256 random bits, of which the site keeps the SHA-256: who has copied the database cannot open one. It is
shown once, to whoever has made it. Why it stands in the path: docs/decisions/0040.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from idpwsp import names
from idpwsp.roles import READERS, ROLES, Role, administrators, give, give_queues, labels_of
from idpwsp.signin import security_log
from idpwsp.signin.models import Invitation
from idpwsp.signin.security_log import Kind

VALID_FOR = timedelta(days=7)
TOKEN_BYTES = 32


class Gone(Exception):
    """The link opens nothing (any more)."""


def may_invite(user: Any) -> bool:
    """Administrators alone: an invitation gives any role and any queue."""
    return administrators().filter(pk=user.pk).exists()


def make(by: Any, username: str, shown_name: str, role: Role | None, queues: list[str]) -> tuple[Invitation, str]:
    """An invitation, and the secret of its link, which exists here and nowhere else."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        token_hash=_hash_of(token),
        username=username,
        shown_name=shown_name,
        role=role.key if role else "",
        queues=queues,
        made_by=by,
        expires_at=timezone.now() + VALID_FOR,
    )
    security_log.note(Kind.INVITED, by, security_log.with_rights(username, rights_of(invitation)))
    return invitation, token


def open_now() -> QuerySet[Invitation]:
    """Those whose time is not over, the newest first."""
    return Invitation.objects.filter(expires_at__gt=timezone.now()).select_related("made_by")


def find(token: str) -> Invitation:
    """The invitation that a link belongs to. Raises ``Gone`` also where whoever made it could not make it today, or
    where somebody has that user name by now."""
    invitation = open_now().filter(token_hash=_hash_of(token)).first()
    if invitation is None or not may_invite(invitation.made_by) or names.owner_of(invitation.username):
        raise Gone
    return invitation


def accept(invitation: Invitation, password_hash: str) -> None:
    """Make the account that the invitation gives. Raises ``Gone`` for the second of two who send at once: the row goes
    with the first."""
    try:
        with transaction.atomic():
            deleted, _each = open_now().filter(pk=invitation.pk).delete()
            if deleted != 1:
                raise Gone
            user = User.objects.create(
                username=invitation.username, first_name=invitation.shown_name, password=password_hash, is_staff=True
            )
            give(user, next((role for role in ROLES if role.key == invitation.role), None))
            give_queues(user, invitation.queues)
    except IntegrityError as error:
        # Somebody was given that name at this moment.
        raise Gone from error


def is_invited(username: str) -> bool:
    """Whether an invitation under this user name is open."""
    return names.folded(username) in {names.folded(each.username) for each in open_now()}


def rights_of(invitation: Invitation) -> list[str]:
    """Role and queues, as they are called today."""
    return labels_of([invitation.role, *(READERS[name].key for name in invitation.queues if name in READERS)])


def withdraw(pk: int) -> bool:
    """The link opens nothing from now on. Returns whether it was still open."""
    return _withdraw(open_now().filter(pk=pk)) == 1


def withdraw_all_by(user: User) -> None:
    """None of the links that somebody has made opens anything any more, whatever becomes of the account."""
    _withdraw(open_now().filter(made_by=user.pk))


@transaction.atomic
def _withdraw(invitations: QuerySet[Invitation]) -> int:
    withdrawn = 0
    for invitation in invitations:
        # Not where somebody has used it at this moment.
        if Invitation.objects.filter(pk=invitation.pk).delete()[0]:
            security_log.note(Kind.WITHDRAWN, about=invitation.username)
            withdrawn += 1
    return withdrawn


def forget_expired() -> int:
    """Delete those whose time is over. Returns how many. For ``manage.py expire``."""
    return Invitation.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
