"""Mail to staff. Nothing is sent here."""

import smtplib
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone
from post_office.models import STATUS, Email

from idpwsp.doctor.finding import Finding, look, ok, wrong
from idpwsp.env import LOOPBACK

NAME = "idpwsp.doctor.mail.server"
TOO_LONG = timedelta(hours=24)


def server() -> Iterator[Finding]:
    """Whether the mail server can be reached, and lets us in."""
    if not settings.SENDS_MAIL:
        yield look("Staff are told of nothing by e-mail.", "Set EMAIL_URL and MAIL_FROM, or look at the inbox daily.")
        return
    if not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL or settings.EMAIL_HOST in LOOPBACK):
        yield look("Mail goes to its server without encryption.", "Use smtp+tls:// or smtps:// in EMAIL_URL.")
    try:
        connected = get_connection()
        try:
            connected.open()
        finally:
            # Also one that has not let us in.
            connected.close()
    except smtplib.SMTPAuthenticationError:
        yield wrong("The mail server does not take our name and password.", "Set them right in EMAIL_URL, and restart.")
    except (OSError, smtplib.SMTPException) as error:
        # A server may quote names and addresses in what it says.
        yield wrong(
            f"The mail server cannot be used ({type(error).__qualname__}).",
            "See that host, port and scheme in EMAIL_URL are right, that its certificate is valid, and that this "
            "machine may connect to it.",
        )
    else:
        yield ok("The mail server lets us in.")


def waiting() -> Iterator[Finding]:
    """What could not be sent is tried again for a week."""
    old = Email.objects.exclude(status=STATUS.sent).filter(created__lt=timezone.now() - TOO_LONG).count()
    if old:
        yield look(f"{old} mails have waited for more than a day.", "See to the mail server. They go by themselves.")
    else:
        yield ok("No mail has waited for more than a day.")
