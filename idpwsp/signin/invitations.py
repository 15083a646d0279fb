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

from idpwsp.roles import ADMINISTRATOR, ROLES, Role, administrators, give, give_queues
from idpwsp.signin import security_log
from idpwsp.signin.models import Invitation
from idpwsp.signin.security_log import Kind

VALID_FOR = timedelta(days=7)
TOKEN_BYTES = 32
# What it takes to invite, and to see who is invited.
PERMISSION = "auth.add_user"


class Gone(Exception):
    """The link opens nothing (any more)."""


def roles_to_give(user: Any) -> list[Role]:
    """The roles that somebody may give: an administrator's is given by administrators alone."""
    is_administrator = administrators().filter(pk=user.pk).exists()
    return [role for role in ROLES if is_administrator or role is not ADMINISTRATOR]


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
    security_log.note(Kind.INVITED, by, _with_rights(username, role, queues))
    return invitation, token


def open_now() -> QuerySet[Invitation]:
    """Those whose time is not over, the newest first."""
    return Invitation.objects.filter(expires_at__gt=timezone.now()).select_related("made_by")


def find(token: str) -> Invitation:
    """The invitation that a link belongs to. Raises ``Gone`` also where whoever made it could not make it today, or
    where somebody has that user name by now."""
    invitation = open_now().filter(token_hash=_hash_of(token)).first()
    if invitation is None or not _is_vouched_for(invitation) or is_taken(invitation.username):
        raise Gone
    return invitation


def accept(invitation: Invitation, user: User) -> None:
    """Save the account that somebody has filled in, with what the invitation gives. Raises ``Gone`` for the second of
    two who send at once: the row goes with the first."""
    role = next((role for role in ROLES if role.key == invitation.role), None)
    try:
        with transaction.atomic():
            deleted, _each = open_now().filter(pk=invitation.pk).delete()
            if deleted != 1:
                raise Gone
            user.is_staff = True
            user.save()
            give(user, role)
            give_queues(user, invitation.queues)
            security_log.note(Kind.JOINED, user, _with_rights(user.username, role, invitation.queues))
    except IntegrityError as error:
        # Somebody was given that name at this moment.
        raise Gone from error


def is_taken(username: str) -> bool:
    """Whether somebody has this user name. Two cannot differ by capitals alone."""
    return User.objects.filter(username__iexact=username).exists()


def withdraw(pk: int, by: Any) -> bool:
    """The link opens nothing from now on. Returns whether it was still open."""
    invitation = Invitation.objects.filter(pk=pk).first()
    with transaction.atomic():
        was_open = Invitation.objects.filter(pk=pk).delete()[0] == 1
        if invitation and was_open:
            security_log.note(Kind.WITHDRAWN, by, invitation.username)
    return was_open


def forget_expired() -> int:
    """Delete those whose time is over. Returns how many. For ``manage.py expire``."""
    return Invitation.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def _is_vouched_for(invitation: Invitation) -> bool:
    by = invitation.made_by
    role = invitation.role
    return (
        by.is_active and by.is_staff and by.has_perm(PERMISSION)
        and (not role or role in {each.key for each in roles_to_give(by)})
    )  # fmt: skip


def _with_rights(username: str, role: Role | None, queues: list[str]) -> str:
    return f"{username}: {', '.join([*([role.key] if role else []), *queues])}"


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
