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
                _("Who of our staff opened what"),
                _("Which colleague opened, answered, saved or deleted something, and when. Nothing that was written."),
                days=KEPT_DAYS,
                backup_days=settings.BACKUP_DAYS,
            ),
            Kept(
                _("That something was deleted early"),
                _("A random number, so that it does not come back with an old backup."),
                days=longest + settings.BACKUP_DAYS,
            ),
        ]
    }


def _kept_in(queue: Queue) -> Kept:
    what, holds = WHAT_COMES_IN[Queue.Name(queue.name)]
    return Kept(
        what,
        holds,
        days=queue.retention_days,
        backup_days=settings.BACKUP_DAYS,
        is_sealed=True,
        most=_("Each takes %(least)s to %(most)s KB of our disk.")
        % {"least": SIZES[0] // KIB, "most": SIZES[-1] // KIB},
    )
