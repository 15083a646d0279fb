"""Answering: for whoever holds the number. What was typed is never lost."""

from typing import Any

import pytest

from contact.inbox import conversations
from contact.inbox.letters import Contact
from contact.inbox.models import AuditEntry, Conversation, Queue, QueueKey, Record
from contact.inbox.receipts import Receipt
from tests.admin_forms import fields_in
from tests.conftest import Reader
from tests.inbox.keys import make_conversation, make_letter
from tests.inbox.staff import Colleague, done, make_staff
from tests.markup import Document

pytestmark = pytest.mark.django_db

WORDS = "Come on Tuesday.\nWe will be there."


@pytest.fixture
def staff() -> tuple[Colleague, Colleague, Colleague]:
    return make_staff()


@pytest.fixture
def maria(staff: Any) -> Colleague:
    return staff[0]


@pytest.fixture
def written(maria: Colleague) -> tuple[Conversation, Receipt]:
    return make_conversation()


def address(written: Any) -> str:
    return f"c/{written[0].pk}/answer/"


def form(response: Any) -> dict[str, Any]:
    """What stands in the form as it is shown."""
    document = Document(response.content.decode())
    return fields_in(next(each for each in document.all("form") if "write" in (each.get("class") or "")))


def read(receipt: Receipt) -> list[str | None]:
    return [answer.text for answer in conversations.answers(conversations.find(receipt.number))]


def test_it_works(maria, written):
    opened = maria.get(address(written))
    assert "Marmalade sky" in opened.content.decode()

    response = maria.post(address(written), **{**form(opened), "text": WORDS.replace("\n", "\r\n")})

    assert response.status_code == 302
    assert response.url == f"/staff/inbox/c/{written[0].pk}/"
    assert read(written[1]) == [WORDS]
    written[0].refresh_from_db()
    assert written[0].state == "for-them"
    [entry] = done(AuditEntry.Action.ANSWERED)
    assert (entry.by, entry.conversation, entry.detail) == (maria.user, written[0].pk, "")


def test_pressed_twice_it_is_one_answer(maria, written):
    sent = {**form(maria.get(address(written))), "text": WORDS}
    for _each in range(2):
        assert maria.post(address(written), **sent).status_code == 302
    assert read(written[1]) == [WORDS]
    assert len(done(AuditEntry.Action.ANSWERED)) == 1


def test_the_same_words_in_another_form_are_another_answer(maria, written):
    for _each in range(2):
        maria.post(address(written), **{**form(maria.get(address(written))), "text": "Yes"})
    assert read(written[1]) == ["Yes", "Yes"]


def test_a_page_on_which_somebody_writes_does_not_turn_itself_away(maria, written):
    assert "Refresh" not in maria.get(address(written)).headers


def test_an_answer_sent_after_the_lock_has_fallen_is_sealed_and_kept(maria, written):
    sent = {**form(maria.get(address(written))), "text": WORDS}
    del maria.reader.cookies["staff-inbox"]
    assert maria.post(address(written), **sent).status_code == 302
    assert read(written[1]) == [WORDS]


def test_locked_it_opens_no_page_to_write_on(maria, written):
    del maria.reader.cookies["staff-inbox"]
    assert "/unlock/?next=" in maria.get(address(written)).url


@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "x" * 20_001], ids=["none", "spaces", "unseen", "too long"])
def test_what_cannot_be_taken_comes_back(maria, written, text):
    response = maria.post(address(written), **{**form(maria.get(address(written))), "text": text})
    assert response.status_code == 422
    assert form(response)["text"].strip() == text.strip()
    assert read(written[1]) == []


@pytest.mark.parametrize(
    "text", ["租" * 20_000, "😀" * 20_000, "שלום\nعليكم", "<script>alert(1)</script>", "{{ x }}\x0b"]
)
def test_any_script_is_kept_as_typed(maria, written, text):
    maria.post(address(written), **{**form(maria.get(address(written))), "text": text})
    assert read(written[1]) == [text.strip()]


def test_20000_characters_may_hold_line_breaks(maria, written):
    text = ("line\n" * 4_000)[:-1] + "!"
    maria.post(address(written), **{**form(maria.get(address(written))), "text": text.replace("\n", "\r\n")})
    assert read(written[1]) == [text]


def test_a_colleague_who_answered_meanwhile_is_read_first(staff, written):
    maria, ana, _lupe = staff
    hers, mine = (form(each.get(address(written))) for each in (ana, maria))
    ana.post(address(written), **{**hers, "text": "Ana’s answer"})

    response = maria.post(address(written), **{**mine, "text": WORDS})

    assert response.status_code == 409
    page = Document(response.content.decode()).words
    assert "Something has been added since you opened this page." in page
    assert "Ana’s answer" in page
    assert read(written[1]) == ["Ana’s answer"]
    again = form(response)
    assert again["text"] == WORDS
    assert maria.post(address(written), **again).status_code == 302
    assert read(written[1]) == ["Ana’s answer", WORDS]


def test_locked_one_has_to_read_what_a_colleague_answered_before_sending(staff, written):
    maria, ana, _lupe = staff
    mine = {**form(maria.get(address(written))), "text": WORDS}
    ana.post(address(written), **{**form(ana.get(address(written))), "text": "Ana’s answer"})
    del maria.reader.cookies["staff-inbox"]
    response = maria.post(address(written), **mine)
    assert response.status_code == 409
    assert "Ana’s answer" not in response.content.decode()
    assert "The inbox has locked itself" in response.content.decode()
    assert form(response)["text"] == WORDS
    assert maria.post(address(written), **form(response)).status_code == 409


def test_where_it_was_deleted_meanwhile_the_words_come_back(maria, written):
    where = address(written)
    sent = {**form(maria.get(where)), "text": WORDS}
    conversations.delete(written[0])
    response = maria.post(where, **sent)
    assert response.status_code == 404
    page = Document(response.content.decode())
    assert "It was deleted meanwhile" in page.words
    [field] = page.all("textarea")
    assert "".join(field.itertext()).strip() == WORDS


def test_where_the_queue_has_no_key_any_more_the_words_come_back(maria, written):
    sent = {**form(maria.get(address(written))), "text": WORDS}
    Queue.objects.filter(name="help").update(is_stopped=True)
    response = maria.post(address(written), **sent)
    assert response.status_code == 503
    assert form(response)["text"] == WORDS
    Queue.objects.filter(name="help").update(is_stopped=False)
    assert maria.post(address(written), **form(response)).status_code == 302
    assert read(written[1]) == [WORDS]


def test_where_signing_in_has_ended_the_words_come_back(maria, written):
    sent = {**form(maria.get(address(written))), "text": WORDS}
    maria.reader.logout()
    response = maria.post(address(written), **sent)
    assert response.status_code == 403
    assert "Your sign-in has ended" in response.content.decode()
    assert "Come on Tuesday." in response.content.decode()


def test_what_nobody_has_a_number_for_cannot_be_answered(maria):
    found = conversations.start(form="entered", queue="help", letter=make_letter(), receipt=None)
    assert "Nobody has a number for this" in maria.words(f"c/{found.pk}/")
    response = maria.post(f"c/{found.pk}/answer/", text=WORDS, seen="0")
    assert response.status_code == 409
    assert form(response)["text"] == WORDS
    assert not Record.objects.filter(kind="answer").exists()


def test_it_warns_where_the_answer_may_not_be_read(maria):
    contact = Contact(way="email", address="she@example.org")
    found, _receipt = make_conversation(letter=make_letter(contact=contact))
    words = maria.words(f"c/{found.pk}/answer/")
    assert "The number was never checked" in words
    assert "They have asked to be reached otherwise: by e-mail." in words
    conversations.check_number(found)
    conversations.change_contact(found, Contact())
    words = maria.words(f"c/{found.pk}/answer/")
    assert "The number was never checked" not in words
    assert "reached otherwise" not in words


def test_writing_is_for_those_who_may_read_the_queue(staff, written):
    _maria, _ana, lupe = staff
    assert lupe.get(address(written)).status_code == 404
    response = lupe.post(address(written), text=WORDS, seen="0")
    assert response.status_code == 404
    assert "Marmalade" not in response.content.decode()
    assert read(written[1]) == []


def test_a_form_without_its_token_is_refused_with_its_words(maria, written):
    strict = Reader(enforce_csrf_checks=True)
    strict.cookies = maria.reader.cookies
    headers = {"Origin": "https://example.org"}
    response = strict.post(f"/staff/inbox/{address(written)}", {"text": WORDS, "seen": "0"}, headers=headers)
    assert response.status_code == 403
    assert "Come on Tuesday." in response.content.decode()
    assert read(written[1]) == []


def test_an_answer_goes_to_the_queue_in_which_it_is_by_now(staff, written):
    maria, _ana, _lupe = staff
    sent = {**form(maria.get(address(written))), "text": WORDS}
    maria.post(f"c/{written[0].pk}/move/", queue="press")
    assert maria.post(address(written), **sent).status_code == 302
    assert Record.objects.get(kind="answer").queue_key == QueueKey.objects.get(queue="press")
