"""Mail to staff: put into a queue, and sent by the periodic worker as soon as the mail server takes it.

It carries no word of anybody's, so nothing of that stands in the queue's tables (django-post-office). What we add to
the traps in DEPENDENCIES is in ``settings.POST_OFFICE``; the library's own log is silenced, because it writes whole
errors, in which servers quote addresses.
"""

import smtplib
from datetime import timedelta
from email.utils import parseaddr
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone
from post_office import mail
from post_office.models import STATUS, Email

# How long a mail that cannot be sent is tried again. After that what it says is no longer true.
TRIED_FOR = timedelta(days=7)


class NotSent(Exception):
    """The mail server has not taken a mail. Why, it says with addresses in it, so that is not passed on."""


def send_later(address: str, subject: str, text: str) -> None:
    """Put a mail into the queue. It takes part in the transaction around it, and goes out within a minute.

    Its Message-ID would hold this machine's name and the time. One that is given here also stays the same when a mail
    is sent twice, after a crash between sending and noting it.
    """
    headers = {"Message-ID": f"<{uuid4().hex}@{domain()}>"}
    Email.objects.create(
        from_email=settings.DEFAULT_FROM_EMAIL, to=[address], subject=subject, message=text, headers=headers,
        status=STATUS.queued,
    )  # fmt: skip


def send_waiting() -> None:
    """Send what waits, one after the other. Raises ``NotSent`` where one fails: it is tried again later, and the others
    at the next call, so that a server which does not answer holds up nothing else for long."""
    while settings.SENDS_MAIL and mail.get_queued().exists():
        sent, _failed, _later = mail.send_queued(log_level=0)
        if not sent:
            raise NotSent


def waiting_addresses() -> set[str]:
    """To whom mails are in the queue that the mail server has not taken yet."""
    waiting = Email.objects.exclude(status=STATUS.sent).values_list("to", flat=True)
    return {address for addresses in waiting for address in addresses}


def forget_sent() -> int:
    """Delete what was sent, and what could not be sent for a week. Returns how many."""
    too_old = Email.objects.filter(created__lt=timezone.now() - TRIED_FOR)
    return sum(found.delete()[0] for found in (Email.objects.filter(status=STATUS.sent), too_old))


def domain() -> str:
    """The part of our own address after the @."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


class Backend(EmailBackend):
    """Django's SMTP, which does not tell the mail server, and by its headers everybody after it, what this machine is
    called."""

    @property
    def connection_class(self) -> Any:
        base: type[smtplib.SMTP] = super().connection_class

        class Discreet(base):  # type: ignore[valid-type, misc]
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **{**kwargs, "local_hostname": domain()})

        return Discreet
