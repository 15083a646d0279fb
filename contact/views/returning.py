"""Coming back with a number: read answers, write again, change how to be reached, delete everything.

The number is in what is sent and in the page that answers, and never in an address. Nothing is remembered between two
requests: each brings the number, and each may find that there is nothing any more.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from contact import numbers, returning
from contact.forms.again import ContactForm, DeleteForm, WriteForm
from contact.forms.check import CheckForm
from contact.forms.number import UNKNOWN, NumberForm, WithNumber
from contact.inbox import conversations, receipts
from contact.inbox.models import Conversation
from idpwsp.foundation.guard.forms import GuardedForm
from idpwsp.foundation.guard.views import answer, guarded

View = Callable[..., HttpResponse]


@guarded(NumberForm)
def messages(request: HttpRequest, form: NumberForm) -> HttpResponse:
    """Ask for the number, and show what was answered."""
    if not form.is_bound or not form.is_valid():
        return _ask(request, form)
    number = form.cleaned_data["number"]
    found = numbers.find(number)
    seen = returning.look(found)
    if found.conversation is None:
        form.add_error("number", UNKNOWN)
        return _ask(request, form)
    context = {**_about(found.conversation, number), "seen": seen, "forms": _forms(number)}
    return render(request, "contact/answers.html", context)


def _ask(request: HttpRequest, form: GuardedForm, **context: Any) -> HttpResponse:
    values = {"form": form, "has_errors": form.is_bound, **context}
    return render(request, "contact/number.html", values, status=422 if form.is_bound else 200)


def _forms(number: str) -> dict[str, GuardedForm]:
    """The forms below the answers. Each is sent to an address of its own."""
    kinds: dict[str, type[GuardedForm]] = {"write": WriteForm, "contact": ContactForm, "delete": DeleteForm}
    forms = {}
    for name, kind in kinds.items():
        # Their fields have the same names, and stand on one page.
        forms[name] = kind(initial={"number": number}, auto_id=f"{name}_%s")
        forms[name].action = reverse(f"messages_{name}")
    return forms


def _about(conversation: Conversation, number: str) -> dict[str, Any]:
    return {
        "conversation": conversation,
        "number": number,
        "kept_days": conversation.queue.retention_days,
    }


def with_number(form_class: type[WithNumber]) -> Callable[[View], View]:
    """Make a view ``(request, form, conversation)`` for what is done with a number, wherever it still leads."""

    def decorate(view: View) -> View:
        @guarded(form_class)
        @wraps(view)
        def receive(request: HttpRequest, form: WithNumber) -> HttpResponse:
            if not form.is_bound:
                return redirect("messages")
            form.full_clean()
            if "number" not in form.cleaned_data:
                # It stands in our own page: somebody has changed it there, or wrote to this address by hand.
                return _ask_anew(request, form)
            conversation = numbers.find(form.cleaned_data["number"]).conversation
            try:
                if conversation is not None:
                    return view(request, form, conversation)
            except Conversation.DoesNotExist:
                # Deleted since it was found, a moment ago.
                pass
            return render(request, "contact/gone.html", {"text": _text(form)}, status=410)

        return receive

    return decorate


def _ask_anew(request: HttpRequest, form: GuardedForm) -> HttpResponse:
    """The page that asks for the number, with what came in its place, and what was typed in vain."""
    asking = NumberForm({"number": form.data.get("number", "")})
    asking.action = reverse("messages")
    return _ask(request, asking, text=_text(form))


def _text(form: GuardedForm) -> str:
    """What was typed in vain, to give it back."""
    text: str = form.data.get("text", "")
    return text


@with_number(WriteForm)
def write(request: HttpRequest, form: WriteForm, conversation: Conversation) -> HttpResponse:
    """More words from whoever started it."""
    return answer(
        request, form, about=f"messages {conversation.pk}",
        keep=lambda is_doubtful: returning.write_again(conversation, form.cleaned_data["text"], is_doubtful),
        again=lambda record: returning.still_there(conversation, record),
        template="contact/write.html", done="contact/written.html",
        context=_about(conversation, form.cleaned_data["number"]),
    )  # fmt: skip


@with_number(ContactForm)
def contact(request: HttpRequest, form: ContactForm, conversation: Conversation) -> HttpResponse:
    """How they may be reached from now on."""
    return answer(
        request, form, about=f"contact {conversation.pk}",
        keep=lambda _is_doubtful: returning.change_contact(conversation, form.contact()),
        again=lambda record: returning.still_holds(conversation, record),
        template="contact/reach.html", done="contact/reached.html",
        context=_about(conversation, form.cleaned_data["number"]),
    )  # fmt: skip


@with_number(DeleteForm)
def delete(request: HttpRequest, form: DeleteForm, conversation: Conversation) -> HttpResponse:
    """Delete everything at once, after a page that says what that means."""
    number = form.cleaned_data["number"]
    if not form.cleaned_data.get("sure"):
        form = DeleteForm(initial={"number": number, "sure": "yes"})
        return render(request, "contact/delete.html", {**_about(conversation, number), "form": form})
    conversations.delete(conversation)
    last = timezone.localdate() + timedelta(days=settings.BACKUP_DAYS)
    return render(request, "contact/deleted.html", {"backups_until": last})


@with_number(CheckForm)
def check(request: HttpRequest, form: CheckForm, conversation: Conversation) -> HttpResponse:
    """Whether the number was written down. Once it was, it is not shown again."""
    if not form.is_valid():
        values = {"form": form, "has_errors": True, "code": receipts.grouped(form.cleaned_data["number"])}
        return render(request, "contact/check.html", values, status=422)
    conversations.check_number(conversation)
    return render(request, "contact/checked.html")
