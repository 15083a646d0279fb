"""The speakers' dates as a file for a calendar (RFC 5545), for phones that others look at.

A title says "Talk" and whether it is certain: no host, no topic, no place, no text, and no link
to the inbox. As with public events
(docs/decisions/0019), moments are in UTC and whole days are bare dates, so that no calendar can misread a time zone.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from contact.inbox.talks import Talk

CONTENT_TYPE = "text/calendar; charset=utf-8"
NAME = "IDPWSP"


def calendar_file(talks: Iterable[Talk]) -> bytes:
    """Those of the talks that have a day, as one calendar. Times are what the clock in Los Angeles shows."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{NAME}//EN")
    calendar.add("version", "2.0")
    calendar.add("name", NAME)
    calendar.add("x-wr-calname", NAME)
    for talk in talks:
        if talk.day:
            calendar.add_component(_entry(talk, talk.day))
    return bytes(calendar.to_ical())


def _entry(talk: Talk, day: date) -> Event:
    event = Event()
    event.add("uid", f"{talk.conversation.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", datetime.now(UTC))
    if talk.starts:
        start = _moment(day, talk.starts)
        event.add("dtstart", start)
        if talk.ends:
            end = _moment(day, talk.ends)
            # One that ends after midnight.
            event.add("dtend", end if end > start else end + timedelta(days=1))
    else:
        # Without an end it lasts that day (3.6.1).
        event.add("dtstart", day)
    event.add("summary", _title(talk))
    event.add("status", _status(talk))
    event.add("transp", "TRANSPARENT")
    return event


def _moment(day: date, at: time) -> datetime:
    # A time that clocks skip or show twice is taken as the first of the two.
    local = datetime.combine(day, at, tzinfo=timezone.get_default_timezone())
    return local.astimezone(UTC)


def _title(talk: Talk) -> str:
    # In words too: many calendars show no STATUS.
    if talk.is_called_off:
        return _("Called off: talk")
    return _("Talk") if talk.is_confirmed else _("Talk, not certain")


def _status(talk: Talk) -> str:
    if talk.is_called_off:
        return "CANCELLED"
    return "CONFIRMED" if talk.is_confirmed else "TENTATIVE"
