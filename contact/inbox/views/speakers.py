"""Requests for a speaker by their dates, on a page and as a file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contact.inbox import newest
from contact.inbox.calendar_file import CONTENT_TYPE, calendar_file
from contact.inbox.door import Visit, door, reading, unlocked
from contact.inbox.models import Queue
from contact.inbox.models.audit import AuditEntry, note
from contact.inbox.talks import Talk, calendar


@require_safe
@reading
def speakers_calendar(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The newest 2,000 requests by month, with who has each."""
    found = _read(visit)
    note(visit.user, AuditEntry.Action.OPENED, queue=visit.queue(Queue.Name.SPEAKERS), detail=str(len(found)))
    title = _("Speakers: dates")
    return visit.render("inbox/calendar.html", title, calendar=calendar(found), most=newest.MOST, count=len(found))


@door
@require_POST
@unlocked
def speakers_calendar_ics(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The dates that may still come about or were called off, for a calendar."""
    talks = [talk for talk in map(Talk, _read(visit)) if talk.day and (talk.is_open or talk.is_called_off)]
    if not talks:
        messages.warning(request, _("There is no date that a calendar could hold."))
        return HttpResponseRedirect(reverse("inbox:calendar"))
    note(visit.user, AuditEntry.Action.EXPORTED, queue=visit.queue(Queue.Name.SPEAKERS), detail=str(len(talks)))
    headers = {"Content-Disposition": 'attachment; filename="calendar.ics"'}
    return HttpResponse(calendar_file(talks), content_type=CONTENT_TYPE, headers=headers)


def _read(visit: Visit) -> list[newest.Read]:
    return newest.newest(visit.queue(Queue.Name.SPEAKERS), visit.open_keyring)
