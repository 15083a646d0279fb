"""Unlocking and locking. The locked screen says nothing of what was on the screen before."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from contact.inbox import attempts, beginning, demonstration, keyholders, unlocking
from contact.inbox.door import Visit, door
from contact.inbox.forms import UnlockForm
from contact.inbox.models import AuditEntry, Keyholder
from contact.inbox.models.audit import note
from contact.inbox.views.trying import tried


@door
@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The passphrase, and back to where one was. GET is also the screen that pages turn themselves to."""
    keyholder = Keyholder.objects.filter(user=visit.user).first()
    form = UnlockForm(request.POST if request.method == "POST" else None)
    problem, status = "", 200
    if keyholder and request.method == "POST":
        status = 422
        if form.is_valid():
            outcome = tried(lambda: attempts.unlock(keyholder, form.cleaned_data["passphrase"]))
            if outcome.keyring:
                return _unlocked(request, visit, outcome.keyring)
            problem, status = outcome.problem, outcome.status
    is_unlocked = unlocking.keyring(request, is_use=False) is not None
    context = {
        "form": form, "problem": problem, "keyholder": keyholder, "next": _next(request),
        "is_set_up": beginning.is_set_up() or demonstration.is_on(),
        "is_unlocked": is_unlocked,
        "minutes": unlocking.WITHOUT_USE // 60, "hours": unlocking.AT_MOST // 3600,
    }  # fmt: skip
    response = visit.render("inbox/unlock.html", _("Unlocked") if is_unlocked else _("Locked"), status, **context)
    if unlocking.COOKIE in request.COOKIES and not is_unlocked:
        unlocking.forget_half(response)
    return response


def _unlocked(request: HttpRequest, visit: Visit, keyring: Any) -> HttpResponse:
    note(visit.user, AuditEntry.Action.UNLOCKED)
    for queue in keyholders.stop_changed(keyring):
        text = _("The key of %(queue)s is not the one that it was. Its form is stopped. Read what stands below.")
        messages.error(request, text % {"queue": queue})
    response = HttpResponseRedirect(_next(request))
    unlocking.unlock(request, response, keyring)
    return response


def _next(request: HttpRequest) -> str:
    """Where one was, if that is a page of the staff here."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours and asked.startswith(settings.STAFF_PATH) else reverse("inbox:index")


@door
@require_POST
def lock(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Forget what was unlocked, at once."""
    response = HttpResponseRedirect(reverse("inbox:unlock"))
    unlocking.lock(request, response)
    return response
