"""The clock: dates are promised to people, and one-time codes go by it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max
from django.utils import timezone
from post_office.models import Email
from reversion.models import Revision

from contact.inbox.models import AuditEntry
from idpwsp.clock import DAY, LEAP, TIME_ERROR, kernel_clock, leap
from idpwsp.doctor.finding import Finding, look, ok, wrong

# Two clocks may differ by so much.
PATIENCE = timedelta(minutes=1)


def time_zone() -> Iterator[Finding]:
    """A day begins where staff are, in summer too."""
    zone = ZoneInfo(settings.TIME_ZONE)
    offsets = {datetime(2026, month, 1, tzinfo=zone).utcoffset() for month in (1, 7)}
    if offsets == {timedelta(hours=-8), timedelta(hours=-7)}:
        yield ok(f"The time zone database knows {settings.TIME_ZONE}.")
    else:
        yield wrong(
            f"The time zone database of this machine has {settings.TIME_ZONE} wrong.",
            "Install the package tzdata anew. Until then days end at the wrong hour.",
        )


def is_set() -> Iterator[Finding]:
    state = kernel_clock()
    if state is None or state < 0:
        yield look("Whether anything keeps the clock right cannot be seen here.", "See that NTP runs: timedatectl.")
    elif state == TIME_ERROR:
        yield look(
            "Nothing keeps this machine's clock right.",
            "Switch NTP on: timedatectl set-ntp true. Codes from phones are taken half a minute early or late.",
        )
    else:
        yield ok("The clock is kept right.")


def leapt() -> Iterator[Finding]:
    """Whether the worker doubts the clock, and deletes nothing by it."""
    if (ahead := leap()) > LEAP:
        yield wrong(
            f"The clock has gone on by {ahead / DAY:.0f} days since the periodic worker last believed it. Unless "
            "something keeps it right, nothing is deleted for a day.",
            "If the clock is wrong, set it right (timedatectl). If it is right and the machine was switched off, "
            "run manage.py expire.",
        )
    else:
        yield ok("The clock has not leapt ahead.")


def against_database() -> Iterator[Finding]:
    """Whether the clock has gone back since something was written."""
    now, newest = timezone.now(), newest_written()
    if newest is None:
        yield ok("Nothing is written in the database yet.")
    elif newest > now + PATIENCE:
        yield wrong(
            f"The clock says {_said(now)}, but something was written in the database at {_said(newest)}.",
            "Set the clock right (timedatectl). If it is right now, it was wrong then: what was written meanwhile has "
            "the wrong date, and goes too late.",
        )
    else:
        yield ok(f"The clock says {_said(now)}, and the newest thing in the database is older.")


def newest_written() -> datetime | None:
    """The newest time that stands in the database, of what the site itself notes."""
    kept = [
        MigrationRecorder.Migration.objects.aggregate(at=Max("applied")),
        Revision.objects.aggregate(at=Max("date_created")),
        AuditEntry.objects.aggregate(at=Max("at")),
        Email.objects.aggregate(at=Max("created")),
    ]
    return max((each["at"] for each in kept if each["at"]), default=None)


def _said(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
