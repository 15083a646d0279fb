"""What has reached its date is deleted for good. No query has found it since midnight; now it leaves the disk."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from contact.inbox import keyholders
from contact.inbox.models import Conversation, ReceiptSalt, Record
from idpwsp.foundation.erasing import erase


@transaction.atomic
def expire() -> int:
    """Delete overdue records and conversations, and keys and salts that nothing needs any more.

    Returns how many records and conversations. Running twice, or while somebody writes, does no harm: a conversation
    that has just been written to has its new date by the time that it is locked here.
    """
    erase()
    today = timezone.localdate()
    records, _by_model = Record.everything.filter(delete_on__lte=today).delete()
    overdue = Conversation.everything.select_for_update().filter(delete_on__lte=today)
    conversations, _by_model = Conversation.everything.filter(pk__in=[found.pk for found in overdue]).delete()
    keyholders.forget_emptied_keys()
    _forget_old_salts()
    return records + conversations


def _forget_old_salts() -> None:
    """A version of the salt that was replaced goes with its last conversation."""
    newest = ReceiptSalt.objects.order_by("-pk").values("pk")[:1]
    held = Conversation.everything.filter(receipt_salt=OuterRef("pk"))
    ReceiptSalt.objects.filter(~Exists(held)).exclude(pk__in=newest).delete()
