"""Confirming a speaker: the hosts read it with their number, colleagues in the conversation, and nobody else."""

import pytest
from django.contrib.auth.models import User

from contact.inbox import conversations, keyholders
from contact.inbox.models import AuditEntry, Conversation, Queue, Record
from contact.inbox.newest import read_one
from contact.inbox.talks import Talk
from tests.admin_forms import fields_of
from tests.conftest import Reader
from tests.inbox.asking import in_days, make_request, make_staff, signed_in
from tests.inbox.keys import PASSPHRASE, make_conversation, make_keys, make_letter, unlock
from tests.markup import Document, read, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

AGREED = {
    "place": "Hall 7, by the east door",
    "topic": "Wages",
    "speaker": "Ruby",
    "fee": "$200",
    "host_contact": "Ruth, 415-555-0123",
    "recording": "ask",
    "for_speaker": "Bea goes with you",
    "message": "Dear Ruth",
}


@pytest.fixture
def maria():
    return make_staff("maria", "speakers")


@pytest.fixture
def reader(maria) -> Reader:
    return signed_in(maria)


@pytest.fixture
def conversation(maria) -> Conversation:
    return make_request()


def page_of(conversation: Conversation) -> str:
    return f"/staff/inbox/c/{conversation.pk}/confirm/"


def opened(reader: Reader, conversation: Conversation) -> dict:
    """The form as a browser would send it back."""
    return fields_of(reader.get(page_of(conversation)).content.decode(), "confirm_form")


def confirm(reader: Reader, conversation: Conversation, button: str = "_confirm", **fields):
    return reader.post(page_of(conversation), {**opened(reader, conversation), **AGREED, **fields, button: "1"})


def talk(conversation: Conversation, user) -> Talk:
    return Talk(read_one(conversation, keyholders.unlock(user.keyholder, PASSPHRASE)))


def added(conversation: Conversation) -> list[str]:
    return [record.kind for record in conversation.records.all()][1:]


# ── It works ───────────────────────────────────────────────────────────────


def test_it_works(reader, conversation, maria):
    response = confirm(reader, conversation)
    assert (response.status_code, response.url) == (302, f"/staff/inbox/c/{conversation.pk}/sheet/")
    assert added(conversation) == ["answer", "confirmed"]
    agreed = talk(conversation, maria).agreed
    assert agreed is not None
    assert (agreed.date, agreed.time, agreed.place, agreed.speaker) == (in_days(30), "18:30", AGREED["place"], "Ruby")
    assert (agreed.recording, agreed.press, agreed.officials) == ("ask", "no", "no")
    conversation.refresh_from_db()
    assert conversation.state == Conversation.State.FOR_THEM


def test_the_hosts_read_it_with_their_number(reader, maria):
    letter = make_letter(data={"date": in_days(30), "time": "18:30"})
    conversation, receipt = make_conversation("speakers", "speaker", letter=letter)
    confirm(reader, conversation)
    [answer] = conversations.answers(conversations.find(receipt.number))
    assert answer.text is not None
    assert answer.text.startswith("Dear Ruth\n\nThis is what we have agreed:\n\nWhen: ")
    assert "6:30 p.m." in answer.text
    assert "Recording, photographs, live stream: Only if the speaker says yes on the day" in answer.text
    assert "Press: No" in answer.text
    assert "Bea goes with you" not in answer.text


def test_the_form_begins_with_what_was_asked_for(reader, conversation):
    fields = opened(reader, conversation)
    assert (fields["date"], fields["time"], fields["place"]) == (in_days(30), "18:30", "Hall 7")
    assert fields["host_contact"] == "Ruth Quarry, 415-555-0123, ruth@college.example"
    assert (fields["recording"], fields["press"], fields["officials"]) == ("no", "no", "no")
    assert "The Heron College" in read(reader, page_of(conversation)).words


def test_the_form_stands_with_odd_data(reader, maria):
    conversation = make_request(date=None, place=["a"], travel=True, place_kind="moon", topic_other=7, fee=None)
    assert opened(reader, conversation)["date"] == ""


def test_a_later_change_begins_with_what_was_agreed(reader, conversation, maria):
    confirm(reader, conversation)
    assert opened(reader, conversation)["speaker"] == "Ruby"
    confirm(reader, conversation, time="20:00")
    agreed = talk(conversation, maria).agreed
    assert agreed is not None
    assert (agreed.time, agreed.speaker) == ("20:00", "Ruby")


def test_calling_off_tells_the_hosts_and_keeps_the_date(reader, conversation, maria):
    confirm(reader, conversation)
    confirm(reader, conversation, "_call_off", message="We are sorry")
    found = talk(conversation, maria)
    assert (found.is_called_off, found.is_confirmed) == (True, False)
    assert added(conversation) == ["answer", "confirmed"] * 2


def test_a_talk_that_was_never_confirmed_cannot_be_called_off(reader, conversation):
    buttons = [each.get("name") for each in read(reader, page_of(conversation)).all("button")]
    assert "_confirm" in buttons
    assert "_call_off" not in buttons


def test_the_answer_is_in_the_hosts_language(reader, maria):
    letter = make_letter(language="es", data={"date": "2099-07-01"})
    conversation, receipt = make_conversation("speakers", "speaker", letter=letter)
    confirm(reader, conversation)
    [answer] = conversations.answers(conversations.find(receipt.number))
    assert answer.text is not None
    assert "miércoles" in answer.text


def test_where_nobody_has_a_number_staff_are_told_to_tell_the_hosts(reader, maria):
    conversation = conversations.start(form="entered", queue="speakers", letter=make_letter(), receipt=None)
    assert "Nobody has a number for this request" in read(reader, page_of(conversation)).words
    response = confirm(reader, conversation, date=in_days(3))
    assert "The hosts have no number" in read(reader, response.url).words


def test_that_it_was_answered_is_noted(reader, conversation, maria):
    confirm(reader, conversation)
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["answered", "opened"]
    assert {entry.conversation for entry in AuditEntry.objects.all()} == {conversation.pk}


def test_of_what_was_agreed_nothing_is_stored_in_the_clear(reader, conversation):
    confirm(reader, conversation)
    stored = b"".join(bytes(record.sealed) for record in Record.objects.all())
    for words in AGREED.values():
        assert words.encode() not in stored or words == "ask"


def test_a_time_in_american_writing_is_understood(reader, conversation, maria):
    confirm(reader, conversation, time="7:15 PM", until="9 pm")
    agreed = talk(conversation, maria).agreed
    assert agreed is not None
    assert (agreed.time, agreed.until) == ("19:15", "21:00")


# ── Not taken, with every word kept ────────────────────────────────────────


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"date": ""}, "Choose the day on which the talk takes place."),
        ({"date": "2020-01-01"}, "This day is over. Is the year right?"),
        ({"time": "noonish"}, "Enter a valid time."),
        ({"time": "", "until": "20:00"}, "Say from when, too."),
        ({"recording": "perhaps"}, "Select a valid choice."),
        ({"fee": "x" * 201}, "at most 200 characters"),
        ({"answer_language": "xx"}, "Select a valid choice."),
    ],
)
def test_an_error_keeps_every_word(reader, conversation, wrong, message):
    response = confirm(reader, conversation, **wrong)
    page = Document(response.content.decode())
    assert response.status_code == 422
    assert message in page.words
    assert "Nothing was sent yet." in page.words
    assert fields_of(page.html, "confirm_form")["for_speaker"] == "Bea goes with you"
    assert "Refresh" not in response.headers
    assert added(conversation) == []


def test_pressing_twice_confirms_once(reader, conversation):
    sent = {**opened(reader, conversation), **AGREED, "_confirm": "1"}
    assert reader.post(page_of(conversation), sent).status_code == 302
    second = reader.post(page_of(conversation), sent)
    assert second.status_code == 409
    assert added(conversation) == ["answer", "confirmed"]


def test_what_a_colleague_added_meanwhile_is_looked_at_first(reader, conversation, maria):
    sent = {**opened(reader, conversation), **AGREED, "_confirm": "1"}
    conversations.add_note(conversation, "They have moved the date", maria)
    response = reader.post(page_of(conversation), sent)
    assert response.status_code == 409
    assert "Something was added to this conversation" in Document(response.content.decode()).words
    again = fields_of(response.content.decode(), "confirm_form")
    assert again["for_speaker"] == "Bea goes with you"
    assert reader.post(page_of(conversation), {**again, "_confirm": "1"}).status_code == 302


def test_sent_after_the_lock_has_fallen_it_is_sealed_and_kept(reader, conversation, maria):
    sent = {**opened(reader, conversation), **AGREED, "_confirm": "1"}
    locked = signed_in(maria, is_unlocked=False)
    assert locked.post(page_of(conversation), sent).status_code == 302
    agreed = talk(conversation, maria).agreed
    assert agreed is not None
    assert agreed.speaker == "Ruby"


def test_an_error_after_the_lock_has_fallen_keeps_the_words_and_shows_no_request(reader, conversation, maria):
    sent = {**opened(reader, conversation), **AGREED, "date": "", "_confirm": "1"}
    response = signed_in(maria, is_unlocked=False).post(page_of(conversation), sent)
    page = Document(response.content.decode())
    assert response.status_code == 422
    assert "The inbox has locked itself" in page.words
    assert "Heron College" not in page.words
    assert fields_of(page.html, "confirm_form")["speaker"] == "Ruby"


def test_a_stopped_queue_takes_nothing_and_loses_nothing(reader, conversation):
    Queue.objects.filter(name="speakers").update(is_stopped=True)
    response = confirm(reader, conversation)
    assert response.status_code == 503
    assert fields_of(response.content.decode(), "confirm_form")["for_speaker"] == "Bea goes with you"
    assert added(conversation) == []


def test_deleted_meanwhile_the_words_come_back(reader, conversation):
    sent = {**opened(reader, conversation), **AGREED, "_confirm": "1"}
    address = page_of(conversation)
    conversations.delete(conversation)
    response = reader.post(address, sent)
    assert response.status_code == 409
    assert "Bea goes with you" in response.content.decode()


# ── Refusals ───────────────────────────────────────────────────────────────


def test_locked_it_leads_to_the_locked_screen(conversation, maria):
    response = signed_in(maria, is_unlocked=False).get(page_of(conversation))
    assert response.status_code == 302
    assert response.url.startswith("/staff/inbox/unlock/?next=")


def test_a_conversation_of_another_queue_is_no_request(maria):
    both = make_staff("ana", "help", "speakers")
    other, _receipt = make_conversation("help")
    ana = signed_in(both)
    assert ana.get(page_of(other)).status_code == 404
    assert ana.post(page_of(other), AGREED).status_code == 409
    assert added(other) == []


def test_what_is_elsewhere_looks_like_what_is_gone(reader):
    make_keys(User.objects.create_user("bea"), queues=("help",))
    other, _receipt = make_conversation("help")
    gone = "/staff/inbox/c/00000000-0000-4000-8000-000000000000/confirm/"
    statuses = {reader.post(address, AGREED).status_code for address in (page_of(other), gone)}
    assert len(statuses) == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_may_read_another_queue_alone_is_told_nothing(conversation, method):
    ana = signed_in(make_staff("ana", "help"))
    response = getattr(ana, method)(page_of(conversation), AGREED)
    assert response.status_code == 404
    assert "Heron" not in response.content.decode()
    assert added(conversation) == []


def test_whoever_may_read_no_queue_is_refused(conversation):
    assert signed_in(make_staff("ana"), is_unlocked=False).get(page_of(conversation)).status_code == 403


def test_nobody_without_signing_in(client, conversation):
    assert client.get(page_of(conversation)).status_code == 302
    assert client.post(page_of(conversation), AGREED).status_code in (302, 403)
    assert added(conversation) == []


def test_there_is_no_such_conversation(reader):
    assert reader.get("/staff/inbox/c/00000000-0000-4000-8000-000000000000/confirm/").status_code == 404


def test_the_page_says_who_reads_what(reader, conversation):
    page = read(reader, page_of(conversation))
    assert "The hosts never see this." in page.words
    assert "nothing is sent by e-mail" in page.words
    assert [text(each) for each in page.all("h1")] == ["Confirm a speaker"]


def test_a_request_with_a_key_of_somebody_else_still_takes_a_confirmation(conversation):
    ana = make_staff("ana", "help")
    ana.user_permissions.set(ana.user_permissions.model.objects.filter(codename__in=["read_help", "read_speakers"]))
    reader = Reader()
    reader.force_login(ana)
    unlock(reader, ana)
    page = read(reader, page_of(conversation))
    assert "Heron" not in page.words


def test_the_request_itself_leads_to_confirming_and_then_to_both_sheets(reader, conversation):
    address = f"/staff/inbox/c/{conversation.pk}/"
    before = " ".join(read(reader, address).addresses)
    assert page_of(conversation) in before
    assert f"{address}sheet/" not in before
    confirm(reader, conversation)
    page = read(reader, address)
    after = " ".join(page.addresses)
    assert page_of(conversation) in after
    assert f"{address}sheet/speaker/" in after
    assert "What was agreed: maria" in page.words
    assert "Bea goes with you" in page.words


def test_what_is_no_request_leads_to_no_confirming(organisation):
    ana = make_staff("ana", "help")
    moved = make_conversation("help", "speaker")[0]
    assert "/confirm/" not in " ".join(read(signed_in(ana), f"/staff/inbox/c/{moved.pk}/").addresses)
