"""A call, a voicemail or a letter, typed in by staff."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from contact.inbox import conversations, derivation, handling
from contact.inbox.models import AuditEntry, Conversation, Queue
from contact.inbox.views import entering
from tests.admin_forms import fields_in
from tests.inbox.staff import Colleague, done, make_staff
from tests.markup import Document

pytestmark = pytest.mark.django_db

CALL = {
    "queue": "help", "came_by": "call", "subject": "A heron rang", "who": "Luz",
    "text": "Marmalade sky\nover the quarry", "language": "es", "way": "none",
}  # fmt: skip


@pytest.fixture
def staff() -> tuple[Colleague, Colleague, Colleague]:
    return make_staff()


@pytest.fixture
def maria(staff: Any) -> Colleague:
    return staff[0]


def form(response: Any) -> dict[str, Any]:
    page = Document(response.content.decode())
    return fields_in(next(each for each in page.all("form") if each.get("class") == "narrow"))


def enter(who: Colleague, **changes: Any) -> Any:
    sent = {**form(who.get("enter/")), **CALL, **changes}
    return who.post("enter/", **{name: value for name, value in sent.items() if value is not None})


def errors(response: Any) -> str:
    assert response.status_code == 422
    assert not Conversation.objects.exists()
    assert form(response)["text"] == CALL["text"]
    return Document(response.content.decode()).words


def test_it_works(maria):
    response = enter(maria)
    found = Conversation.objects.get()
    assert response.url == f"/staff/inbox/c/{found.pk}/"
    assert (found.form, found.queue.name, found.state, found.receipt_id) == ("entered", "help", "new", None)
    words = maria.words(f"c/{found.pk}/")
    for said in ("A heron rang", "A call", "Luz", "Marmalade sky over the quarry", "Entered by Maria", "no number",
                 "entered by us", "Do not contact", "Written in Spanish"):  # fmt: skip
        assert said in words
    [entry] = done(AuditEntry.Action.ENTERED)
    assert (entry.by, entry.conversation, entry.queue.name, entry.detail) == (maria.user, found.pk, "help", "")


def test_a_number_is_made_to_hand_on_and_shown_once(maria):
    response = enter(maria, wants_number="on")
    assert response.status_code == 200
    assert "Refresh" not in response.headers
    shown = re.search(r"<code>([\d ]+)</code>", response.content.decode())
    assert shown is not None
    found = conversations.find(shown[1].replace(" ", "")).conversation
    assert found == Conversation.objects.get()
    conversations.answer(found, "Come on Tuesday")
    assert shown[1] not in maria.get(f"c/{found.pk}/").content.decode()


def test_pressed_twice_it_is_one_and_the_newer_number_counts(maria):
    sent = {**form(maria.get("enter/")), **CALL, "wants_number": "on"}
    numbers = []
    for _each in range(2):
        shown = re.search(r"<code>([\d ]+)</code>", maria.post("enter/", **sent).content.decode())
        assert shown is not None
        numbers.append(shown[1].replace(" ", ""))
    assert Conversation.objects.count() == 1
    assert [bool(conversations.find(number).conversation) for number in numbers] == [False, True]
    assert len(done(AuditEntry.Action.ENTERED)) == 1


@pytest.mark.parametrize("meanwhile", ["answered", "deleted"])
def test_pressed_again_when_it_is_too_late_nobody_is_shown_a_number_that_opens_nothing(maria, meanwhile):
    sent = {**form(maria.get("enter/")), **CALL, "wants_number": "on"}
    maria.post("enter/", **sent)
    found = Conversation.objects.get()
    if meanwhile == "answered":
        conversations.answer(found, "Come on Tuesday")
    else:
        conversations.delete(found)
    response = maria.post("enter/", **sent)
    assert response.status_code == 302
    assert b"<code>" not in maria.reader.get(response.headers["Location"]).content


def test_pressed_twice_without_a_number_it_is_one(maria):
    sent = {**form(maria.get("enter/")), **CALL}
    assert maria.post("enter/", **sent).url == maria.post("enter/", **sent).url
    assert Conversation.objects.count() == 1


def test_what_was_permitted_is_kept(maria):
    until = (timezone.localdate() + timedelta(days=3)).isoformat()
    enter(maria, way="post", address="CCWF, cell 12\nChowchilla", hours="any", say_you_are="Aunt Rosa", until=until)
    words = maria.words(f"c/{Conversation.objects.get().pk}/")
    assert "May be contacted: by letter" in words
    assert "CCWF, cell 12 Chowchilla" in words
    assert "Say you are Aunt Rosa" in words


def test_an_address_that_may_not_be_used_is_not_kept(maria):
    enter(maria, address="415-555-0100")
    assert "415-555-0100" not in maria.get(f"c/{Conversation.objects.get().pk}/").content.decode()
    assert "Show anyway" not in maria.words(f"c/{Conversation.objects.get().pk}/")


def test_whoever_may_be_contacted_needs_an_address(maria):
    assert "How can this person be reached?" in errors(enter(maria, way="phone"))


@pytest.mark.parametrize("name", ["text", "subject", "came_on", "queue"])
def test_what_is_needed_is_asked_for(maria, name):
    response = enter(maria, **{name: ""})
    assert response.status_code == 422
    assert not Conversation.objects.exists()


def test_a_day_still_to_come_is_refused(maria):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert "This day is still to come." in errors(enter(maria, came_on=tomorrow))


def test_it_takes_no_key(maria):
    del maria.reader.cookies["staff-inbox"]
    enter(maria)
    assert Conversation.objects.count() == 1


def test_one_may_enter_it_where_one_cannot_read_it(staff):
    maria, _ana, lupe = staff
    assert "Speakers (which you cannot read)" in maria.words("enter/")
    assert enter(maria, queue="speakers").url == "/staff/inbox/"
    assert "A heron rang" in lupe.words("speakers/")


def test_without_a_key_the_words_come_back(maria, monkeypatch):
    sent = {**form(maria.get("enter/")), **CALL}

    def closed(*_args: Any) -> None:
        raise conversations.Closed

    monkeypatch.setattr(handling, "enter", closed)
    response = maria.post("enter/", **sent)
    assert response.status_code == 503
    assert form(response)["text"] == CALL["text"]


def test_a_queue_without_a_key_is_not_offered(maria):
    Queue.objects.filter(name="help").update(is_stopped=True)
    assert "Help" not in [each.text for each in Document(maria.get("enter/").content.decode()).all("option")]
    assert enter(maria).status_code == 422


def test_when_the_line_for_numbers_is_full_the_words_come_back(maria, monkeypatch):
    def busy() -> None:
        raise derivation.Busy

    monkeypatch.setattr(entering.conversations, "new_receipt", busy)
    response = enter(maria, wants_number="on")
    assert response.status_code == 503
    assert form(response)["text"] == CALL["text"]
    assert not Conversation.objects.exists()


def test_the_page_does_not_turn_itself_away(maria):
    assert "Refresh" not in maria.get("enter/").headers
