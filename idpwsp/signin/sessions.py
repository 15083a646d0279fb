"""Sessions of staff, in the database. There are no others: readers have none."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

# Between the steps the session says here who has given the password.
PASSED = "signin"
# A phone that was begun and not confirmed within this time never will be.
UNCONFIRMED_FOR = timedelta(hours=1)


@transaction.atomic
def end(user: Any, but: str | None = None) -> None:
    """Sign somebody out everywhere, also where only the password was given so far; ``but`` is the one that stays."""
    theirs = [session.pk for session in Session.objects.exclude(pk=but or "") if _is_of(session.get_decoded(), user)]
    Session.objects.filter(pk__in=theirs).delete()


def _is_of(data: dict[str, Any], user: Any) -> bool:
    return str(user.pk) in (str(data.get(SESSION_KEY)), str(data.get(PASSED, {}).get("user")))


def clear_expired() -> int:
    """Delete sessions that are over, and the keys of phones that nobody has confirmed. Returns how many of both. For
    ``manage.py expire``."""
    now = timezone.now()
    over = Session.objects.filter(expire_date__lte=now).delete()[0]
    return over + TOTPDevice.objects.filter(confirmed=False, created_at__lt=now - UNCONFIRMED_FOR).delete()[0]
