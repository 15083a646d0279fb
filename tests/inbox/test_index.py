"""The inbox's front page: which queues one has, and how much waits."""

import pytest
import time_machine
from django.contrib.auth.models import User

from contact.inbox import conversations
from contact.inbox.models import Conversation
from tests.conftest import Reader
from tests.inbox.keys import make_conversation
from tests.inbox.staff import INBOX, Colleague, make_colleague, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria() -> Colleague:
    return make_staff()[0]


def test_it_says_what_waits_in_each_queue(maria: Colleague) -> None:
    with time_machine.travel("2027-03-01 20:00:00+00:00", tick=False):
        make_conversation()
        answered, _receipt = make_conversation()
        conversations.answer(answered, "Come on Tuesday")
        again, _receipt = make_conversation()
        Conversation.objects.filter(pk=again.pk).update(state="for-us")
        make_conversation(is_set_aside=True)
        done, _receipt = make_conversation()
        Conversation.objects.filter(pk=done.pk).update(state="done")
        maria.reader.force_login(maria.user)
        words = maria.words()
    assert "Help 2 waiting for us, 1 of them new Waiting longest: since March 1, 2027" in words
    assert "1 waiting for them · 1 done · 1 set aside" in words
    assert "Press 0 waiting for us 0 waiting for them · 0 done" in words


def test_it_shows_no_words_and_needs_no_key(maria: Colleague) -> None:
    make_conversation()
    maria.reader.cookies.clear()
    maria.reader.force_login(maria.user)
    words = maria.words()
    assert "Help 1 waiting" in words
    assert "heron" not in words
    assert "Locked" in words


def test_it_says_until_when_it_is_open(maria: Colleague) -> None:
    assert "Open until" in maria.words()


def test_what_has_reached_its_date_is_not_counted(maria: Colleague) -> None:
    with time_machine.travel("2027-03-01 20:00:00+00:00", tick=False):
        make_conversation()
    with time_machine.travel("2027-05-30 20:00:00+00:00", tick=False):
        maria.reader.force_login(maria.user)
        assert "Help 0 waiting" in maria.words()


def test_whoever_reads_no_queue_has_no_inbox(db: None) -> None:
    nobody = make_colleague("nobody")
    assert nobody.get("").status_code == 403


def test_whoever_is_not_signed_in_is_asked_to(db: None) -> None:
    response = Reader().get(INBOX)
    assert response.status_code == 302
    assert response.url.startswith("/staff/login/")


def test_whoever_is_signed_in_but_not_on_the_staff_is_asked_to_sign_in(db: None) -> None:
    reader = Reader()
    reader.force_login(User.objects.create_user("out", is_superuser=True))
    assert reader.get(INBOX).status_code == 302


def test_whoever_only_manages_reads_no_queue(db: None) -> None:
    words = make_colleague("boss", manages=True).words()
    assert "may read no queue" in words
    assert "waiting for us" not in words
