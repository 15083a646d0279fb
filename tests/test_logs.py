"""Nothing that the site's own logging writes tells who asked for what."""

import logging

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.utils.log import AdminEmailHandler

from contact.inbox import derivation, receipts
from tests.conftest import Reader
from tests.factories import make_landing, make_page
from tests.inbox.keys import make_keys

pytestmark = pytest.mark.django_db

# Whatever of this turns up in a log came from the reader.
TRACES = {
    "REMOTE_ADDR": "203.0.113.77",
    "HTTP_X_FORWARDED_FOR": "198.51.100.23",
    "HTTP_FORWARDED": "for=192.0.2.99",
    "HTTP_USER_AGENT": "Mozilla/5.0 (TellTale)",
    "HTTP_REFERER": "https://search.telltale.example/?q=help",
    "HTTP_COOKIE": "telltale=1",
    "HTTP_ACCEPT_LANGUAGE": "vi-telltale",
}
QUERY = "q=telltale-query"
TELLTALES = ("203.0.113.77", "198.51.100.23", "192.0.2.99", "mozilla", "telltale")


@pytest.fixture
def client(organisation, settings):
    settings.ROOT_URLCONF = "tests.failing_urls"
    make_landing("help")
    return Reader(raise_request_exception=False, enforce_csrf_checks=True, **TRACES)


def assert_tells_nothing(written):
    for telltale in TELLTALES:
        assert telltale not in written.lower()


def test_our_own_fault_is_written_without_the_reader(client, log):
    assert client.get(f"/broken/?{QUERY}").status_code == 500

    assert "/broken/" in log.getvalue() or "broken" in log.getvalue(), "an operator has to see that something broke"
    assert_tells_nothing(log.getvalue())


def test_nor_does_the_cause_of_a_fault_name_the_reader(client, log):
    assert client.get(f"/broken/twice/?{QUERY}").status_code == 500

    assert log.getvalue()
    assert_tells_nothing(log.getvalue())


def test_a_broken_database_is_written_without_the_reader(client, log):
    def refuse(*args):
        raise OperationalError("unable to open database file")

    with connection.execute_wrapper(refuse):
        assert client.get(f"/help/?{QUERY}").status_code == 500

    assert log.getvalue()
    assert_tells_nothing(log.getvalue())


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/no-such-page/", 404),
        ("get", "/telltale/", 404),
        ("get", "/help/", 200),
        ("get", "/leave/", 303),
        ("get", "/forbidden/", 403),
        ("get", "/suspicious/", 400),
        ("put", "/robots.txt", 405),
        ("post", "/staff/login/", 403),
    ],
)
def test_no_answer_leaves_a_trace(client, log, method, address, status):
    response = client.generic(method.upper(), address, QUERY_STRING=QUERY)

    assert response.status_code in (status, 403)
    assert_tells_nothing(log.getvalue())


@pytest.mark.parametrize("host", ["telltale.example", "telltale.example:80", "telltale'--"])
def test_a_strangers_host_name_is_not_written(client, log, host):
    assert client.get(f"/?{QUERY}", headers={"host": host}).status_code == 400

    assert_tells_nothing(log.getvalue())


def test_signing_in_with_a_wrong_password_is_not_written(organisation, log):
    reader = Reader(**TRACES)

    reader.post("/staff/login/", {"username": "telltale-user", "password": "telltale-password"})

    assert_tells_nothing(log.getvalue())


def test_the_log_is_not_mailed_to_anybody(settings):
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]

    assert not [logger for logger in loggers for each in logger.handlers if isinstance(each, AdminEmailHandler)]
    assert settings.ADMINS == settings.MANAGERS == []


@pytest.mark.parametrize("address", ["/messages/", "/contact/"])
def test_that_somebody_tried_to_write_while_it_was_busy_stands_in_no_log(organisation, monkeypatch, log, address):
    """Otherwise it would say to the second when somebody wrote, and a robot could fill the disk with it."""
    make_page("contact", at_root=True)
    make_keys(User.objects.create_user("maria"), queues=("help",))
    sent = {"number": receipts.new(), "about": "other", "message": "Marmalade", "way": "none"}

    def full(*_args):
        raise derivation.Busy

    monkeypatch.setattr(receipts, "derived", full)
    assert Reader().post(address, sent).status_code == 503
    assert log.getvalue() == ""
