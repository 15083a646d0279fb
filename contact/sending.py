"""From a form that somebody has sent to a sealed conversation, and the number that leads back to it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from contact.forms.letter_form import LetterForm
from contact.inbox import conversations
from contact.inbox.models import Conversation, Queue
from contact.inbox.receipts import Receipt
from contact.numbers import new_receipt
from idpwsp.foundation.guard import held
from idpwsp.foundation.guard.once import Kept
from idpwsp.foundation.guard.views import answer


class Sending:
    """One form on its way. ``receipt`` is there once the form is valid, ``conversation`` once it is kept."""

    receipt: Receipt
    conversation: Conversation

    def __init__(self, form: LetterForm) -> None:
        self.form = form

    def keep(self, is_doubtful: bool) -> Kept:
        """Seal it. Raises ``held.Closed`` where there is no key to seal to."""
        form = self.form
        try:
            conversation = conversations.start(
                form=form.kind, queue=form.queue, letter=form.letter(), receipt=self.receipt, is_set_aside=is_doubtful
            )
        except conversations.Closed as error:
            raise held.Closed from error
        return self._kept(conversation)

    def again(self, pk: int | str) -> Kept | None:
        """The same words once more: the number on this page replaces the one before it."""
        conversation = conversations.renumber(UUID(str(pk)), self.receipt)
        return self._kept(conversation) if conversation else None

    def _kept(self, conversation: Conversation) -> Kept:
        self.conversation = conversation
        return Kept(str(conversation.pk), self.receipt.shown)


def receive(request: HttpRequest, form: LetterForm, template: str, context: dict[str, Any]) -> HttpResponse:
    """The form, what is wrong with it, or that it has reached us. While nothing can be sealed: 503.

    Raises ``held.Busy`` and ``held.Closed``, which give the words back.
    """
    queue = Queue.objects.named(form.usual_queue)
    context = {**context, "queue": queue}
    if queue.open_key is None:
        if form.is_bound:
            raise held.Closed
        return render(request, template, {**context, "form": form, "is_closed": True}, status=503)
    sending = Sending(form)
    if form.is_bound and form.is_valid():
        # Here and not where it is kept: it takes a tenth of a second, in which nobody else could write.
        sending.receipt = new_receipt()
    return answer(
        request, form, about=form.kind, keep=sending.keep, again=sending.again,
        template=template, done="contact/received.html", context={**context, "sending": sending},
    )  # fmt: skip
