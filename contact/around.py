"""What the inbox shows on pages of resources: ``settings.PAGE_CONTEXT`` names these functions."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from contact.inbox.models import Queue

WHAT_COMES_IN = {
    Queue.Name.HELP: _("Messages to us"),
    Queue.Name.SPEAKERS: _("Invitations to speak"),
    Queue.Name.VOLUNTEERS: _("What volunteers write to us"),
    Queue.Name.BROCHURES: _("Orders of brochures"),
    Queue.Name.PRESS: _("Messages from the press"),
}


def kept(_page: Any, _request: Any) -> dict[str, Any]:
    """The privacy page: how long what is written to us stays, on the site and after that in backups."""
    sealed = [(WHAT_COMES_IN[Queue.Name(queue.name)], queue.retention_days) for queue in Queue.objects.every()]
    return {"sealed": sealed, "backup_days": settings.BACKUP_DAYS}
