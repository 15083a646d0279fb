"""Events as iCalendar (RFC 5545, with RFC 7986 where it helps), for calendars that strangers may look into.

Lines are written here, and escaped and folded by the icalendar library, whose components take several times as long.
Nothing here says more than a browser's tab does: no text, no organizer, no reminder. See docs/decisions/0019.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import vText
from icalendar.parser import Contentline

from campaigns.models import Event, EventDate, Standing
from idpwsp.foundation.discretion import revealing_word

CONTENT_TYPE = "text/calendar; charset=utf-8"
# What no text may hold (3.1 and 3.3.11), and what some calendars take for the end of a line.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# How often who subscribed asks again: soon enough to learn of a cancellation on the same day.
ASK_AGAIN = "PT6H"
# What is over stays for a while, so that a calendar does not forget it the day after.
KEPT_AFTER = timedelta(days=90)
# To come, and as many that are over. More events than a day has hours are nobody's calendar.
MOST_DATES = 100

# What stands in a calendar without events: it may not be empty (3.6), and a time zone shows nothing.
NOTHING = (
    "BEGIN:VTIMEZONE",
    "TZID:Etc/UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)

LONGEST_LINE = 75  # octets (3.1)

# 3.8.1.11. A date that has lost its day is still planned: the nearest word that the standard has is "tentative".
STATUS = {Standing.ON: "CONFIRMED", Standing.POSTPONED: "TENTATIVE", Standing.CANCELLED: "CANCELLED"}


def subscribed_dates(at: datetime | None = None) -> list[EventDate]:
    """What stands in the calendar to subscribe to at a moment (default: now): the next dates, and what was over in the
    last weeks, of each no more than a calendar can bear."""
    at = at or timezone.now()
    # One by one: of ten thousand events few are looked at.
    is_shown = Exists(Event.objects.shown().filter(pk=OuterRef("event")))
    dates = EventDate.objects.filter(is_shown)
    coming = dates.upcoming(at).order_by("over_at", "pk")[:MOST_DATES]
    over = dates.filter(over_at__lte=at, over_at__gt=at - KEPT_AFTER).order_by("-over_at", "-pk")[:MOST_DATES]
    found = sorted([*over, *coming], key=lambda each: (each.starts_at, each.pk))
    prefetch_related_objects(found, "event__translations")
    return found


def calendar(dates: Iterable[EventDate], name: str) -> bytes:
    """A calendar of these dates in the active language. ``name`` stands in the reader's list of calendars."""
    # No METHOD: this is a calendar as it stands, not an invitation that asks for an answer.
    lines = [
        "BEGIN:VCALENDAR",
        f"PRODID:{_text(f'-//{name}//Events//{str(get_language()).upper()}')}",
        "VERSION:2.0",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{ASK_AGAIN}",
        f"X-PUBLISHED-TTL:{ASK_AGAIN}",
        *([line for each in dates for line in _entry(each)] or NOTHING),
        "END:VCALENDAR",
    ]
    return b"".join(map(_line, lines))


@dataclass(frozen=True)
class Shown:
    """What a calendar shows of a date in one language. Whatever changes here raises the date’s SEQUENCE."""

    start: date | datetime
    end: date | datetime | None
    summary: str
    status: str
    location: str
    url: str


def shown(each: EventDate) -> Shown:
    """A date as calendars in the active language show it."""
    return Shown(
        start=each.begins,
        end=each.finishes,
        summary=_summary(each),
        status=STATUS[Standing(each.effective_standing)],
        location=_place(each.event),
        url=settings.SITE_URL + each.event.get_absolute_url(),
    )


def state(each: EventDate) -> str:
    """SHA-256, in hexadecimal, of what the calendars of all its languages show of a date."""
    everywhere = []
    for code in each.event.written_in:
        with translation.override(code):
            everywhere.append(asdict(shown(each)))
    return hashlib.sha256(json.dumps(everywhere, default=str).encode()).hexdigest()


def _entry(each: EventDate) -> Iterator[str]:
    """The lines of one date, not folded yet."""
    what = shown(each)
    changed = _moment(each.calendar_changed_at or each.event.changed_on)
    yield "BEGIN:VEVENT"
    yield f"UID:{each.uid}"
    yield f"SEQUENCE:{each.sequence}"
    # Without METHOD both say when it was last changed (3.8.7.2); nothing here depends on the moment of asking.
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"DTSTART{_day_or_moment(what.start)}"
    if what.end is not None:
        yield f"DTEND{_day_or_moment(what.end)}"
    yield f"SUMMARY:{_text(what.summary)}"
    yield f"STATUS:{what.status}"
    if what.location:
        yield f"LOCATION:{_text(what.location)}"
    yield f"URL:{what.url}"
    # Nobody who sees only “busy” learns that there was something at that hour.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day_or_moment(at: date | datetime) -> str:
    """With its kind. Moments in UTC and days without a zone: neither needs a VTIMEZONE, and neither can be read
    wrong."""
    return f":{_moment(at)}" if isinstance(at, datetime) else f";VALUE=DATE:{at:%Y%m%d}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _line(text: str) -> bytes:
    """A content line as it is sent, folded if it is long."""
    line = text.encode()
    return (line if len(line) <= LONGEST_LINE else Contentline(text).to_ical()) + b"\r\n"


def _text(value: str) -> str:
    """A value of the kind TEXT (3.3.11)."""
    return vText(value).to_ical().decode()


def _summary(each: EventDate) -> str:
    """The short title. Many calendars do not show STATUS, so what does not take place says so first."""
    title = _plain(each.event.shown_words.menu_title)
    if each.effective_standing == Standing.CANCELLED:
        return _("Cancelled: %(title)s") % {"title": title}
    if each.effective_standing == Standing.POSTPONED:
        return _("Postponed: %(title)s") % {"title": title}
    return title


def _place(event: Event) -> str:
    """The place, if everybody may know it and its name gives nobody away."""
    if event.place_given != Event.Given.PUBLIC or revealing_word(event.place):
        return ""
    lines = (_plain(line) for line in event.place.splitlines())
    return ", ".join(line for line in lines if line)


def _plain(text: str) -> str:
    """One line, without the invisible characters that come along when staff paste."""
    return _CONTROL.sub(" ", text).strip()
