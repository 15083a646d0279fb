"""Writing again with a number: it works, then every refusal. Words are never lost."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from contact.inbox import conversations, derivation, receipts
from contact.inbox.models import Conversation, Queue, Record
from tests.contact.conftest import Written
from tests.contact.sending import fill, heading, page_of, send
from tests.inbox.keys import make_conversation
from tests.markup import text

pytestmark = pytest.mark.django_db

ADDRESS = "/messages/write/"
# As somebody types it, and as a browser sends it.
WORDS = "Clementine rain\n\n  over the harbor  "
SENT = WORDS.replace("\n", "\r\n")


def write(client, written: Written, words: str = SENT, **fields: str):
    return send(client, ADDRESS, written.number, text=words, **fields)


def texts(written: Written) -> list[str]:
    return [each.body["text"] for each in written.opened("more") if each.body]


def test_the_form_below_the_answers_adds_words_for_staff(client, written: Written):
    shown = page_of(send(client, "/messages/", written.number))

    response = client.post(ADDRESS, fill(shown, ADDRESS, text=SENT))

    page = page_of(response)
    assert heading(page) == "It has reached us"
    assert "It is deleted after 90 days." in page.main
    assert texts(written) == [WORDS]


def test_a_line_break_counts_as_one_character(client, written: Written):
    words = "x\n" * 10_000

    page_of(write(client, written, words.replace("\n", "\r\n")))

    assert texts(written) == [words]


def test_they_are_not_shown_again(client, written: Written):
    assert "Clementine" not in write(client, written).content.decode()
    assert "Clementine" not in send(client, "/messages/", written.number).content.decode()


def test_the_conversation_waits_for_staff_again_and_they_are_told(client, written: Written):
    conversations.answer(written.conversation, "Come on Tuesday")

    write(client, written)

    written.conversation.refresh_from_db()
    assert written.conversation.state == Conversation.State.FOR_US
    assert Queue.objects.get(name="help").untold == 2


def test_what_is_added_has_a_date_of_its_own_and_what_was_promised_stays(client, maria):
    with time_machine.travel("2027-01-10 20:00:00+00:00", tick=False) as clock:
        written = Written(*make_conversation(), maria)
        clock.shift(timedelta(days=10))
        write(client, written)
        first, more = Record.objects.order_by("sequence")
        assert (more.delete_on - first.delete_on).days == 10
        written.conversation.refresh_from_db()
        assert written.conversation.delete_on == more.delete_on


def test_before_the_first_field_it_says_what_is_kept_and_until_when(client, written: Written, settings):
    settings.BACKUP_DAYS = 12
    for response in (send(client, "/messages/", written.number), write(client, written, "")):
        words = page_of(response, response.status_code).main
        before = words[: words.index("What do you want to add?")]
        for said in (
            "deleted after 90 days",
            "gone 12 days later",
            "only staff with a key",
            "A court",
            "day and night",
        ):
            assert said in before


@pytest.mark.parametrize("character", ["漢", "م", "👩🏽‍🚀"[0], "\U00020bb7", '"', "\\", "\n"])
def test_twenty_thousand_characters_of_any_script_arrive_as_typed(client, written: Written, character):
    words = f"a{character * 19_998}z"
    assert write(client, written, words).status_code == 200
    assert texts(written) == [words]


def test_in_spanish(client, written: Written):
    response = send(client, "/es/messages/write/", written.number, text=WORDS)
    assert response.status_code == 200
    assert 'action="/es/messages/"' in response.content.decode()


def test_the_way_back_leads_to_the_answers_by_the_same_number(client, written: Written):
    conversations.answer(written.conversation, "Come on Tuesday")
    page = page_of(write(client, written))

    back = page_of(client.post("/messages/", fill(page, "/messages/")))

    assert "Come on Tuesday" in back.main


# ── Twice ──────────────────────────────────────────────────────────────────


def test_the_same_words_within_ten_minutes_count_once(client, written: Written):
    write(client, written)
    page = page_of(write(client, written))

    assert "We have had these words from you already, and keep them once." in page.main
    assert texts(written) == [WORDS]


def test_other_words_and_the_same_after_ten_minutes_count(client, written: Written):
    with time_machine.travel("2027-01-10 20:00:00+00:00", tick=False) as clock:
        Conversation.objects.update(delete_on="2027-04-01")
        Record.objects.update(delete_on="2027-04-01")
        write(client, written)
        write(client, written, "Other words")
        clock.shift(601)
        write(client, written)
        assert texts(written) == [WORDS, "Other words", WORDS]


def test_the_same_words_with_another_number_are_another_message(client, written: Written, maria):
    other = Written(*make_conversation(), maria)
    write(client, written)
    write(client, other)
    assert texts(written) == texts(other) == [WORDS]


# ── Refusals ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "said"),
    [("", "Please fill this in."), (" \n ", "Please fill this in."), ("x" * 20_001, "20001 characters")],
)
def test_too_few_and_too_many_words_are_said_and_kept(client, written: Written, words, said):
    response = write(client, written, words)

    page = page_of(response, 422)
    assert said in page.main
    assert "It has not been sent yet." in page.main
    # The first line break after the tag belongs to HTML itself.
    assert (page.first("textarea").text or "").strip() == words.strip()
    assert texts(written) == []


def test_after_an_error_the_number_is_still_in_the_form(client, written: Written):
    page = page_of(write(client, written, ""), 422)
    (form,) = [form for form in page.all("form") if text(form).endswith("Send")]
    names = {each.get("name"): each.get("value") for each in form.iter("input")}
    assert names["number"] == written.number


def gone(response) -> str:
    page = page_of(response, 410)
    assert heading(page) == "There is nothing with this number any more"
    return page.main


def test_words_for_what_was_deleted_meanwhile_are_given_back(client, written: Written):
    conversations.delete(written.conversation)
    response = write(client, written)
    assert "write to us anew" in gone(response)
    assert "Clementine rain" in response.content.decode()


def test_so_are_words_after_its_date(client, written: Written):
    Conversation.objects.update(delete_on=timezone.localdate())
    assert "Clementine rain" in write(client, written).content.decode()
    assert not Record.everything.filter(kind="more").exists()


def test_and_words_for_what_is_deleted_at_this_very_moment(client, written: Written, monkeypatch):
    find = conversations.find

    def find_and_lose(number: str):
        found = find(number)
        conversations.delete(Conversation.objects.get())
        return found

    monkeypatch.setattr(conversations, "find", find_and_lose)
    response = write(client, written)
    gone(response)
    assert "Clementine rain" in response.content.decode()
    assert not Record.everything.exists()


@pytest.mark.parametrize("number", ["", "123", "12345678901234567890"])
def test_a_number_that_was_changed_in_the_page_is_asked_for_anew_and_the_words_are_kept(client, written, number):
    response = send(client, ADDRESS, number, text=WORDS)
    page = page_of(response, 422)
    assert heading(page) == "Read our answer"
    assert "Clementine rain" in response.content.decode()
    assert [form.get("action") for form in page.all("form")] == ["/messages/"]


def test_an_unknown_number_adds_nothing_anywhere(client, written: Written):
    gone(send(client, ADDRESS, receipts.new(), text=SENT))
    assert texts(written) == []


def test_while_the_queue_is_stopped_the_words_come_back(client, written: Written, organisation):
    Queue.objects.filter(name="help").update(is_stopped=True)

    response = write(client, written)

    assert response.status_code == 503
    page = response.content.decode()
    assert "Clementine rain" in page
    assert "Nothing has been stored." in page
    assert organisation.phone in page
    assert texts(written) == []


def test_while_there_is_no_room_the_words_come_back_and_can_be_sent_again(client, written: Written, monkeypatch):
    def busy(number: str) -> None:
        raise derivation.Busy

    with monkeypatch.context() as patch:
        patch.setattr(conversations, "find", busy)
        response = write(client, written)

    assert response.status_code == 503
    assert "Clementine rain" in response.content.decode()
    assert f'value="{written.number}"' in response.content.decode()
    write(client, written)
    assert texts(written) == [WORDS]


def test_another_site_cannot_write_in_somebody_s_name(client, written: Written):
    response = send(client, ADDRESS, written.number, {"sec-fetch-site": "cross-site"}, text=WORDS)
    assert response.status_code == 403
    assert texts(written) == []


def test_what_looks_like_a_robot_s_is_set_aside_and_told_to_nobody(client, written: Written):
    page = page_of(write(client, written, subject_line="cheap"))
    assert heading(page) == "It has reached us"
    written.conversation.refresh_from_db()
    assert written.conversation.is_set_aside
    assert Queue.objects.get(name="help").untold == 1


@pytest.mark.parametrize("address", ["write", "contact", "delete", "check"])
def test_opened_without_a_number_it_leads_to_where_one_is_asked_for(client, written: Written, address):
    response = client.get(f"/messages/{address}/", {"number": written.number})
    assert (response.status_code, response.headers["Location"]) == (302, "/messages/")
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
