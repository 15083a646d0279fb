"""Volunteers as a table, and as a file for a spreadsheet."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contact.inbox import newest
from contact.inbox.door import Visit, door, reading, unlocked
from contact.inbox.models import Queue
from contact.inbox.models.audit import AuditEntry, note
from contact.inbox.spreadsheet import CONTENT_TYPE, spreadsheet
from contact.inbox.volunteers import Interest, Volunteer, volunteers


@require_safe
@reading
def volunteers_table(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The newest 2,000 volunteers, or those with one interest."""
    interest = request.GET.get("interest", "")
    found = _read(visit)
    note(visit.user, AuditEntry.Action.OPENED, queue=visit.queue(Queue.Name.VOLUNTEERS), detail=str(len(found)))
    return visit.render(
        "inbox/volunteers.html", _("Volunteers"), volunteers=volunteers(found, interest), interests=Interest.choices,
        interest=interest if interest in Interest.values else "", most=newest.MOST, count=len(found),
    )  # fmt: skip


@door
@require_POST
@unlocked
def volunteers_csv(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The same rows as a file, whose name says until when it may be kept."""
    rows = [each for each in volunteers(_read(visit), request.POST.get("interest", "")) if not each.problem]
    if not rows:
        messages.warning(request, _("There is nobody to export."))
        return HttpResponseRedirect(reverse("inbox:volunteers_table"))
    note(visit.user, AuditEntry.Action.EXPORTED, queue=visit.queue(Queue.Name.VOLUNTEERS), detail=str(len(rows)))
    name = f"delete-before-{min(each.delete_on for each in rows).isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(spreadsheet(_cells(rows)), content_type=CONTENT_TYPE, headers=headers)


def _cells(rows: list[Volunteer]) -> Iterator[list[str]]:
    yield [
        _("Delete this row before"), _("Came on"), _("Name"), _("Interests"), _("Languages"), _("Skills"), _("When"),
        _("How to reach them"), _("Number or address"), _("Hours"), _("Voicemail"), _("Say you are"),
        _("Allowed until"),
    ]  # fmt: skip
    for each in rows:
        yield [
            each.delete_on.isoformat(), each.conversation.started_on.isoformat(), each.name, each.interests_in_words,
            each.languages, each.skills, each.when, each.way, each.contact.address, each.contact.hours, each.voicemail,
            each.contact.say_you_are, each.contact.until,
        ]  # fmt: skip


def _read(visit: Visit) -> list[newest.Read]:
    return newest.newest(visit.queue(Queue.Name.VOLUNTEERS), visit.open_keyring)
