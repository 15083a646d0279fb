"""Notes to colleagues: sealed like all else, and never for whoever holds the number."""

from typing import Any

import pytest

from contact.inbox import conversations
from contact.inbox.models import AuditEntry, Queue, Record
from tests.inbox.keys import make_conversation
from tests.inbox.staff import Colleague, done, make_staff
from tests.inbox.test_answer import form

pytestmark = pytest.mark.django_db

WORDS = "She is called Luz"


@pytest.fixture
def staff() -> tuple[Colleague, Colleague, Colleague]:
    return make_staff()


@pytest.fixture
def written(staff: Any) -> Any:
    return make_conversation()


def address(written: Any) -> str:
    return f"c/{written[0].pk}/note/"


def test_it_works(staff, written):
    maria, ana, _lupe = staff
    response = maria.post(address(written), **{**form(maria.get(address(written))), "text": WORDS})
    assert response.status_code == 302
    assert "Note to colleagues: Maria" in ana.words(f"c/{written[0].pk}/")
    assert WORDS in ana.words(f"c/{written[0].pk}/")
    [entry] = done(AuditEntry.Action.NOTED)
    assert (entry.by, entry.conversation, entry.detail) == (maria.user, written[0].pk, "")


def test_it_changes_no_state_and_is_not_for_the_number(staff, written):
    staff[0].post(address(written), text=WORDS)
    written[0].refresh_from_db()
    assert written[0].state == "new"
    assert conversations.answers(conversations.find(written[1].number)) == []
    assert Record.objects.get(kind="note").key_for_receipt is None


def test_pressed_twice_it_is_one_note(staff, written):
    sent = {**form(staff[0].get(address(written))), "text": WORDS}
    for _each in range(2):
        staff[0].post(address(written), **sent)
    assert Record.objects.filter(kind="note").count() == 1


def test_two_at_once_are_two_notes(staff, written):
    maria, ana, _lupe = staff
    both = [(each, {**form(each.get(address(written))), "text": WORDS}) for each in (maria, ana)]
    assert [each.post(address(written), **sent).status_code for each, sent in both] == [302, 302]
    assert Record.objects.filter(kind="note").count() == 2


def test_a_note_sent_after_the_lock_has_fallen_is_sealed_and_kept(staff, written):
    del staff[0].reader.cookies["staff-inbox"]
    assert staff[0].post(address(written), text=WORDS).status_code == 302
    assert WORDS in staff[1].words(f"c/{written[0].pk}/")


def test_an_empty_one_comes_back(staff, written):
    response = staff[0].post(address(written), text=" ")
    assert response.status_code == 422
    assert "Please fill this in." in response.content.decode()


def test_without_a_key_the_words_come_back(staff, written):
    Queue.objects.filter(name="help").update(is_stopped=True)
    response = staff[0].post(address(written), text=WORDS)
    assert response.status_code == 503
    assert form(response)["text"] == WORDS


def test_it_does_not_turn_itself_away(staff, written):
    assert "Refresh" not in staff[0].get(address(written)).headers


def test_it_is_for_those_who_may_read_the_queue(staff, written):
    assert staff[2].get(address(written)).status_code == 404
    assert staff[2].post(address(written), text=WORDS).status_code == 404
    assert not Record.objects.filter(kind="note").exists()
