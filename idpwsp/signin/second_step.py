"""Phones and recovery codes: what somebody gives after the password.

A phone's key stands in the database in the clear, since the server has to compute the same codes. It is no use without
the password, which does not.
"""

import re
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from idpwsp.foundation.guard import codes
from idpwsp.signin import invitations, lockout, security_log, sessions
from idpwsp.signin.models import RecoveryCode
from idpwsp.signin.security_log import Kind

HOW_MANY = 10
_SEPARATORS = re.compile(r"[\s\-–]")
_SIX_DIGITS = re.compile(r"[0-9]{6}")


def is_verified(user: Any) -> bool:
    """Whether somebody has given a code in this session."""
    return bool(user.is_authenticated) and getattr(user, "otp_device", None) is not None


def phone_of(user: Any) -> TOTPDevice | None:
    """The phone that gives somebody's codes."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


# ── Giving a code ──────────────────────────────────────────────────────────


def take(request: HttpRequest, user: Any, typed: str) -> TOTPDevice | None:
    """Somebody's phone, where a code of it or a recovery code is right. Each is right once; a wrong one is counted.

    One after the other for each account, so that many tries at once are no more tries.
    """
    with transaction.atomic():
        current = User.objects.select_for_update().get(pk=user.pk)
        if lockout.seconds_left_for_codes(request, current):
            return None
        phone = TOTPDevice.objects.select_for_update().filter(user=current, confirmed=True).order_by("pk").first()
        if phone and _is_of_phone(phone, typed):
            return phone
        if phone and _is_recovery_code(current, typed):
            # The security log tells such a sign-in apart.
            request.has_used_recovery_code = True  # type: ignore[attr-defined]
            return phone
        lockout.note_wrong_code(request, current)
    return None


def _is_of_phone(phone: TOTPDevice, typed: str) -> bool:
    """One step of 30 seconds early or late is fine; the same code again, or an older one, is not."""
    digits = _SEPARATORS.sub("", typed)
    return bool(_SIX_DIGITS.fullmatch(digits)) and bool(phone.verify_token(digits))


def _is_recovery_code(user: Any, typed: str) -> bool:
    if codes.read(typed) is None:
        return False
    deleted, _each = RecoveryCode.objects.filter(user=user, code_hash=codes.hash_of(typed)).delete()
    return deleted == 1


def is_recovery_code(typed: str) -> bool:
    """Whether it looks like one, and not like a code of a phone."""
    return codes.read(typed) is not None


# ── A phone of one's own ───────────────────────────────────────────────────

# In the session: which phone this browser has begun to set up.
_BEGUN = "signin-phone"


def begun(request: HttpRequest, user: Any) -> TOTPDevice:
    """The phone that is being set up in this browser; nobody else is ever shown its key."""
    found = TOTPDevice.objects.filter(pk=request.session.get(_BEGUN), user=user, confirmed=False).first()
    if found is None:
        found = TOTPDevice.objects.create(user=user, name="phone", confirmed=False)
        request.session[_BEGUN] = found.pk
    return found


def confirm(request: HttpRequest, user: Any, typed: str, *, in_place_of: TOTPDevice | None) -> list[str] | None:
    """Somebody's phone from now on, with new recovery codes, which are returned. None where the code is wrong.

    ``in_place_of`` is the phone that the person is known to have. Where another one has appeared meanwhile, nothing
    happens: of two who set up an account's first phone with the same password, the second does not replace it.
    """
    with transaction.atomic():
        current = User.objects.select_for_update().get(pk=user.pk)
        phone = begun(request, current)
        if phone_of(current) != in_place_of or not _is_of_phone(phone, typed):
            return None
        TOTPDevice.objects.filter(user=current).exclude(pk=phone.pk).delete()
        phone.confirmed = True
        phone.save(update_fields=["confirmed"])
        made = new_recovery_codes(current)
        security_log.note(Kind.PHONE, current)
    request.session.pop(_BEGUN, None)
    return made


@transaction.atomic
def new_recovery_codes(user: Any) -> list[str]:
    """Ten codes in place of those there were. Their text exists here and nowhere else."""
    made = [codes.new() for _ in range(HOW_MANY)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=codes.hash_of(code)) for code in made)
    return made


# ── Taking it away ─────────────────────────────────────────────────────────


@transaction.atomic
def take_away(user: Any) -> None:
    """Phone and recovery codes: at the next sign-in a phone is set up anew. Whoever is signed in as them is out, and
    what they have invited to is withdrawn."""
    TOTPDevice.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    security_log.note(Kind.PHONE_TAKEN, about=user.get_username())
    invitations.withdraw_all_by(user)
    sessions.end(user)
