"""One conversation: what was permitted, what was written, and what staff do with it apart from writing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contact.inbox import conversations, handling, sealing
from contact.inbox.door import Visit, door, reading
from contact.inbox.handling_forms import MARKS, AssignForm, MoveForm
from contact.inbox.models import AuditEntry, Conversation, Queue
from contact.inbox.models.audit import note
from contact.inbox.reading import Reading, read
from contact.inbox.views.lists import CHOICES

Action = AuditEntry.Action


@require_safe
@reading
def conversation(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Read one."""
    found = visit.conversation(pk)
    return _page(visit, found, opened(visit, found))


@reading
def show_contact(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Read one with contact details that are no longer permitted. Only on a press, and that is written down."""
    found = visit.conversation(pk)
    if request.method != "POST":
        return back(pk)
    note(visit.user, Action.SHOWN_ANYWAY, conversation=found)
    return _page(visit, found, opened(visit, found, shows_contact=True))


def opened(visit: Visit, found: Conversation, shows_contact: bool = False) -> Reading:
    """Open all of a conversation, and write that down."""
    assert visit.keyring is not None  # noqa: S101 - asked for only while unlocked
    result = read(found, visit.keyring, shows_contact)
    note(visit.user, Action.OPENED, conversation=found)
    today = timezone.localdate()
    if result.is_opened and found.queue.opened_on != today:
        Queue.objects.filter(pk=found.queue.pk).update(opened_on=today)
    return result


def _page(visit: Visit, found: Conversation, result: Reading) -> HttpResponse:
    return visit.render(
        "inbox/conversation.html", _("Conversation"), conversation=found, reading=result, marks=MARKS,
        assign=AssignForm(queue=found.queue, initial={"to": found.assigned_to_id}),
        move=MoveForm(conversation=found, readable=visit.queues), choice=choice_of(visit.request.GET.get("state")),
    )  # fmt: skip


# ── What is done with it ───────────────────────────────────────────────────


@door
def assign(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Say who has it: oneself, a colleague, nobody."""
    found = visit.conversation(pk)
    if request.method != "POST":
        return back(pk)
    form = AssignForm(request.POST, queue=found.queue)
    if not form.is_valid():
        return back(pk, request, _("This colleague may not read this queue. Nothing was changed."))
    had = request.POST.get("had", "")
    to = form.cleaned_data["to"]
    try:
        handling.assign(pk, visit.queues, to, visit.user, int(had) if had.isdecimal() else None)
    except handling.Meanwhile:
        return back(pk, request, _("Somebody else has taken it or passed it on meanwhile. Nothing was changed."))
    messages.success(
        request, _("Now %(name)s has it.") % {"name": to.get_short_name() or to} if to else _("Now nobody has it.")
    )
    return back(pk)


@door
def mark(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Say how it stands, or take in what was set aside."""
    visit.conversation(pk)
    state, seen = request.POST.get("state", ""), number(request.POST.get("seen"))
    if request.method != "POST" or state not in Conversation.State.values:
        return back(pk)
    try:
        marked = handling.mark(pk, visit.queues, state, visit.user, seen)
    except handling.Meanwhile:
        return back(pk, request, _("Something has been added since you opened it. Read it first. Nothing was changed."))
    messages.success(request, _("Marked: %(state)s.") % {"state": marked.get_state_display()})
    # Back to what was chosen above the list, or to what waits: whoever has waited longest stands first there.
    choice = choice_of(request.POST.get("list"))
    return HttpResponseRedirect(
        reverse("inbox:queue", args=[marked.queue.name], query={"state": choice} if choice else None)
    )


@reading
def move(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """To another queue, also to one that this person may not read."""
    found = visit.conversation(pk)
    if request.method != "POST":
        return back(pk)
    form = MoveForm(request.POST, conversation=found, readable=visit.queues)
    if not form.is_valid() or visit.keyring is None:
        return back(pk, request, _("This queue has no key yet. Nothing was moved."))
    target = Queue.objects.named(form.cleaned_data["queue"])
    try:
        handling.move(pk, visit.queues, target, visit.keyring, visit.user)
    except conversations.Closed:
        return back(pk, request, _("This queue has no key any more. Nothing was moved."))
    except sealing.SealBroken:
        return back(pk, request, _("Something in it does not open with your key, so nothing was moved."))
    messages.success(request, _("Moved to %(queue)s. Its dates stay as they were.") % {"queue": target.label})
    return back(pk) if target in visit.queues else HttpResponseRedirect(reverse("inbox:queue", args=[found.queue.name]))


@require_http_methods(["GET", "HEAD", "POST"])
@door
def delete(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Delete one now. What it was is shown only while unlocked; deleting takes no key."""
    found = visit.conversation(pk)
    if request.method != "POST":
        firsts = conversations.open_first([found], visit.keyring) if visit.keyring else {}
        return visit.render("inbox/delete.html", _("Delete now?"), conversation=found, first=firsts.get(found.pk))
    handling.delete(pk, visit.queues, visit.user)
    messages.success(request, _("Deleted. It is gone from the site, and leaves the backups with them."))
    return HttpResponseRedirect(reverse("inbox:queue", args=[found.queue.name]))


def back(pk: Any, request: HttpRequest | None = None, problem: str = "") -> HttpResponse:
    """To the conversation, with what went wrong."""
    if request is not None:
        messages.error(request, problem)
    return HttpResponseRedirect(reverse("inbox:conversation", args=[pk]))


def choice_of(text: str | None) -> str:
    """What was chosen above the list that somebody came from; empty for what waits."""
    return text if text in {choice for choice, _label, _field in CHOICES[1:]} else ""


def number(text: str | None) -> int:
    """Up to which record somebody has read; -1 where that is not said, which is before the first."""
    return int(text) if text and text.isdecimal() and len(text) < 9 else -1
