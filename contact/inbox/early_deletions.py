"""Conversations that were deleted before their date: noted, so that one that a backup brings back goes again.

A line says its random id, and the day that it would have been deleted on.
"""

from datetime import date
from uuid import UUID

from django.db import transaction

from contact.inbox.models import Conversation
from idpwsp.foundation import deleted_early
from idpwsp.foundation.erasing import erase

# Theirs are the lines without the name of a kind.
_KIND = ""


def remember(conversation: UUID, delete_on: date) -> None:
    """Add a line, and have it on the disk before this returns. ``delete_on`` is the date that it would have had."""
    deleted_early.remember(_KIND, {conversation.hex: delete_on})


def apply() -> int:
    """Delete again what a backup has brought back. Returns how many conversations."""
    number = 0
    for batch in deleted_early.in_batches(_KIND):
        with transaction.atomic():
            found = Conversation.everything.filter(pk__in=[UUID(each) for each in batch])
            back = len(found.select_for_update())
            if back:
                erase()
                found.delete()
            number += back
    return number
