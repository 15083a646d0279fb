"""Deleting a conversation before its date."""

from typing import Any

import pytest

from contact.inbox import conversations
from contact.inbox.models import AuditEntry, Conversation, Record
from idpwsp.foundation import deleted_early
from tests.inbox.keys import make_conversation
from tests.inbox.staff import Colleague, done, make_staff
from tests.markup import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> tuple[Colleague, Colleague, Colleague]:
    return make_staff()


@pytest.fixture
def written(staff: Any) -> Any:
    return make_conversation()


@pytest.fixture(autouse=True)
def own_list(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path


def test_it_asks_first(staff, written):
    words = staff[0].words(f"c/{written[0].pk}/delete/")
    assert "A heron at the pond" in words
    assert "It cannot be brought back." in words
    assert Conversation.objects.exists()


def test_it_works(staff, written):
    found, receipt = written
    conversations.answer(found, "Come on Tuesday")
    assert staff[0].post(f"c/{found.pk}/delete/").url == "/staff/inbox/help/"
    assert not Conversation.everything.exists()
    assert not Record.everything.exists()
    assert conversations.find(receipt.number).conversation is None
    [entry] = done(AuditEntry.Action.DELETED)
    assert (entry.by, entry.conversation, entry.queue.name, entry.detail) == (staff[0].user, found.pk, "help", "")
    assert deleted_early.file().read_text().split() == [found.pk.hex, found.delete_on.isoformat()]


def test_locked_it_shows_nothing_and_still_deletes(staff, written):
    del staff[0].reader.cookies["staff-inbox"]
    page = staff[0].words(f"c/{written[0].pk}/delete/")
    assert "heron" not in page
    assert "Message in Help" in page
    staff[0].post(f"c/{written[0].pk}/delete/")
    assert not Conversation.everything.exists()


def test_pressed_twice_the_second_finds_nothing(staff, written):
    where = f"c/{written[0].pk}/delete/"
    assert staff[0].post(where).status_code == 302
    assert staff[0].post(where).status_code == 404
    assert len(done(AuditEntry.Action.DELETED)) == 1


def test_it_is_for_those_who_may_read_the_queue(staff, written):
    where = f"c/{written[0].pk}/delete/"
    assert staff[2].get(where).status_code == 404
    assert staff[2].post(where).status_code == 404
    assert Conversation.objects.exists()


def test_the_tab_is_neutral(staff, written):
    page = Document(staff[0].get(f"c/{written[0].pk}/delete/").content.decode())
    assert page.title == "Delete now? | IDPWSP"
