"""Coming back with a number: it works, then everything that can be wrong with one."""

import gzip
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contact.inbox import conversations, derivation, receipts
from contact.inbox.models import Conversation, QueueKey, Record
from tests.campaigns.signing import post
from tests.contact.conftest import Written
from tests.contact.sending import heading, page_of, send
from tests.inbox.keys import make_conversation
from tests.markup import read, text

pytestmark = pytest.mark.django_db

ADDRESS = "/messages/"
MARMALADE = "Marmalade sky"


def test_the_number_shows_the_answers_the_oldest_first(client, written: Written):
    conversations.answer(written.conversation, "Come on Tuesday")
    conversations.answer(written.conversation, "Or on Friday")

    page = page_of(send(client, ADDRESS, written.number))

    assert heading(page) == "Our answer"
    assert page.main.index("Come on Tuesday") < page.main.index("Or on Friday")


def test_each_answer_says_when_it_was_given_and_when_it_goes(client, maria):
    with time_machine.travel("2027-01-10 20:00:00+00:00", tick=False) as clock:
        conversation, receipt = make_conversation()
        clock.shift(timedelta(days=2))
        conversations.answer(conversation, "Come on Tuesday")
        page = page_of(send(client, ADDRESS, receipt.number))

    assert "Answer of Jan. 12, 2027" in page.main
    assert "It is deleted on April 12, 2027." in page.main
    assert "Your number works until April 12, 2027." in page.main


def test_nobody_s_own_words_are_shown_nor_what_staff_noted(client, written: Written, maria):
    conversations.add_note(written.conversation, "She sounded well", maria)
    conversations.write_again(written.conversation, "And a second time")
    conversations.answer(written.conversation, "Come on Tuesday")

    page = send(client, ADDRESS, written.number).content.decode()

    for words in (MARMALADE, "heron", "sounded", "second time", "maria"):
        assert words not in page


def test_without_an_answer_it_says_so_and_that_nobody_watches_day_and_night(client, written: Written):
    page = page_of(send(client, ADDRESS, written.number))

    assert heading(page) == "No answer yet"
    assert "not day and night" in page.main


def test_an_answer_keeps_its_paragraphs_its_script_and_no_markup(client, written: Written):
    conversations.answer(written.conversation, "مرحبا\n\n<b>再见</b> 👋")

    response = send(client, ADDRESS, written.number)

    assert "<p>مرحبا</p>" in response.content.decode()
    assert "<b>再见</b> 👋" in page_of(response).main


def test_a_damaged_answer_is_named_and_does_not_hide_the_others(client, written: Written):
    broken = conversations.answer(written.conversation, "Come on Tuesday")
    conversations.answer(written.conversation, "Or on Friday")
    Record.objects.filter(pk=broken.pk).update(sealed=b"x" * 100)

    page = page_of(send(client, ADDRESS, written.number))

    assert "This answer was damaged and cannot be opened." in page.main
    assert "Or on Friday" in page.main


def test_an_answer_of_another_conversation_that_was_moved_here_is_not_shown(client, written: Written):
    other, _receipt = make_conversation()
    moved = conversations.answer(other, "The quarry at noon")
    Record.objects.filter(pk=moved.pk).update(conversation=written.conversation, sequence=9)

    page = page_of(send(client, ADDRESS, written.number))

    assert "quarry" not in page.main
    assert "cannot be opened" in page.main


@pytest.mark.parametrize(
    "typed",
    [
        lambda number: receipts.grouped(number),
        lambda number: "-".join(number),
        lambda number: f"  {number}\t",
        lambda number: "".join(chr(0x0660 + int(digit)) for digit in number),
        lambda number: "".join(chr(0xFF10 + int(digit)) for digit in number),
        lambda number: f"No. {number}.",
    ],
    ids=["groups", "hyphens", "spaces", "arabic", "wide", "words"],
)
def test_it_may_be_typed_in_any_way(client, written: Written, typed):
    page_of(send(client, ADDRESS, typed(written.number)))


def test_in_spanish(client, written: Written):
    response = send(client, "/es/messages/", written.number)
    assert response.status_code == 200
    assert '<html lang="es">' in response.content.decode()


def test_the_number_stands_only_where_the_next_form_needs_it(client, written: Written):
    response = send(client, ADDRESS, written.number)

    page = page_of(response)
    holders = [element for element in page.elements if written.number in " ".join(element.attrib.values())]
    assert {(element.tag, element.get("type"), element.get("name")) for element in holders} == {
        ("input", "hidden", "number")
    }
    assert written.number not in page.words
    assert receipts.grouped(written.number) not in page.words
    assert response.headers.get("Location") is None


def test_the_page_can_be_cleared_and_nothing_of_it_is_left(client, written: Written):
    conversations.answer(written.conversation, "Come on Tuesday")
    page = page_of(send(client, ADDRESS, written.number))

    (link,) = [link for link in page.links if text(link) == "I am done: clear this page"]

    cleared = client.get(link.get("href")).content.decode()
    assert written.number not in cleared
    assert "Tuesday" not in cleared


def test_what_was_written_before_the_keys_were_lost_is_said_to_be_lost(client, written: Written):
    page = page_of(send(client, ADDRESS, written.number))
    assert "keys to it were lost" not in page.main

    QueueKey.objects.filter(queue="help").update(lost_on="2027-02-03", is_current=False)

    page = page_of(send(client, ADDRESS, written.number))
    assert "before Feb. 3, 2027 can no longer be opened" in page.main


# ── Numbers that lead nowhere ──────────────────────────────────────────────


def problem(response: Any) -> str:
    page = page_of(response, 422)
    assert "We have not looked for an answer yet." in page.main
    return page.main


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write the number that you were shown"),
        ("   ", "Write the number that you were shown"),
        ("1", "This has 1 digit, and a number has 20."),
        ("1234 5678 9012 3456 789", "This has 19 digits, and a number has 20."),
        ("1" * 21, "This has 21 digits, and a number has 20."),
        ("no digits at all", "This has 0 digits, and a number has 20."),
        ("1" * 201, "201 characters long"),
        ("👋" * 20, "This has 0 digits"),
    ],
)
def test_what_cannot_be_a_number_is_told_why(client, written: Written, typed, said):
    assert said in problem(send(client, ADDRESS, typed))


def test_a_mistyped_number_is_to_be_compared_with_the_paper(client, written: Written):
    last = "1" if written.number[-1] == "0" else "0"
    main = problem(send(client, ADDRESS, written.number[:-1] + last))
    assert "One digit of this number is wrong, or two are swapped." in main
    assert "Compare it with your paper" in main


def test_a_wrong_number_is_given_back_to_be_corrected(client, written: Written):
    page = page_of(send(client, ADDRESS, "1234 5678"), 422)
    (field,) = [each for each in page.all("input") if each.get("name") == "number"]
    assert field.get("value") == "1234 5678"
    assert field.get("inputmode") == "numeric"
    assert field.get("autocomplete") == "off"


def test_an_unknown_number_is_told_what_may_have_happened_and_what_to_do(client, written: Written):
    main = problem(send(client, ADDRESS, receipts.new()))
    assert "We have nothing with this number." in main
    assert "deleted: on its date, or by you" in main
    assert "only the last one works" in main
    assert "write to us again" in main


def test_a_number_that_was_replaced_finds_nothing(client, written: Written):
    conversations.renumber(written.conversation.pk, conversations.new_receipt())
    assert "We have nothing with this number." in problem(send(client, ADDRESS, written.number))


def test_on_its_date_it_is_gone_though_nothing_has_deleted_it_yet(client, written: Written):
    Conversation.objects.update(delete_on=timezone.localdate())
    assert "We have nothing with this number." in problem(send(client, ADDRESS, written.number))
    assert Conversation.everything.exists()


def test_an_answer_past_its_date_is_not_shown(client, written: Written):
    record = conversations.answer(written.conversation, "Come on Tuesday")
    Record.objects.filter(pk=record.pk).update(delete_on=timezone.localdate())
    assert "Tuesday" not in page_of(send(client, ADDRESS, written.number)).main


@pytest.mark.parametrize("versions", [1, 2])
def test_a_known_and_an_unknown_number_make_the_same_calls(client, written: Written, monkeypatch, versions):
    for _each in range(versions - 1):
        cost = derivation.COST
        conversations.ReceiptSalt.objects.create(salt=derivation.new_salt(), memory=cost.memory, passes=cost.passes)
    derive, derivations = derivation.derive, []
    monkeypatch.setattr(receipts, "derive", lambda *args: derivations.append(args[0]) or derive(*args))

    def calls(number: str) -> tuple[int, list[str]]:
        derivations.clear()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            send(client, ADDRESS, number)
        # What is asked for, without the values.
        return len(derivations), [query["sql"].partition("WHERE")[0] for query in asked]

    unknown = receipts.new()
    send(client, ADDRESS, unknown)
    assert calls(written.number) == calls(unknown)
    assert calls(unknown)[0] == versions


def test_wrong_numbers_lock_nobody_out(client, written: Written):
    for _each in range(30):
        send(client, ADDRESS, receipts.new())
    page_of(send(client, ADDRESS, written.number))


def test_looking_is_written_nowhere(client, written: Written, log):
    send(client, ADDRESS, written.number)
    send(client, ADDRESS, receipts.new())
    send(client, ADDRESS, "wrong")
    assert log.getvalue() == ""
    with connection.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM foundation_guard").fetchone() == (0,)
    assert caches["default"]._cache == {}


# ── Refusals ───────────────────────────────────────────────────────────────


def test_a_number_in_the_address_does_nothing(client, written: Written):
    conversations.answer(written.conversation, "Come on Tuesday")
    page = client.get(ADDRESS, {"number": written.number}).content.decode()
    assert "Tuesday" not in page
    assert f'value="{written.number}"' not in page


def test_while_there_is_no_room_to_look_it_up_the_number_is_given_back(client, written: Written, monkeypatch):
    def busy(number: str) -> None:
        raise derivation.Busy

    with monkeypatch.context() as patch:
        patch.setattr(conversations, "find", busy)
        response = send(client, ADDRESS, written.number)

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert response.headers["Cache-Control"] == "no-store"
    assert f'value="{written.number}"' in response.content.decode()
    page_of(send(client, ADDRESS, written.number))


def test_another_site_s_form_shows_nothing(client, written: Written):
    conversations.answer(written.conversation, "Come on Tuesday")
    response = send(client, ADDRESS, written.number, {"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    assert "Tuesday" not in response.content.decode()


def test_what_is_no_form_at_all_is_answered_kindly(client, written: Written):
    response = client.post(ADDRESS, b"\xff\xfe", "multipart/form-data")
    assert response.status_code == 400
    assert post(client, ADDRESS, {}).status_code == 422
    assert client.put(ADDRESS).status_code == 405


def test_the_page_itself_is_calm_and_has_the_phone_first(client, organisation):
    page = read(client, ADDRESS)
    assert page.first("body").get("class") == "calm"
    assert page.main.index(organisation.phone) < page.main.index("Your number")


def test_it_is_linked_at_the_foot_of_every_page(client, organisation):
    assert "https://example.org/messages/" in read(client, "/search/").addresses


def test_the_answers_fit_the_budget(client, written: Written):
    """DESIGN, section 1: 14 KB on the wire, with an answer of usual length."""
    conversations.answer(written.conversation, " ".join(f"word{number}" for number in range(150)))
    for response in (client.get(ADDRESS), send(client, ADDRESS, written.number)):
        assert len(gzip.compress(response.content)) <= 14 * 1024
