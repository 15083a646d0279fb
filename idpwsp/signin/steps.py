"""The two steps, and what the session knows between them: who has given the password and when. Never the password.

After the second the session is a new one and ends ten hours later, whatever is done in it.
"""

import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from idpwsp.signin.sessions import PASSED

BACKEND = "django.contrib.auth.backends.ModelBackend"
# From the password to the code.
WITHIN = 10 * 60  # seconds
# From the password to the first code of a new phone: an app may have to be found and installed first.
WITHIN_WITH_A_NEW_PHONE = 30 * 60


def password_given(request: HttpRequest, user: Any) -> None:
    """Remember who has given the password, in a session with a new key. Whoever was signed in still is."""
    if not request.user.is_authenticated:
        request.session.set_expiry(timezone.now() + timedelta(seconds=WITHIN_WITH_A_NEW_PHONE))
    request.session[PASSED] = {
        "user": user.pk, "password": user.get_session_auth_hash(), "at": int(time.time()),
    }  # fmt: skip
    request.session.cycle_key()
    # At once: an error after the view could not give a held form its words back.
    request.session.save()


def who_gave_the_password(request: HttpRequest, within: int = WITHIN) -> User | None:
    """Who is between the steps. None where it was too long ago, or the password was changed since."""
    passed = request.session.get(PASSED)
    if passed is None or not 0 <= time.time() - passed["at"] < within:
        return None
    user = User.objects.filter(pk=passed["user"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(passed["password"], user.get_session_auth_hash()):
        return None
    return user


def is_between(request: HttpRequest) -> bool:
    """Whether somebody has given a password here, however long ago."""
    return PASSED in request.session


def complete(request: HttpRequest, user: Any, phone: TOTPDevice) -> None:
    """Both were given: sign in, in a session with a new key that nothing prolongs."""
    user.otp_device = phone
    login(request, user, backend=BACKEND)
    request.session.pop(PASSED, None)
    request.session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))


def destination(request: HttpRequest) -> str:
    """Where somebody wanted to go, if that is a page for staff; otherwise their front page."""
    wanted = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours and wanted.startswith(settings.STAFF_PATH) else settings.STAFF_PATH


def stay(request: HttpRequest, phone: TOTPDevice) -> None:
    """Stay signed in, with another phone, in a session with a new key that ends when the old one would have."""
    otp_login(request, phone)
    request.session.cycle_key()
