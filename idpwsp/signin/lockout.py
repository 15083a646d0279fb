"""How often one may try. Counted in the table of the guard, under keyed hashes whose key is in memory alone.

django-axes asks and reports at every ``authenticate()``; what it would count and store by itself (names, addresses,
user agents) it never comes to see. Why there are three limits: docs/decisions/0023.
"""

import math
import time
from dataclasses import dataclass
from typing import Any

from axes.handlers.base import AbstractAxesHandler, AxesBaseHandler
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import ngettext

from idpwsp.foundation.guard.cache import guard_cache
from idpwsp.foundation.guard.secret import keyed_hash
from idpwsp.foundation.guard.sender import sender_of
from idpwsp.names import folded
from idpwsp.signin import security_log
from idpwsp.signin.security_log import Kind

MINUTE = 60  # seconds


@dataclass(frozen=True)
class Limit:
    """So many wrong tries, and then none until ``seconds`` after the first of them."""

    name: str
    tries: int
    seconds: int

    def seconds_left(self, *of: object) -> int:
        """For how long no more tries are taken. 0: they are."""
        count, until = guard_cache().get(self._key(of), (0, 0.0))
        return max(0, math.ceil(until - time.time())) if count >= self.tries else 0

    def add(self, *of: object) -> None:
        """Count a wrong try."""
        cache, key, now = guard_cache(), self._key(of), time.time()
        with transaction.atomic():
            cache.forget_expired()
            count, until = cache.get(key, (0, now + self.seconds))
            cache.set(key, (count + 1, until), max(1, math.ceil(until - now)))

    def forget(self, *of: object) -> None:
        guard_cache().delete(self._key(of))

    def _key(self, of: tuple[object, ...]) -> str:
        return keyed_hash("sign-in", self.name, *of)


# Wrong passwords and codes for one name from one sender.
THERE = Limit("there", 5, 15 * MINUTE)
# Wrong passwords for one name from anywhere. Short and high: whoever only knows a name is not to keep her out.
ANYWHERE = Limit("anywhere", 50, 10 * MINUTE)
# Wrong codes for one account from anywhere. Only who knows the password gets so far; there are a million codes.
CODES = Limit("codes", 20, 24 * 60 * MINUTE)


def sender(request: HttpRequest) -> str:
    """A name for whoever asks that says nothing: what django-axes takes for the address."""
    return keyed_hash("sign-in", sender_of(request))


def seconds_left(request: HttpRequest, name: str) -> int:
    """For how long no password is taken for this name from this sender. Capitals give no further tries."""
    name = folded(name)
    return max(THERE.seconds_left(name, sender(request)), ANYWHERE.seconds_left(name))


def seconds_left_for_codes(request: HttpRequest, user: Any) -> int:
    """For how long no code is taken for this account from this sender."""
    return max(THERE.seconds_left(folded(user.get_username()), sender(request)), CODES.seconds_left(*_account(user)))


def note_wrong_password(request: HttpRequest, name: str) -> None:
    THERE.add(folded(name), sender(request))
    ANYWHERE.add(folded(name))
    security_log.note_failure(Kind.WRONG_PASSWORD, name)
    if seconds_left(request, name):
        security_log.note_failure(Kind.LOCKED, name)


def note_wrong_code(request: HttpRequest, user: Any) -> None:
    THERE.add(folded(user.get_username()), sender(request))
    CODES.add(*_account(user))
    security_log.note_failure(Kind.WRONG_CODE, user.get_username())
    if seconds_left_for_codes(request, user):
        security_log.note_failure(Kind.LOCKED, user.get_username())


def forget(request: HttpRequest, user: Any) -> None:
    """After both steps, what went wrong here before counts no more. What came from elsewhere does."""
    THERE.forget(folded(user.get_username()), sender(request))


def message(seconds: int) -> str:
    """What somebody reads who has tried too often."""
    minutes = math.ceil(seconds / MINUTE)
    if minutes > 2 * MINUTE:
        hours = math.ceil(minutes / 60)
        return ngettext(
            "Too many wrong tries. You can try again in %(number)d hour.",
            "Too many wrong tries. You can try again in %(number)d hours.",
            hours,
        ) % {"number": hours}
    return ngettext(
        "Too many wrong tries. You can try again in %(number)d minute.",
        "Too many wrong tries. You can try again in %(number)d minutes.",
        minutes,
    ) % {"number": minutes}


def _account(user: Any) -> tuple[object, ...]:
    """With the password's hash: a new password ends the lock that somebody has brought about who knew the old one."""
    return user.pk, user.password


class Handler(AbstractAxesHandler, AxesBaseHandler):
    """What django-axes asks before a password is tried, and tells afterwards."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        return seconds_left(request, _name_in(credentials)) > 0

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Never asked: ``is_locked`` has its own answer."""
        raise NotImplementedError

    def user_login_failed(self, sender: Any, credentials: dict[str, Any], request: Any = None, **kwargs: Any) -> None:
        if request is not None and not request.axes_locked_out:
            note_wrong_password(request, _name_in(credentials))
            request.axes_locked_out = self.is_locked(request, credentials)

    def user_logged_in(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        forget(request, user)

    def user_logged_out(self, sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        """Nothing is counted there."""


def _name_in(credentials: dict[str, Any] | None) -> str:
    return str((credentials or {}).get("username") or "")
