"""Searching a queue: everything is opened in memory, and the words stand nowhere."""

import io

import pytest

from contact.inbox import conversations, searching
from contact.inbox.letters import Contact
from contact.inbox.models import AuditEntry, Record
from tests.inbox.keys import make_conversation, make_letter
from tests.inbox.staff import Colleague, done, make_staff
from tests.markup import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria() -> Colleague:
    return make_staff()[0]


def find(who: Colleague, sought: str, **sent: object) -> str:
    response = who.post("help/search/", sought=sought, **sent)
    assert response.status_code == 200
    return Document(response.content.decode()).words


@pytest.mark.parametrize(
    "sought",
    ["heron", "HERON", "marmalade quarry", "tuesday", "luz", "papéles", "papeles", "dai lo", "Đại", "租戶", "pond luz"],
)
def test_it_finds_words_in_all_that_was_written(maria: Colleague, sought: str) -> None:
    found, _receipt = make_conversation()
    conversations.answer(found, "Come on Tuesday")
    conversations.add_note(found, "She is called Luz", maria.user)
    conversations.write_again(found, "¿Qué papeles? Đại lộ. 長期租戶住宅")
    make_conversation(letter=make_letter("Another thing", fields=[("What happened", "Rain")]))
    words = find(maria, sought)
    assert "1 conversation found" in words
    assert "A heron at the pond" in words
    assert "Another thing" not in words


def test_every_word_has_to_be_there(maria: Colleague) -> None:
    make_conversation()
    assert "0 conversations found" in find(maria, "heron xylophone")


def test_it_does_not_look_in_contact_details(maria: Colleague) -> None:
    contact = Contact(way="phone", address="415-555-0100", until="2020-01-01")
    found, _receipt = make_conversation(letter=make_letter(contact=contact))
    conversations.change_contact(found, contact)
    assert "0 conversations found" in find(maria, "415-555-0100")


def test_it_looks_in_one_queue_alone(maria: Colleague) -> None:
    make_conversation("press")
    assert "0 conversations found" in find(maria, "heron")


def test_it_says_how_far_it_looked_and_goes_on(maria: Colleague, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "AT_A_TIME", 2)
    for number in range(3):
        make_conversation(letter=make_letter(f"Heron {number}"))
    response = maria.post("help/search/", sought="heron")
    document = Document(response.content.decode())
    assert "2 conversations found" in document.words
    assert "There are older ones" in document.words
    form = document.all("form")[-1]
    sent = {each.get("name"): each.get("value") for each in form.iter("input") if each.get("name") != "csrf"}
    assert (sent["sought"], sent["start"]) == ("heron", "2")
    words = find(maria, "heron", start="2")
    assert "1 conversation found" in words
    assert "Looked through 1 older conversation, after the newest 2." in words
    assert "There are older ones" not in words


def test_what_does_not_open_is_counted(maria: Colleague) -> None:
    make_conversation()
    Record.objects.update(sealed=b"cut")
    assert "1 entry could not be opened" in find(maria, "heron")


def test_the_words_stand_in_no_address_log_or_audit(maria: Colleague, log: io.StringIO) -> None:
    make_conversation()
    find(maria, "heron")
    assert maria.get("help/search/?sought=heron").status_code == 302
    assert log.getvalue() == ""
    [entry] = done(AuditEntry.Action.SEARCHED)
    assert (entry.by_name, entry.queue.name, entry.detail) == ("maria", "help", "")


def test_without_a_word_it_asks_for_one(maria: Colleague) -> None:
    response = maria.post("help/search/", sought="  ")
    assert response.status_code == 422
    assert "Please fill this in." in response.content.decode()


def test_locked_it_finds_nothing(maria: Colleague) -> None:
    make_conversation()
    del maria.reader.cookies["staff-inbox"]
    response = maria.post("help/search/", sought="heron")
    assert response.status_code == 302
    assert "heron" not in response.url


def test_a_queue_that_one_may_not_read_is_not_found(maria: Colleague) -> None:
    assert maria.post("speakers/search/", sought="heron").status_code == 404
