"""Calls, voicemails and letters, typed in by staff as conversations."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from contact.inbox import conversations, handling
from contact.inbox.derivation import Busy
from contact.inbox.door import Visit, door
from contact.inbox.handling_forms import EnterForm
from contact.inbox.views.writing import CLOSED

BUSY = gettext_lazy(
    "Making a number takes all of the machine for a moment, and somebody else is having one made. "
    "Nothing was kept yet. Your words are still here: wait a few seconds, and press again."
)


@require_http_methods(["GET", "HEAD", "POST"])
@door
def enter(request: HttpRequest, visit: Visit) -> HttpResponse:
    """It is sealed like all others, so it takes no key to enter one."""
    if request.method != "POST":
        return _page(visit, EnterForm(readable=visit.queues, initial={"came_on": timezone.localdate()}))
    form = EnterForm(request.POST, readable=visit.queues)
    if not form.is_valid():
        return _page(visit, form, status=422)
    said = form.cleaned_data
    try:
        receipt = conversations.new_receipt() if said["wants_number"] else None
        pk = handling.enter(said["queue"], form.letter(visit.user), receipt, visit.user, request.POST.get("token", ""))
    except Busy:
        return _page(visit, form, BUSY, 503)
    except handling.Kept:
        # The number of the first time counts, if any does. This one would open nothing.
        messages.info(request, _("It was kept already."))
        return HttpResponseRedirect(reverse("inbox:index"))
    except conversations.Closed:
        return _page(visit, form, CLOSED, 503)
    is_readable = said["queue"] in [queue.name for queue in visit.queues]
    then = reverse("inbox:conversation", args=[pk]) if is_readable else reverse("inbox:index")
    if receipt is not None:
        return visit.render("inbox/entered.html", _("Entered"), receipt=receipt, then=then, is_readable=is_readable)
    messages.success(request, _("It is sealed and kept."))
    return HttpResponseRedirect(then)


def _page(visit: Visit, form: EnterForm, problem: Any = "", status: int = 200) -> HttpResponse:
    token = visit.request.POST.get("token") or secrets.token_hex(16)
    title = _("Enter a call or letter")
    return visit.render("inbox/enter.html", title, status, form=form, problem=problem, token=token)
