"""Confirming a speaker: the hosts get an answer, and colleagues the facts, in one go."""

from typing import Any

from django.db import transaction
from django.utils import translation

from contact.inbox import conversations
from contact.inbox.agreement import Agreement
from contact.inbox.models import Conversation, Record


class Changed(Exception):
    """Something was added since the form was opened: by a colleague, or by the same form sent twice."""


def seen(conversation: Conversation) -> int:
    """How far a conversation has come: the number of its last record."""
    last = Record.everything.filter(conversation=conversation).order_by("sequence").last()
    return last.sequence if last else 0


@transaction.atomic
def confirm(conversation: Conversation, agreed: Agreement, *, message: str, language: str, by: Any, at: int) -> None:
    """Seal what was agreed: as an answer in the hosts' language, and as facts for us. It takes no private key.

    ``at`` is what ``seen`` said when the form was opened. Raises ``Changed``, ``conversations.Closed``,
    ``sealing.TooLong``, and ``Conversation.DoesNotExist`` where it was deleted meanwhile.
    """
    Conversation.objects.select_for_update().get(pk=conversation.pk)
    if seen(conversation) != at:
        raise Changed
    with translation.override(language):
        text = agreed.as_answer(message)
    conversations.answer(conversation, text)
    conversations.note_agreed(conversation, agreed.as_note(), agreed.as_kept(), by)
