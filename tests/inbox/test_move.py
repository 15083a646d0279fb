"""Moving a conversation to another queue: other people read it from then on, and its dates stay."""

from typing import Any

import pytest

from contact.inbox import conversations
from contact.inbox.models import AuditEntry, Conversation, Queue, QueueKey, Record
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


def move(who: Colleague, written: Any, queue: str) -> Any:
    return who.post(f"c/{written[0].pk}/move/", queue=queue)


def queue_of(written: Any) -> str:
    return str(Conversation.objects.get(pk=written[0].pk).queue.name)


def test_it_works(staff, written):
    maria, ana, _lupe = staff
    before = Conversation.objects.get(pk=written[0].pk)
    assert move(maria, written, "press").url == f"/staff/inbox/c/{written[0].pk}/"
    assert queue_of(written) == "press"
    words = maria.words(f"c/{written[0].pk}/")
    assert "Moved to Press." in words
    assert "Marmalade sky" in words
    assert ana.get(f"c/{written[0].pk}/").status_code == 404
    after = Conversation.objects.get(pk=written[0].pk)
    assert (after.delete_on, after.started_on, after.state) == (before.delete_on, before.started_on, before.state)
    [entry] = done(AuditEntry.Action.MOVED)
    assert (entry.by, entry.queue.name, entry.detail, entry.conversation) == (
        maria.user, "help", "press", written[0].pk
    )  # fmt: skip


def test_one_may_move_it_to_where_one_cannot_follow(staff, written):
    maria, _ana, lupe = staff
    page = maria.words(f"c/{written[0].pk}/")
    assert "Speakers (which you cannot read)" in page
    assert "Press (which" not in page
    assert move(maria, written, "speakers").url == "/staff/inbox/help/"
    assert maria.get(f"c/{written[0].pk}/").status_code == 404
    assert "Marmalade sky" in lupe.words(f"c/{written[0].pk}/")


def test_whoever_had_it_keeps_it_only_where_they_may_read_it(staff, written):
    maria, ana, _lupe = staff
    Conversation.objects.update(assigned_to=ana.user)
    move(maria, written, "press")
    assert Conversation.objects.get().assigned_to is None
    Conversation.objects.update(assigned_to=maria.user)
    move(maria, written, "help")
    assert Conversation.objects.get().assigned_to == maria.user


def test_only_queues_with_a_key_are_offered(staff, written):
    QueueKey.objects.filter(queue="brochures").update(is_current=False)
    Queue.objects.filter(name="press").update(is_stopped=True)
    page = Document(staff[0].get(f"c/{written[0].pk}/").content.decode())
    [select] = [each for each in page.all("select") if each.get("name") == "queue"]
    assert [option.get("value") for option in select.iter("option")] == ["speakers", "volunteers"]
    for name in ("brochures", "press", "help", "lost", ""):
        move(staff[0], written, name)
        assert queue_of(written) == "help"


def test_what_does_not_open_is_not_moved(staff, written):
    conversations.answer(written[0], "Come on Tuesday")
    Record.objects.filter(kind="answer").update(key_for_queue=b"x" * 80)
    move(staff[0], written, "press")
    assert queue_of(written) == "help"
    assert {record.queue_key.queue.name for record in Record.objects.all()} == {"help"}
    assert "nothing was moved" in staff[0].words(f"c/{written[0].pk}/")
    assert done(AuditEntry.Action.MOVED) == []


def test_it_takes_the_key(staff, written):
    del staff[0].reader.cookies["staff-inbox"]
    assert "/unlock/" in move(staff[0], written, "press").url
    assert queue_of(written) == "help"


def test_an_address_alone_does_nothing(staff, written):
    assert staff[0].get(f"c/{written[0].pk}/move/?queue=press").status_code == 302
    assert queue_of(written) == "help"


def test_it_is_for_those_who_may_read_the_queue(staff, written):
    assert move(staff[2], written, "speakers").status_code == 404
    assert queue_of(written) == "help"
