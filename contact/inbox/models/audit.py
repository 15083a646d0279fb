"""Who has opened, answered, exported or deleted what, and when. Never a word of what was in it."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contact.inbox.models.queue import Queue

KEPT_DAYS = 365


class AuditEntry(models.Model):
    """One thing that somebody on the staff has done in the inbox."""

    class Action(models.TextChoices):
        UNLOCKED = "unlocked", _("Unlocked the inbox")
        REFUSED = "refused", _("Wrong passphrase")
        OPENED = "opened", _("Opened")
        ANSWERED = "answered", _("Answered")
        NOTED = "noted", _("Wrote a note")
        SHOWN_ANYWAY = "shown", _("Looked at contact details past what was allowed")
        ENTERED = "entered", _("Entered")
        ASSIGNED = "assigned", _("Changed who has it")
        MOVED = "moved", _("Moved to another queue")
        MARKED = "marked", _("Changed the state")
        DELETED = "deleted", _("Deleted")
        SEARCHED = "searched", _("Searched")
        EXPORTED = "exported", _("Exported")
        PRINTED = "printed", _("Opened to print")
        KEYS = "keys", _("Changed keys")
        SETTINGS = "settings", _("Changed settings")

    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    # Stays when the account is deleted.
    by_name = models.CharField(max_length=150)
    action = models.CharField(_("what"), max_length=10, choices=Action)
    queue = models.ForeignKey(Queue, models.SET_NULL, null=True, related_name="+", verbose_name=_("queue"))
    # Its random id: the conversation itself may be gone.
    conversation = models.UUIDField(_("conversation"), null=True)
    # Of keys: whose. Of settings: which. Names and numbers, nothing of what was written.
    detail = models.CharField(_("detail"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        default_permissions = ()
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at"])]

    def __str__(self) -> str:
        return f"{self.by_name}: {self.get_action_display()}"


def note(user: Any, action: str, *, queue: Any = None, conversation: Any = None, detail: str = "") -> None:
    """Write down what somebody has done. ``queue`` is taken from the conversation where only that is given."""
    AuditEntry.objects.create(
        by=user,
        by_name=user.get_username(),
        action=action,
        queue=queue or (conversation.queue if conversation else None),
        conversation=conversation.pk if conversation else None,
        detail=detail,
    )


def forget_old() -> int:
    """Delete what is older than a year. Returns how much that was. For ``manage.py expire``."""
    oldest = timezone.now() - timedelta(days=KEPT_DAYS)
    return AuditEntry.objects.filter(at__lt=oldest).delete()[0]
