"""Somebody's phone in a test: the codes that its app shows."""

import time
from typing import Any

from django.contrib.auth.models import User
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

PASSWORD = "a long password"
STEP = 30  # seconds


def make_phone(user: User) -> TOTPDevice:
    """Somebody has set up a phone."""
    return TOTPDevice.objects.create(user=user, name="phone")


def code_on(phone: TOTPDevice, steps: int = 0) -> str:
    """What the app shows now, or showed or will show some half minutes away."""
    totp = TOTP(phone.bin_key)
    totp.time = time.time() + steps * STEP
    return f"{totp.token():06d}"


def fresh_code(user: User) -> str:
    """A code that has not been used yet, however often somebody signs in within half a minute."""
    TOTPDevice.objects.filter(user=user).update(last_t=-1)
    return code_on(TOTPDevice.objects.get(user=user, confirmed=True))


def wrong_code(phone: TOTPDevice) -> str:
    """Six digits that are right neither now nor a step away."""
    right = {code_on(phone, steps) for steps in (-2, -1, 0, 1, 2)}
    return next(text for text in ("111111", "222222", "333333", "444444", "555555", "666666") if text not in right)


def give_password(reader: Any, name: str = "maria", password: str = PASSWORD, **options: Any) -> Any:
    """The first step at the front door."""
    return reader.post("/staff/login/", {"username": name, "password": password}, **options)


def give_code(reader: Any, typed: str, **options: Any) -> Any:
    """The second."""
    return reader.post("/staff/login/code/", {"one_time_code": typed}, **options)


def sign_in(reader: Any, name: str = "maria", password: str = PASSWORD) -> Any:
    """Both, as somebody who has a phone."""
    first = give_password(reader, name, password)
    return give_code(reader, fresh_code(User.objects.get(username=name))) if first.status_code == 302 else first
