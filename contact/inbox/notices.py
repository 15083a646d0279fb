"""What staff are told by e-mail: that something has come in, in which queue, and how much. Nothing else.

At most once an hour for each queue, and at the turn of the hour: a mail that came with the message would tell whoever
sees the mails when somebody has written, to the minute. While a mail to somebody still waits for the mail server, no
other joins it: after a day without one there is one mail, and one with all that came meanwhile, not one for each hour.
"""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contact.inbox.models import Queue
from idpwsp.foundation.mail import send_later, waiting_addresses


@transaction.atomic
def tell() -> None:
    """Put a mail into the queue for everybody who may read where something new has come in. Safe to run at any time.

    Without a mail server, or where nobody has an address, it goes on counting.
    """
    if not settings.SENDS_MAIL:
        return
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    not_this_hour = Q(told_at=None) | Q(told_at__lt=hour)
    due = list(Queue.objects.select_for_update().filter(not_this_hour, untold__gt=0))
    due.sort(key=lambda queue: Queue.Name.values.index(queue.name))
    told: set[str] = set()
    for user in _people():
        readable = [queue for queue in due if queue.is_readable_by(user)]
        if readable:
            send_later(user.email, _("IDPWSP: something new"), text(readable))
            told.update(queue.name for queue in readable)
    Queue.objects.filter(name__in=told).update(untold=0, told_at=hour)


def text(queues: Iterable[Queue]) -> str:
    """A line for each queue: “3 new messages in Help”."""
    lines = (
        ngettext("%(number)d new message in %(queue)s", "%(number)d new messages in %(queue)s", queue.untold)
        % {"number": queue.untold, "queue": queue.label}
        for queue in queues
    )
    return "".join(f"{line}\n" for line in lines)


def _people() -> Iterable:
    """All on the staff who can sign in and have an address to which no mail is waiting."""
    people = get_user_model().objects.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk")
    return people.exclude(email__in=waiting_addresses())
