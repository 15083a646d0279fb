"""First set-up, and starting again when everything is lost."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contact.inbox import beginning, demonstration, unlocking
from contact.inbox.door import Visit, managing
from contact.inbox.forms import SetUpForm, StartAgainForm
from contact.inbox.keyring import Keyring
from contact.inbox.models import AuditEntry, Keyholder
from contact.inbox.models.audit import note
from contact.inbox.views.trying import tried


@managing
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Passphrase, days and recovery sheet on one page, and one press makes them all."""
    if beginning.is_set_up():
        return _set_up_already(request, visit)
    form, problem, status = SetUpForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                outcome = tried(lambda: beginning.set_up(visit.user, form.passphrase, form.sheet_code))
            except beginning.SetUpAlready:
                return _set_up_already(request, visit)
            if outcome.keyring:
                form.save()
                return _begun(request, visit, outcome.keyring, _("First set-up"))
            problem, status = outcome.problem, outcome.status
    context = {"form": form, "problem": problem, "is_demonstration": demonstration.is_on()}
    return visit.render("inbox/setup.html", _("Set up the inbox"), status, **context)


def _set_up_already(request: HttpRequest, visit: Visit) -> HttpResponse:
    status = 409 if request.method == "POST" else 200
    return visit.render("inbox/setup_already.html", _("The inbox is set up"), status, is_too_late=status == 409)


def _begun(request: HttpRequest, visit: Visit, keyring: Keyring, detail: str) -> HttpResponse:
    note(visit.user, AuditEntry.Action.KEYS, detail=detail)
    response = HttpResponseRedirect(reverse("inbox:keyholders"))
    unlocking.unlock(request, response, keyring)
    return response


@managing
@require_http_methods(["GET", "POST"])
def start_again(request: HttpRequest, visit: Visit) -> HttpResponse:
    """New keys for everything. What is kept can never be read again."""
    if not beginning.is_set_up():
        return HttpResponseRedirect(reverse("inbox:setup"))
    form, problem, status = StartAgainForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            outcome = tried(lambda: beginning.start_again(visit.user, form.passphrase, form.sheet_code))
            if outcome.keyring:
                return _begun(
                    request, visit, outcome.keyring, _("Started again: what was kept cannot be read any more")
                )
            problem, status = outcome.problem, outcome.status
    others = Keyholder.objects.filter(user__is_active=True).exclude(user=visit.user).select_related("user")
    context = {"form": form, "problem": problem, "others": others}
    return visit.render("inbox/start_again.html", _("Start again"), status, **context)
