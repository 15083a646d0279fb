"""One's own passphrase: the first one, another one, and a new one with the recovery sheet."""

from contextlib import suppress

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contact.inbox import attempts, beginning, demonstration, keyholders, removing, unlocking
from contact.inbox.door import Visit, door, managing
from contact.inbox.forms import ChangePassphraseForm, PassphraseForm, RecoverForm
from contact.inbox.keyring import Keyring
from contact.inbox.models import AuditEntry, Keyholder
from contact.inbox.models.audit import note
from contact.inbox.views.trying import tried


@door
@require_http_methods(["GET", "POST"])
def passphrase(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Make one's own, or change it."""
    if not (beginning.is_set_up() or demonstration.is_on()):
        return HttpResponseRedirect(reverse("inbox:unlock"))
    keyholder = Keyholder.objects.filter(user=visit.user).first()
    return _change(request, visit, keyholder) if keyholder else _make(request, visit)


@door
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Begin anew where one's own passphrase is lost: another one, and somebody has to let one in again."""
    keyholder = Keyholder.objects.filter(user=visit.user).first()
    if keyholder is None:
        return HttpResponseRedirect(reverse("inbox:passphrase"))
    try:
        return _make(request, visit, keyholder)
    except removing.LastOne as last:
        return visit.render("inbox/only_one.html", _("Make another passphrase"), 409, only=last.queue)


def _make(request: HttpRequest, visit: Visit, old: Keyholder | None = None) -> HttpResponse:
    """The first, or another in place of one that is forgotten. Raises ``LastOne``."""
    if old:
        removing.check_others(old, removing.held_by(old))
    form, problem, status = PassphraseForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            outcome = tried(lambda: keyholders.prepared(visit.user, form.passphrase, demonstration.is_on()))
            if outcome.keyring:
                # Of two presses the first counts: both typed the same six words.
                with suppress(IntegrityError), transaction.atomic():
                    removing.begin_anew(old, outcome.keyring) if old else outcome.keyring.keyholder.save()
                note(visit.user, AuditEntry.Action.KEYS, detail=_("Made a passphrase"))
                messages.success(request, _("Your passphrase is made. Now somebody has to let you in."))
                return HttpResponseRedirect(reverse("inbox:unlock"))
            problem, status = outcome.problem, outcome.status
    title = _("Make another passphrase") if old else _("Make your passphrase")
    return visit.render("inbox/passphrase.html", title, status, form=form, problem=problem, is_forgotten=bool(old))


def _change(request: HttpRequest, visit: Visit, keyholder: Keyholder) -> HttpResponse:
    form, problem, status = ChangePassphraseForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            old = form.cleaned_data["old_passphrase"]
            outcome = tried(lambda: _changed(attempts.unlock(keyholder, old), form.passphrase))
            if outcome.keyring:
                note(visit.user, AuditEntry.Action.KEYS, detail=_("Changed their passphrase"))
                messages.success(
                    request, _("From now on your new passphrase counts. Destroy the paper with the old one.")
                )
                response = HttpResponseRedirect(reverse("inbox:index"))
                unlocking.unlock(request, response, outcome.keyring)
                return response
            problem, status = outcome.problem, outcome.status
    return visit.render(
        "inbox/passphrase.html", _("Change your passphrase"), status, form=form, problem=problem, keyholder=keyholder
    )


def _changed(keyring: Keyring, passphrase: str) -> Keyring:
    keyholders.change_passphrase(keyring, passphrase)
    return keyring


@managing
@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest, visit: Visit) -> HttpResponse:
    """With the recovery sheet, a new passphrase that opens all queues."""
    if keyholders.sheet() is None:
        return HttpResponseRedirect(reverse("inbox:setup"))
    form, problem, status = RecoverForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            typed = form.cleaned_data["sheet_code_typed"]
            wrong = _("That is not the code of our recovery sheet. Nothing was changed: look at it again.")
            outcome = tried(lambda: attempts.recover(visit.user, typed, form.passphrase), wrong)
            if outcome.keyring:
                note(visit.user, AuditEntry.Action.KEYS, detail=_("Used the recovery sheet"))
                messages.success(
                    request, _("You are in again. The code was typed into a computer: make a new sheet soon.")
                )
                response = HttpResponseRedirect(reverse("inbox:keyholders"))
                unlocking.unlock(request, response, outcome.keyring)
                return response
            problem, status = outcome.problem, outcome.status
    return visit.render("inbox/recover.html", _("Use the recovery sheet"), status, form=form, problem=problem)
