"""The dates of events in words, in the active language: "Friday, Nov. 27, 2026, 10 p.m. to 2 a.m. the next day"."""

from datetime import date, time

from django import template
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from campaigns.models import Event, EventDate
from campaigns.models.event_date import ONE_DAY, Standing

register = template.Library()


@register.filter
def when(each: EventDate) -> str:
    """When it takes place, without the zone."""
    first, last = _day(each.day), _day(each.last)
    if each.starts is None:
        if each.last == each.day:
            return _("%(day)s, all day") % {"day": first}
        return _("%(first)s, to %(last)s, all day") % {"first": first, "last": last}
    begin = _("%(day)s, %(time)s") % {"day": first, "time": _time(each.starts)}
    if each.ends is None:
        return begin if each.last == each.day else _("%(begin)s, to %(last)s") % {"begin": begin, "last": last}
    end = _time(each.ends)
    if each.last == each.day:
        return _("%(begin)s to %(end)s") % {"begin": begin, "end": end}
    if each.last == each.day + ONE_DAY:
        return _("%(begin)s to %(end)s the next day") % {"begin": begin, "end": end}
    return _("%(begin)s, to %(last)s, %(end)s") % {"begin": begin, "last": last, "end": end}


@register.filter
def standing(thing: Event | EventDate) -> str:
    """“Cancelled” or “Postponed”; nothing where it takes place."""
    found = Standing(thing.effective_standing)
    return "" if found == Standing.ON else str(found.label)


def _day(day: date) -> str:
    return _("%(weekday)s, %(date)s") % {"weekday": date_format(day, "l"), "date": date_format(day, "DATE_FORMAT")}


def _time(at: time) -> str:
    # A time stays together: "6 p.m." on two lines is hard to read.
    return time_format(at, "TIME_FORMAT").replace(" ", "\xa0")
