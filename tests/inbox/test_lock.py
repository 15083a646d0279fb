"""Locking by hand."""

import time

import pytest
import time_machine
from django.contrib.auth.models import User

from contact.inbox import unlocking
from contact.inbox.models import Queue
from tests.inbox.keys import make_keys
from tests.inbox.people import browser_of, make_colleague, words

pytestmark = pytest.mark.django_db
LOCK = "/staff/inbox/lock/"


@pytest.fixture
def maria(organisation: object) -> User:
    maria = make_colleague("maria", *Queue.Name.values)
    make_keys(maria)
    return maria


def test_both_halves_are_forgotten(maria):
    reader = browser_of(maria, unlocked=True)
    response = reader.post(LOCK)
    assert response.headers["Location"] == "/staff/inbox/unlock/"
    assert response.cookies[unlocking.COOKIE].value == ""
    assert response.cookies[unlocking.COOKIE]["path"] == "/staff/"
    assert unlocking.SESSION not in reader.session
    assert "Your passphrase" in words(reader.get("/staff/inbox/unlock/"))


def test_a_link_cannot_lock(maria):
    reader = browser_of(maria, unlocked=True)
    assert reader.get(LOCK).status_code == 405
    assert unlocking.SESSION in reader.session


def test_it_is_no_error_to_lock_what_is_locked(maria):
    assert browser_of(maria).post(LOCK).status_code == 302


def test_signing_out_forgets_both_halves(maria):
    reader = browser_of(maria, unlocked=True)
    response = reader.post("/staff/logout/")
    assert response.cookies[unlocking.COOKIE].value == ""
    assert response.cookies[unlocking.COOKIE]["path"] == "/staff/"
    assert unlocking.SESSION not in reader.session


def test_the_browser_loses_its_half_when_the_inbox_has_locked_itself(maria):
    reader = browser_of(maria, unlocked=True)
    with time_machine.travel(time.time() + unlocking.WITHOUT_USE + 1):
        response = reader.get("/staff/inbox/unlock/")
    assert response.cookies[unlocking.COOKIE].value == ""


def test_looking_at_the_locked_screen_locks_nothing(maria):
    reader = browser_of(maria, unlocked=True)
    assert unlocking.COOKIE not in reader.get("/staff/inbox/unlock/").cookies
