"""Events as iCalendar (RFC 5545, with RFC 7986 where it helps), for calendars that strangers may look into.

Nothing here says more than a browser's tab does: no text, no organizer, no reminder. See docs/decisions/0019.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Timezone, TimezoneStandard, vDuration
from icalendar import Event as Entry

from campaigns.models import Event, EventDate, Standing
from campaigns.models.event_date import EventDateQuerySet
from idpwsp.foundation.discretion import revealing_word

CONTENT_TYPE = "text/calendar; charset=utf-8"
# What no text may hold (3.1 and 3.3.11), and what some calendars take for the end of a line.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# How often who subscribed asks again: soon enough to learn of a cancellation on the same day.
ASK_AGAIN = timedelta(hours=6)
# What is over stays for a while, so that a calendar does not forget it the day after.
KEPT_AFTER = timedelta(days=90)

# 3.8.1.11. A date that has lost its day is still planned: the nearest word that the standard has is "tentative".
STATUS = {Standing.ON: "CONFIRMED", Standing.POSTPONED: "TENTATIVE", Standing.CANCELLED: "CANCELLED"}


def subscribed_dates(at: datetime | None = None) -> EventDateQuerySet:
    """What stands in the calendar to subscribe to at a moment (default: now)."""
    dates = EventDate.objects.upcoming((at or timezone.now()) - KEPT_AFTER)
    return dates.filter(event__in=Event.objects.shown().values("pk")).prefetch_related("event__translations")


def calendar(dates: Iterable[EventDate], name: str) -> bytes:
    """A calendar of these dates in the active language. ``name`` stands in the reader's list of calendars."""
    found = Calendar()
    found.prodid = f"-//{name}//Events//{str(get_language()).upper()}"
    found.version = "2.0"
    found.calendar_name = name
    found.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", vDuration(ASK_AGAIN))
    # No METHOD: this is a calendar as it stands, not an invitation that asks for an answer.
    for each in dates:
        found.add_component(_entry(each))
    if not found.subcomponents:
        found.add_component(_nothing())
    return found.to_ical(sorted=False)


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


def _entry(each: EventDate) -> Entry:
    what = shown(each)
    entry = Entry()
    entry.uid = str(each.uid)
    entry.sequence = each.sequence
    # Without METHOD both say when it was last changed (3.8.7.2); nothing here depends on the moment of asking.
    entry.stamp = entry.last_modified = each.calendar_changed_at or each.event.changed_on
    # Moments in UTC and days without a zone: neither needs a VTIMEZONE, and neither can be read wrong.
    entry.start = what.start
    if what.end is not None:
        entry.end = what.end
    entry.summary = what.summary
    entry.status = what.status
    if what.location:
        entry.location = what.location
    entry.url = what.url
    # Nobody who sees only “busy” learns that there was something at that hour.
    entry.transparency = "TRANSPARENT"
    return entry


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


def _nothing() -> Timezone:
    """What stands in a calendar without events: it may not be empty (3.6), and a time zone shows nothing."""
    zone = Timezone()
    zone.add("tzid", "Etc/UTC")
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - local time, as 3.8.2.4 wants it here
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    zone.add_component(standard)
    return zone
