"""Who holds which key: letting in, removing, a new sheet, new keys, and wrapping what is kept for them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contact.inbox import keyholders, removing, rewrapping
from contact.inbox.door import Visit, door, managing, unlocked
from contact.inbox.forms import LetInForm, RemoveForm, SheetForm
from contact.inbox.models import AuditEntry, Keyholder, Queue
from contact.inbox.models.audit import note

KEYS = AuditEntry.Action.KEYS


# ── The table ──────────────────────────────────────────────────────────────


@dataclass
class Cell:
    """How one person stands to one queue."""

    queue: Queue
    may_read: bool
    holds: bool


@dataclass
class Row:
    """One person, or the sheet, with a cell for each queue. Who has made no passphrase yet has no keyholder."""

    name: str
    keyholder: Keyholder | None
    cells: list[Cell]
    is_sheet: bool = False

    @property
    def waits(self) -> bool:
        """Whether there is a queue that they may read and hold no key of."""
        return not self.is_sheet and any(cell.may_read and not cell.holds for cell in self.cells)

    @property
    def holds_any(self) -> bool:
        return any(cell.holds for cell in self.cells)


@managing
@require_safe
def table(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everybody who may read or can open a queue."""
    queues = Queue.objects.every()
    context: dict[str, Any] = {
        "queues": queues, "rows": list(_rows(queues)), "waiting": rewrapping.waiting(),
        "stopped": [queue for queue in queues if queue.is_stopped],
        "is_unlocked": visit.keyring is not None, "sheet": keyholders.sheet(),
    }  # fmt: skip
    return visit.render("inbox/keyholders.html", _("Keyholders"), **context)


def _rows(queues: list[Queue]) -> list[Row]:
    readers = {queue.name: keyholders.readers(queue) for queue in queues}
    held: dict[int, set[str]] = {}
    current = Keyholder.objects.filter(shares__queue_key__is_current=True)
    for pk, name in current.values_list("pk", "shares__queue_key__queue"):
        held.setdefault(pk, set()).add(name)
    holders = list(Keyholder.objects.select_related("user").order_by("is_sheet", "user__username"))
    by_user = {holder.user_id: holder for holder in holders if holder.user_id}
    without = get_user_model().objects.filter(pk__in=set().union(*readers.values()) - set(by_user)).order_by("username")

    def cells(user: int | None, keyholder: Keyholder | None) -> list[Cell]:
        mine = held.get(keyholder.pk, set()) if keyholder else set()
        return [Cell(queue, user in readers[queue.name], queue.name in mine) for queue in queues]

    rows = [Row(str(each), each, cells(each.user_id, each), each.is_sheet) for each in holders]
    return [*rows, *(Row(user.get_short_name() or user.get_username(), None, cells(user.pk, None)) for user in without)]


# ── In and out ─────────────────────────────────────────────────────────────


@managing
@unlocked
@require_http_methods(["GET", "POST"])
def let_in(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Share the keys of queues with somebody who has made a passphrase."""
    keyring: Any = visit.keyring
    keyholder = get_object_or_404(Keyholder.objects.select_related("user"), pk=pk, is_sheet=False)
    may, has = _queues_of(keyholder)
    possible = [queue for queue in may if queue not in has and _is_mine(queue, keyring)]
    form = LetInForm(possible, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        for queue in form.chosen:
            try:
                keyholders.let_in(keyholder, queue, keyring)
            except keyholders.NotHeld:
                # A colleague has made new keys at this moment, or the queue was stopped.
                problem = _("You hold no key of %(queue)s, so a colleague has to do this.") % {"queue": queue}
                messages.error(request, problem)
                return HttpResponseRedirect(reverse("inbox:keyholders"))
            note(visit.user, KEYS, queue=queue, detail=_("Let in %(name)s") % {"name": keyholder})
        messages.success(request, _("%(name)s is let in.") % {"name": keyholder})
        return HttpResponseRedirect(reverse("inbox:keyholders"))
    context = {
        "keyholder": keyholder, "form": form,
        "not_mine": [queue for queue in may if queue not in has and queue not in possible],
    }  # fmt: skip
    title = _("Let in %(name)s") % {"name": keyholder}
    return visit.render("inbox/let_in.html", title, 422 if form.is_bound else 200, **context)


def _queues_of(keyholder: Keyholder) -> tuple[list[Queue], set[Queue]]:
    """Those that somebody may read, and those whose current key they hold."""
    may = [queue for queue in Queue.objects.every() if keyholder.user_id in keyholders.readers(queue)]
    keys = {"keys__is_current": True, "keys__shares__keyholder": keyholder}
    return may, set(Queue.objects.filter(**keys))


def _is_mine(queue: Queue, keyring: Any) -> bool:
    current = queue.keys.filter(is_current=True).first()
    return current is not None and not queue.is_stopped and keyring.holds(current) and keyring.fits(current)


@managing
@unlocked
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Take keys from somebody. Where they have seen the recovery sheet, a new one comes first."""
    keyring: Any = visit.keyring
    keyholder = get_object_or_404(Keyholder.objects.select_related("user"), pk=pk, is_sheet=False)
    if keyholder == keyring.keyholder:
        raise Http404
    form = RemoveForm(keyholder, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"keyholder": keyholder, "form": form}
    title = _("Remove %(name)s") % {"name": keyholder}
    if not (form.is_bound and form.is_valid()):
        return visit.render("inbox/remove.html", title, 422 if form.is_bound else 200, **context)
    paper = SheetForm(request.POST if "sheet_code" in request.POST else None)
    try:
        removing.check_others(keyholder, form.chosen)
        if form.needs_new_sheet and not paper.is_valid():
            # It was not shown yet, or was not typed back.
            return visit.render("inbox/remove.html", title, 422 if paper.is_bound else 200, **context, sheet=paper)
        # Which looks once more: a colleague may be removing the other one at this moment.
        removing.remove(keyholder, form.chosen, keyring, paper.sheet_code if form.needs_new_sheet else "")
    except removing.LastOne as last:
        text = _("Nobody else who can sign in holds a key of %(queue)s. Let somebody in first. Nothing was changed.")
        form.add_error(None, text % {"queue": last.queue})
        return visit.render("inbox/remove.html", title, 422, **context)
    return _removed(request, visit, keyholder, form)


def _removed(request: HttpRequest, visit: Visit, keyholder: Keyholder, form: RemoveForm) -> HttpResponse:
    for queue in form.chosen:
        note(visit.user, KEYS, queue=queue, detail=_("Removed %(name)s") % {"name": keyholder})
    if form.needs_new_sheet:
        note(visit.user, KEYS, detail=_("Made a new recovery sheet"))
    if not form.chosen and not form.needs_new_sheet:
        note(visit.user, KEYS, detail=_("Removed %(name)s") % {"name": keyholder})
        messages.success(request, _("%(name)s is removed.") % {"name": keyholder})
        return HttpResponseRedirect(reverse("inbox:keyholders"))
    text = _("%(name)s is removed, and there are new keys. Now wrap what is kept for them.")
    messages.success(request, text % {"name": keyholder})
    return HttpResponseRedirect(reverse("inbox:rewrap"))


# ── New sheet, new keys ────────────────────────────────────────────────────


@managing
@unlocked
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A new recovery sheet in place of one that somebody has seen, or nobody can find."""
    keyring: Any = visit.keyring
    form = SheetForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        removing.replace_sheet(form.sheet_code, keyring)
        note(visit.user, KEYS, detail=_("Made a new recovery sheet"))
        messages.success(
            request, _("The new sheet counts. Destroy the old one. Now wrap what is kept for the new keys.")
        )
        return HttpResponseRedirect(reverse("inbox:rewrap"))
    return visit.render("inbox/sheet.html", _("New recovery sheet"), 422 if form.is_bound else 200, form=form)


@managing
@unlocked
@require_POST
def new_key(request: HttpRequest, visit: Visit, name: str) -> HttpResponse:
    """A new key for a queue that was stopped."""
    queue = get_object_or_404(Queue, name=name, is_stopped=True)
    keyholders.trust_again(queue)
    note(visit.user, KEYS, queue=queue, detail=_("Made a new key after it was stopped"))
    messages.success(request, _("%(queue)s has a new key, and its form is open again.") % {"queue": queue})
    return HttpResponseRedirect(reverse("inbox:rewrap"))


@door
@unlocked
@require_http_methods(["GET", "POST"])
def rewrap(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Wrap what is kept for the new keys: one batch for each press. For everybody who holds the queue and may see
    how much is in it."""
    keyring: Any = visit.keyring
    queues = visit.queues
    context: dict[str, Any] = {}
    if request.method == "POST":
        queue = next((queue for queue in queues if queue.name == request.POST.get("queue")), None)
        if queue is None:
            raise Http404
        try:
            context["batch"] = rewrapping.rewrap(queue, keyring, _after(request))
        except keyholders.NotHeld:
            context["problem"] = _("You hold no key of %(queue)s, so a colleague has to do this.") % {"queue": queue}
        else:
            note(visit.user, KEYS, queue=queue, detail=_("Wrapped %(number)s anew") % {"number": context["batch"].done})
        context["queue"] = queue
    waiting = rewrapping.waiting()
    context["waiting"] = [(queue, waiting[queue.name]) for queue in queues if queue.name in waiting]
    return visit.render("inbox/rewrap.html", _("Wrap for the new keys"), **context)


def _after(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("after", ""))
    except ValueError:
        return None
