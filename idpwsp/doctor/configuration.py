"""What the operator has set."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from contact.inbox.models.queue import is_this_machine
from idpwsp.doctor.finding import Finding, look, ok, wrong

KEY_LENGTH = 32
# Said by other checks: DEBUG, SECRET_KEY, what follows from https, the keys of the inbox, the data folder.
SAID_ELSEWHERE = {
    *("security.W004", "security.W008", "security.W009", "security.W010", "security.W012", "security.W016"),
    *("security.W018", "inbox.E001", "inbox.W001"),
}


def debug() -> Iterator[Finding]:
    if settings.DEBUG:
        yield wrong("DEBUG is on: every error shows settings and what somebody sent.", "Take DEBUG out and restart.")
    else:
        yield ok("DEBUG is off.")


def address() -> Iterator[Finding]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    if settings.SITE_URL.startswith("https://") or host.endswith(".onion"):
        yield ok(f"Readers come encrypted, to {settings.SITE_URL}.")
    elif is_this_machine():
        yield look(
            f"{settings.SITE_URL} can be reached from this machine alone.",
            "For a public site, set SITE_URL to its https address.",
        )
    else:
        yield wrong(
            f"{settings.SITE_URL} is not encrypted: every network on the way reads what people write.",
            "Get a certificate and set SITE_URL to the https address.",
        )


def secret_key() -> Iterator[Finding]:
    key = settings.SECRET_KEY
    if len(key) < KEY_LENGTH or len(set(key)) < 10:
        yield wrong(
            f"SECRET_KEY has {len(key)} characters, {len(set(key))} of them different.",
            f"Make one of at least {KEY_LENGTH} random characters. All who are signed in will have to sign in again.",
        )
    else:
        yield ok("SECRET_KEY is long enough.")


def django_checks() -> Iterator[Finding]:
    """What ``manage.py check --deploy`` says."""
    messages = checks.run_checks(include_deployment_checks=True)
    said = [each for each in messages if not each.is_silenced() and each.id not in SAID_ELSEWHERE]
    for message in said:
        state = wrong if message.level >= checks.ERROR else look
        yield state(f"{message.msg} ({message.id})", message.hint or "See manage.py check --deploy.")
    if not said:
        yield ok("check --deploy has nothing more to say.")
