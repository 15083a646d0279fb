"""Who did what in the inbox, and when."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contact.inbox.door import Visit, door
from contact.inbox.models import AuditEntry, Queue
from contact.inbox.models.audit import KEPT_DAYS
from idpwsp.foundation.numbered import numbered

ON_A_PAGE = 50
Action = AuditEntry.Action


@door
@require_safe
def audit(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What was done in one's own queues; for whoever manages the inbox also all that has to do with keys, settings
    and unlocking. What is done with messages would tell how many there are, so it takes the right to their queue."""
    if not (visit.may_manage or hasattr(visit.user, "keyholder")):
        raise PermissionDenied
    queues = Queue.objects.every() if visit.may_manage else visit.queues
    theirs = Q(queue__in=visit.queues)
    if visit.may_manage:
        theirs |= Q(queue=None) | Q(action__in=(Action.KEYS, Action.SETTINGS))
    seen = AuditEntry.objects.filter(theirs)
    people = list(seen.order_by("by_name").values_list("by_name", flat=True).distinct())
    who, queue = request.GET.get("who", ""), request.GET.get("queue", "")
    found: QuerySet[AuditEntry] = seen.select_related("queue")
    if who:
        found = found.filter(by_name=who)
    if queue:
        found = found.filter(queue=queue)
    context: dict[str, Any] = {
        "entries": numbered(request, found, ON_A_PAGE), "queues": queues, "people": people,
        "who": who, "queue": queue, "kept_days": KEPT_DAYS,
    }  # fmt: skip
    return visit.render("inbox/audit.html", _("Who did what"), **context)
