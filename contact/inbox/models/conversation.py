"""Conversations and their sealed records. Whoever copies these tables sees counts, forms, dates and rough sizes."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from contact.inbox.derivation import Cost
from contact.inbox.models.expiring import Expiring
from contact.inbox.models.queue import Queue, QueueKey
from contact.inbox.sealing import Header


class ReceiptSalt(models.Model):
    """With what receipts are derived. A new row is a new version; old ones stay while receipts of theirs may come."""

    salt = models.BinaryField(max_length=16)
    memory = models.PositiveIntegerField(help_text="of Argon2id, in bytes")
    passes = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def cost(self) -> Cost:
        return Cost(self.memory, self.passes)


class Conversation(Expiring):
    """What somebody wrote, what was answered and what staff noted. Dates, no times; no word of it in the clear.

    ``delete_on`` is that of its last record.
    """

    class Form(models.TextChoices):
        MESSAGE = "message", _("Message")
        SPEAKER = "speaker", _("Speaker request")
        VOLUNTEER = "volunteer", _("Volunteer")
        BROCHURE = "brochure", _("Brochure order")
        ENTERED = "entered", _("Entered by staff")

    class State(models.TextChoices):
        NEW = "new", _("New")
        FOR_US = "for-us", _("Waiting for us")
        FOR_THEM = "for-them", _("Waiting for them")
        DONE = "done", _("Done")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="conversations", verbose_name=_("queue"))
    form = models.CharField(_("form"), max_length=10, choices=Form)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    is_set_aside = models.BooleanField(_("set aside"), default=False)
    started_on = models.DateField(_("came on"))
    changed_on = models.DateField(_("last word on"))
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who has it")
    )

    receipt_id = models.BinaryField(max_length=32, null=True, unique=True)
    receipt_public_key = models.BinaryField(max_length=32, null=True)
    receipt_salt = models.ForeignKey(ReceiptSalt, models.PROTECT, null=True, related_name="+")
    # Whether whoever wrote has typed the last digits of the number once, and so has probably written it down.
    has_checked_number = models.BooleanField(default=False)

    class Meta(Expiring.Meta):
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        default_permissions = ()
        indexes = [models.Index(fields=["queue", "state", "-changed_on"])]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_waiting(self) -> bool:
        return self.state in (self.State.NEW, self.State.FOR_US)


class Record(Expiring):
    """One sealed thing in a conversation. What is inside ``sealed``: contact/inbox/conversations.py."""

    class Kind(models.TextChoices):
        FIRST = "first", _("First message")
        MORE = "more", _("Written again")
        CONTACT = "contact", _("How to be reached")
        ANSWER = "answer", _("Our answer")
        NOTE = "note", _("Note to colleagues")
        CONFIRMED = "confirmed", _("What was agreed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="records")
    kind = models.CharField(max_length=10, choices=Kind)
    sequence = models.PositiveIntegerField()
    on = models.DateField()
    sealed = models.BinaryField()
    queue_key = models.ForeignKey(QueueKey, models.PROTECT, related_name="records")
    key_for_queue = models.BinaryField(max_length=100)
    # Of answers alone: for whoever holds the number.
    key_for_receipt = models.BinaryField(max_length=100, null=True)

    class Meta(Expiring.Meta):
        default_permissions = ()
        ordering = ["sequence"]
        constraints = [models.UniqueConstraint(fields=["conversation", "sequence"], name="one_record_each")]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def header(self) -> Header:
        return Header(self.id.hex, uuid.UUID(str(self.conversation_id)).hex, self.kind, self.sequence)

    @property
    def is_by_staff(self) -> bool:
        return self.kind in (self.Kind.ANSWER, self.Kind.NOTE, self.Kind.CONFIRMED)
