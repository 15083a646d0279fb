"""Confirming a speaker, and the sheets for both sides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contact.inbox import confirming, conversations
from contact.inbox.agreement_form import AgreementForm, initial
from contact.inbox.confirming import confirm
from contact.inbox.door import Visit, door, locked_url, reading
from contact.inbox.models import Conversation, Queue
from contact.inbox.models.audit import AuditEntry, note
from contact.inbox.newest import read_one
from contact.inbox.talks import Talk
from idpwsp.foundation.conflicts import DeletedMeanwhile


@require_http_methods(["GET", "HEAD", "POST"])
@door
def confirm_request(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Write down what was agreed. To read the request takes a key; what is sent needs none, and is never lost."""
    if request.method == "POST":
        return _confirmed(request, visit, _sent_to(visit, pk))
    conversation = _request(visit, pk)
    if visit.keyring is None:
        return HttpResponseRedirect(locked_url(request.get_full_path()))
    talk = Talk(read_one(conversation, visit.keyring))
    note(visit.user, AuditEntry.Action.OPENED, conversation=conversation)
    return _form_page(visit, talk, AgreementForm(initial={**initial(talk), "at": confirming.seen(conversation)}))


def _confirmed(request: HttpRequest, visit: Visit, conversation: Conversation) -> HttpResponse:
    form = AgreementForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        agreed = form.agreement(is_called_off="_call_off" in request.POST)
        try:
            confirm(
                conversation, agreed, message=said["message"], language=said["answer_language"], by=visit.user,
                at=said["at"],
            )  # fmt: skip
        except confirming.Changed:
            return _again(visit, conversation, request, CHANGED)
        except conversations.Closed:
            return _again(visit, conversation, request, CLOSED, 503)
        except Conversation.DoesNotExist:
            raise DeletedMeanwhile from None
        note(visit.user, AuditEntry.Action.ANSWERED, conversation=conversation)
        messages.success(request, _said(conversation))
        return HttpResponseRedirect(reverse("inbox:sheet_of_request", args=[conversation.pk]))
    return _again(visit, conversation, request, WRONG, 422)


@require_safe
@reading
def sheet(request: HttpRequest, visit: Visit, pk: UUID, reader: str) -> HttpResponse:
    """What was agreed, to print: for the hosts, or for the speaker."""
    conversation = _request(visit, pk)
    talk = Talk(read_one(conversation, visit.open_keyring))
    note(visit.user, AuditEntry.Action.PRINTED, conversation=conversation)
    return visit.render(
        "inbox/agreed_sheet.html", _("Confirmation"), talk=talk, conversation=conversation, reader=reader
    )


def _said(conversation: Conversation) -> str:
    if conversation.receipt_id:
        return _("Sealed and kept. The hosts read it when they come back with their number.")
    return _("Sealed and kept. The hosts have no number: tell them yourself, or hand them the sheet.")


# ── What is said when it could not be taken ────────────────────────────────

CHANGED, CLOSED, WRONG = "changed", "closed", "wrong"


def _again(visit: Visit, conversation: Conversation, request: HttpRequest, why: str, status: int = 409) -> HttpResponse:
    """The form with every word, and why it was not taken. The second press counts as having seen the change."""
    data = request.POST.copy()
    form = AgreementForm(data)
    form.is_valid()
    if why == CHANGED:
        data["at"] = str(confirming.seen(conversation))
    talk = Talk(read_one(conversation, visit.keyring)) if visit.keyring else None
    return _form_page(visit, talk, form, status, conversation=conversation, why=why)


def _form_page(visit: Visit, talk: Talk | None, form: AgreementForm, status: int = 200, **context: Any) -> HttpResponse:
    values = {"conversation": talk.conversation if talk else None, **context}
    return visit.render("inbox/confirm.html", _("Confirm a speaker"), status, talk=talk, form=form, **values)


# ── Which conversation ─────────────────────────────────────────────────────


def _request(visit: Visit, pk: UUID) -> Conversation:
    """One in Speakers. Raises ``Http404`` for any other, and for whoever may not see that queue."""
    conversation = visit.conversation(pk)
    if conversation.queue_id != Queue.Name.SPEAKERS:
        raise Http404
    return conversation


def _sent_to(visit: Visit, pk: UUID) -> Conversation:
    """The same for a form that was sent: where there is none any more, its words come back."""
    queue = visit.queue(Queue.Name.SPEAKERS)
    # What is in another queue looks the same: whether it is still there is not for everybody.
    if not Conversation.objects.filter(pk=pk, queue=queue).exists():
        raise DeletedMeanwhile
    return visit.conversation(pk)
