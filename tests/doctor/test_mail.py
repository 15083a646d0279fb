import smtplib
from datetime import timedelta

import pytest
from django.utils import timezone
from post_office.models import STATUS, Email

from idpwsp.doctor import mail
from idpwsp.foundation.mail import send_later
from tests.doctor.asking import said, states
from tests.inbox.smtp import mail_server


@pytest.fixture
def server(settings):
    with mail_server() as server:
        settings.SENDS_MAIL = True
        settings.EMAIL_BACKEND = "idpwsp.foundation.mail.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "site@example.org"
        yield server


def test_a_server_that_lets_us_in_is_right_and_gets_no_mail(server):
    assert states(mail.server) == ["ok"]
    assert server.taken == []


def test_a_server_that_does_not_answer_is_wrong(server, settings):
    server.shutdown()
    server.server_close()
    assert states(mail.server) == ["wrong"]


def test_a_wrong_password_is_wrong_and_not_shown(server, settings, monkeypatch):
    def refuse(*_args, **_options):
        raise smtplib.SMTPAuthenticationError(535, b"no telltale here")

    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "telltale", "telltale"
    monkeypatch.setattr(smtplib.SMTP, "login", refuse)
    assert states(mail.server) == ["wrong"]
    assert "name and password" in said(mail.server)
    assert "telltale" not in said(mail.server)


def test_mail_in_the_clear_over_a_network_is_to_be_looked_at(server, settings):
    settings.EMAIL_HOST = "127.0.0.2"
    assert states(mail.server)[0] == "look"


def test_a_site_without_mail_is_to_be_looked_at(settings):
    settings.SENDS_MAIL = False
    assert states(mail.server) == ["look"]


@pytest.mark.django_db
def test_mail_that_waits_for_long_is_to_be_looked_at(settings):
    settings.DEFAULT_FROM_EMAIL = "site@example.org"
    send_later("maria@example.org", "Something", "new")
    assert states(mail.waiting) == ["ok"]

    Email.objects.update(created=timezone.now() - timedelta(hours=25))
    assert states(mail.waiting) == ["look"]
    assert "maria" not in said(mail.waiting)
    Email.objects.update(status=STATUS.sent)
    assert states(mail.waiting) == ["ok"]
