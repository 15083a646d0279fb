"""Saying how a conversation stands."""

from typing import Any

import pytest

from contact.inbox import conversations
from contact.inbox.models import AuditEntry, Conversation
from tests.inbox.keys import make_conversation
from tests.inbox.staff import Colleague, done, make_staff
from tests.markup import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> tuple[Colleague, Colleague, Colleague]:
    return make_staff()


@pytest.fixture
def written(staff: Any) -> Conversation:
    return make_conversation()[0]


def mark(who: Colleague, written: Conversation, state: str, seen: int = 0) -> Any:
    return who.post(f"c/{written.pk}/mark/", state=state, seen=seen)


@pytest.mark.parametrize("state", ["done", "for-us", "for-them"])
def test_it_works(staff, written, state):
    assert mark(staff[0], written, state).url == "/staff/inbox/help/"
    written.refresh_from_db()
    assert written.state == state
    [entry] = done(AuditEntry.Action.MARKED)
    assert (entry.by, entry.conversation, entry.detail) == (staff[0].user, written.pk, state)


def test_one_goes_back_to_the_list_that_one_came_from(staff, written):
    maria = staff[0]
    [link] = [each for each in read(maria.reader, "/staff/inbox/help/?state=all").addresses if str(written.pk) in each]
    assert link.endswith(f"/c/{written.pk}/?state=all")
    assert 'name="list" value="all"' in maria.get(f"c/{written.pk}/?state=all").content.decode()
    address = f"c/{written.pk}/mark/"
    assert maria.post(address, state="done", seen=0, list="all").url == "/staff/inbox/help/?state=all"
    assert maria.post(address, state="done", seen=0, list="//elsewhere").url == "/staff/inbox/help/"


def test_what_was_set_aside_is_taken_in(staff):
    written, _receipt = make_conversation(is_set_aside=True)
    assert "A program set this aside as doubtful." in staff[0].words(f"c/{written.pk}/")
    mark(staff[0], written, "for-us")
    written.refresh_from_db()
    assert (written.is_set_aside, written.state) == (False, "for-us")


def test_what_came_in_meanwhile_is_not_marked_away(staff, written):
    conversations.write_again(written, "One more thing")
    assert mark(staff[0], written, "done").url == f"/staff/inbox/c/{written.pk}/"
    written.refresh_from_db()
    assert written.state == "new"
    assert "Something has been added since you opened it." in staff[0].words(f"c/{written.pk}/")


def test_without_saying_what_was_read_nothing_is_marked(staff, written):
    staff[0].post(f"c/{written.pk}/mark/", state="done")
    written.refresh_from_db()
    assert written.state == "new"


@pytest.mark.parametrize("state", ["", "secret"])
def test_a_state_that_there_is_not_changes_nothing(staff, written, state):
    assert mark(staff[0], written, state).status_code == 302
    written.refresh_from_db()
    assert written.state == "new"


def test_an_address_alone_does_nothing(staff, written):
    assert staff[0].get(f"c/{written.pk}/mark/?state=done&seen=0").status_code == 302
    written.refresh_from_db()
    assert written.state == "new"


def test_it_is_for_those_who_may_read_the_queue(staff, written):
    assert mark(staff[2], written, "done").status_code == 404
    written.refresh_from_db()
    assert written.state == "new"
