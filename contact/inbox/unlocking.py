"""An unlocked inbox: one half of the key in the session, the other in a cookie that only the browser has.

The session holds the keyholder's private key, locked under a random key; the cookie is that random key. Whoever
copies the database has the first half, whoever takes the browser the second; neither opens anything alone. The
passphrase is in neither.
"""

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from contact.inbox import sealing
from contact.inbox.keyring import Keyring
from contact.inbox.models import Keyholder

COOKIE = "staff-inbox"
SESSION = "inbox"
WITHOUT_USE = 30 * 60  # seconds
AT_MOST = 4 * 3600
# How exactly the time of last use is kept: each note of it writes to the database.
NOTED_EVERY = 60


def unlock(request: HttpRequest, response: HttpResponse, keyring: Keyring) -> None:
    """Keep a keyring for the next requests: half of it in the session, half in a cookie of this response."""
    half, now = sealing.new_key(), int(time.time())
    locked = sealing.lock(keyring.private, half).hex()
    request.session[SESSION] = {
        "keyholder": keyring.keyholder.pk, "salt": _salt(keyring.keyholder), "locked": locked, "since": now, "used": now
    }  # fmt: skip
    response.set_cookie(
        COOKIE, half.hex(), path=settings.STAFF_PATH, httponly=True, secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )  # fmt: skip


def keyring(request: HttpRequest, is_use: bool = True) -> Keyring | None:
    """What whoever asks can open, or None where the inbox is locked.

    Counts as use, unless told otherwise: the locked screen, to which pages turn themselves, must keep nothing open.
    """
    user: Any = request.user
    kept: dict[str, Any] | None = request.session.get(SESSION)
    if kept is None:
        return None
    now = int(time.time())
    if now - kept["used"] >= WITHOUT_USE or now - kept["since"] >= AT_MOST:
        del request.session[SESSION]
        return None
    try:
        private = sealing.unlock(bytes.fromhex(kept["locked"]), bytes.fromhex(request.COOKIES.get(COOKIE, "")))
    except (sealing.WrongKey, ValueError):
        # Another browser's cookie, or none.
        return None
    keyholder = Keyholder.objects.filter(pk=kept["keyholder"], user=user).first()
    # Every passphrase has a salt of its own: a new one ends what was unlocked elsewhere with the old one.
    if keyholder is None or _salt(keyholder) != kept["salt"]:
        return None
    if is_use and now - kept["used"] >= NOTED_EVERY:
        request.session[SESSION] = {**kept, "used": now}
    return Keyring(keyholder, private)


def seconds_left(request: HttpRequest) -> int:
    """After how long without use the inbox locks itself."""
    kept = request.session.get(SESSION)
    if kept is None:
        return 0
    return max(0, min(WITHOUT_USE, kept["since"] + AT_MOST - int(time.time())))


def locks_at(request: HttpRequest) -> int:
    """When an inbox that is unlocked locks itself, unless it is used before: seconds since 1970."""
    kept = request.session[SESSION]
    return int(min(kept["used"] + WITHOUT_USE, kept["since"] + AT_MOST))


def lock(request: HttpRequest, response: HttpResponse) -> None:
    """Forget both halves."""
    request.session.pop(SESSION, None)
    forget_half(response)


def forget_half(response: HttpResponse) -> None:
    """Have the browser forget its half, so that it opens nothing with an old copy of the other one. Browsers that keep
    pages for "Back" drop those too, once a cookie like this goes."""
    response.delete_cookie(COOKIE, path=settings.STAFF_PATH, samesite="Strict")


def _salt(keyholder: Keyholder) -> str:
    return bytes(keyholder.salt).hex()
