"""Answers, and notes to colleagues. These pages never lose words: what is sent is sealed, also after the lock has
fallen, and what cannot be taken comes back."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from contact.inbox import handling
from contact.inbox.conversations import Closed
from contact.inbox.door import Visit, door, locked_url
from contact.inbox.handling_forms import AnswerForm, NoteForm
from contact.inbox.models import Conversation
from contact.inbox.views.conversation import back, number, opened
from idpwsp.foundation.guard.forms import GuardedForm


@dataclass(frozen=True)
class Kind:
    """What is written: an answer or a note."""

    form: type[GuardedForm]
    template: str
    title: str | Promise
    kept: str | Promise
    add: Callable[[UUID, Visit, str, Any], None]


def _answer(pk: UUID, visit: Visit, text: str, sent: Any) -> None:
    handling.answer(pk, visit.queues, text, visit.user, number(sent.get("seen")), sent.get("token", ""))


def _note(pk: UUID, visit: Visit, text: str, sent: Any) -> None:
    handling.add_note(pk, visit.queues, text, visit.user, sent.get("token", ""))


ANSWER = Kind(AnswerForm, "inbox/answer.html", gettext_lazy("Answer"), gettext_lazy("Your answer is there."), _answer)
NOTE = Kind(NoteForm, "inbox/note.html", gettext_lazy("Note"), gettext_lazy("Your note is there."), _note)
GONE = gettext_lazy(
    "It was deleted meanwhile, or moved to a queue that you cannot read. Nothing was kept of what you wrote."
)
MEANWHILE = gettext_lazy(
    "Something has been added since you opened this page. Your words have not been sent yet. Read what is new, "
    "change your words if you like, and send them."
)
NO_NUMBER = gettext_lazy(
    "Nobody has a number for this, so nobody could read an answer here. Nothing was kept. "
    "Copy your words, and reach the person in the way that was permitted."
)
CLOSED = gettext_lazy(
    "This queue has no key at the moment, so nothing can be sealed. Your words are still here. "
    "Tell whoever looks after the keys, and keep this page open."
)


@require_http_methods(["GET", "HEAD", "POST"])
@door
def answer(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """What whoever holds the number will read."""
    return _write(request, visit, pk, ANSWER)


@require_http_methods(["GET", "HEAD", "POST"])
@door
def note(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """What colleagues alone will read."""
    return _write(request, visit, pk, NOTE)


def _write(request: HttpRequest, visit: Visit, pk: UUID, kind: Kind) -> HttpResponse:
    if request.method != "POST":
        if visit.keyring is None:
            return HttpResponseRedirect(locked_url(request.path))
        return _page(visit, visit.conversation(pk), kind, kind.form())
    form = kind.form(request.POST)
    if form.is_valid():
        try:
            kind.add(pk, visit, form.cleaned_data["text"], request.POST)
        except handling.Gone:
            pass
        except handling.Meanwhile:
            return _refused(visit, pk, kind, form, MEANWHILE, 409)
        except handling.NoNumber:
            return _refused(visit, pk, kind, form, NO_NUMBER, 409)
        except Closed:
            return _refused(visit, pk, kind, form, CLOSED, 503)
        else:
            messages.success(request, str(kind.kept))
            return back(pk)
    return _refused(visit, pk, kind, form, "", 422)


def _refused(visit: Visit, pk: UUID, kind: Kind, form: GuardedForm, problem: Any, status: int) -> HttpResponse:
    """The page again with the words in it; or, where the conversation is gone, the words alone."""
    conversation = Conversation.objects.select_related("queue").filter(pk=pk, queue__in=visit.queues).first()
    if conversation is None:
        back_to = reverse("inbox:index")
        return visit.render("inbox/gone.html", _("It is not here any more"), 404, form=form, gone=GONE, back=back_to)
    return _page(visit, conversation, kind, form, problem, status)


def _page(
    visit: Visit, conversation: Conversation, kind: Kind, form: GuardedForm, problem: Any = "", status: int = 200
) -> HttpResponse:
    """What is answered, beside the form. Without the key, after the lock has fallen, the form alone."""
    reading = opened(visit, conversation) if visit.keyring else None
    # Sent once more after a colleague's words, it has seen those. Locked, nobody has seen them: so the number stays.
    seen = reading.seen if reading else number(visit.request.POST.get("seen"))
    token = visit.request.POST.get("token") or secrets.token_hex(16)
    return visit.render(
        kind.template, str(kind.title), status, conversation=conversation, reading=reading, form=form,
        problem=problem, seen=seen, token=token,
    )  # fmt: skip
