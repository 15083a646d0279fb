"""What the inbox shows on pages of resources: ``settings.PAGE_CONTEXT`` names these functions."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contact.inbox.models import Queue
from contact.inbox.models.audit import KEPT_DAYS
from contact.inbox.sealing import KIB, SIZES
from idpwsp.foundation.keeping import Kept

# Of each queue: what comes in, and what is in it.
WHAT_COMES_IN = {
    Queue.Name.HELP: (
        gettext_lazy("Messages to us"),
        gettext_lazy("Your words, how to reach you if you want that, our answers."),
    ),
    Queue.Name.SPEAKERS: (
        gettext_lazy("Invitations to speak"),
        gettext_lazy("Who invites us, where and when, how to reach you, our answers."),
    ),
    Queue.Name.VOLUNTEERS: (
        gettext_lazy("What volunteers write to us"),
        gettext_lazy("What you offer, when you can, how to reach you, our answers."),
    ),
    Queue.Name.BROCHURES: (
        gettext_lazy("Orders of brochures"),
        gettext_lazy("How many, in which language, where to send them."),
    ),
    Queue.Name.PRESS: (
        gettext_lazy("Messages from the press"),
        gettext_lazy("The questions, how to reach you, our answers."),
    ),
}


def kept(_page: Any, _request: Any) -> dict[str, Any]:
    """The privacy page: what is written to us, and what is noted of it."""
    queues = Queue.objects.every()
    longest = max(queue.retention_days for queue in queues)
    return {
        "kept": [
            *(_kept_in(queue) for queue in queues),
            Kept(
                _("Beside each message"),
                _(
                    "The day, the form, how far we are, which of us has it, about how long it is, whether you checked "
                    "your number, and what was worked out from that number."
                ),
                models=("inbox.Conversation",),
                until=_("As long as the message."),
                backup_days=settings.BACKUP_DAYS,
                is_sealed=False,
                most=_("A message takes %(least)s to %(most)s KB.")
                % {"least": SIZES[0] // KIB, "most": SIZES[-1] // KIB},
            ),
            Kept(
                _("That something was deleted early"),
                _("A number without words, and a day, so that it does not come back with an old backup."),
                days=longest + settings.BACKUP_DAYS,
                since=_("that day, at most"),
            ),
            Kept(
                _("Who of our staff opened what"),
                _(
                    "Which colleague opened, answered, saved or deleted something, when, and under which number the "
                    "site had it. Nothing that was written."
                ),
                models=("inbox.AuditEntry",),
                days=KEPT_DAYS,
                since=_("the day it happened"),
                backup_days=settings.BACKUP_DAYS,
                is_of_staff=True,
            ),
        ]
    }


def _kept_in(queue: Queue) -> Kept:
    what, holds = WHAT_COMES_IN[Queue.Name(queue.name)]
    return Kept(
        what,
        holds,
        models=("inbox.Record",),
        days=queue.retention_days,
        since=_("the day it was written"),
        backup_days=settings.BACKUP_DAYS,
        is_sealed=True,
    )
