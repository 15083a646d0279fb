"""Whether the number was written down: its last four digits, typed below it."""

import pytest

from contact.inbox import conversations, derivation, receipts
from tests.contact.conftest import Written
from tests.contact.sending import heading, page_of, send

pytestmark = pytest.mark.django_db

ADDRESS = "/messages/check/"


def check(client, written: Written, last_four: str):
    return send(client, ADDRESS, written.number, last_four=last_four)


def is_checked(written: Written) -> bool:
    written.conversation.refresh_from_db()
    return written.conversation.has_checked_number


@pytest.mark.parametrize(
    "typed",
    [
        lambda four: four,
        lambda four: f" {four} ",
        lambda four: " ".join(four),
        lambda four: "".join(chr(0x0966 + int(digit)) for digit in four),
    ],
    ids=["plain", "spaces", "apart", "nagari"],
)
def test_the_right_digits_are_noted_and_the_number_is_not_shown_again(client, written: Written, typed):
    assert not is_checked(written)

    response = check(client, written, typed(written.number[-4:]))

    page = page_of(response)
    assert heading(page) == "That is right"
    assert "Staff see that you have written your number down." in page.main
    assert written.number not in response.content.decode()
    assert receipts.grouped(written.number) not in response.content.decode()
    assert is_checked(written)


@pytest.mark.parametrize("wrong", ["0", "four", "👋", "12345", "first"])
def test_wrong_digits_show_the_number_once_more_to_compare(client, written: Written, wrong):
    typed = written.number[:4] if wrong == "first" and written.number[:4] != written.number[-4:] else wrong
    page = page_of(check(client, written, typed), 422)

    assert "not the last" in page.main
    assert "Your message is safe with us" in page.main
    assert page.first("code").text == receipts.grouped(written.number)
    assert not is_checked(written)


def test_nothing_typed_is_said_so(client, written: Written):
    page = page_of(check(client, written, ""), 422)
    assert "Please fill this in." in page.main
    assert page.first("code").text == receipts.grouped(written.number)


def test_after_a_mistake_the_page_takes_the_right_digits(client, written: Written):
    page = page_of(check(client, written, "0"), 422)
    (form,) = page.all("form")
    hidden = {each.get("name"): each.get("value") for each in form.iter("input") if each.get("type") == "hidden"}
    page_of(client.post(ADDRESS, {**hidden, "last_four": written.number[-4:]}))
    assert is_checked(written)


def test_a_new_number_is_to_be_checked_anew(client, written: Written):
    check(client, written, written.number[-4:])
    conversations.renumber(written.conversation.pk, conversations.new_receipt())
    assert not is_checked(written)


def test_in_spanish(client, written: Written):
    assert send(client, "/es/messages/check/", written.number, last_four=written.number[-4:]).status_code == 200
    assert is_checked(written)


# ── Refusals ───────────────────────────────────────────────────────────────


def test_a_number_that_was_replaced_or_deleted_is_told_so(client, written: Written):
    conversations.renumber(written.conversation.pk, conversations.new_receipt())
    page = page_of(check(client, written, written.number[-4:]), 410)
    assert "an older number that a new one has replaced" in page.main


@pytest.mark.parametrize("number", ["", "1234", "12345678901234567890"])
def test_what_is_no_number_is_asked_for_anew(client, written: Written, number):
    page = page_of(send(client, ADDRESS, number, last_four="1234"), 422)
    assert heading(page) == "Read our answer"


def test_while_there_is_no_room_it_comes_back(client, written: Written, monkeypatch):
    def busy(number: str) -> None:
        raise derivation.Busy

    monkeypatch.setattr(conversations, "find", busy)
    response = check(client, written, written.number[-4:])
    assert response.status_code == 503
    assert f'value="{written.number[-4:]}"' in response.content.decode()


def test_another_site_notes_nothing(client, written: Written):
    response = send(client, ADDRESS, written.number, {"sec-fetch-site": "cross-site"}, last_four=written.number[-4:])
    assert response.status_code == 403
    assert not is_checked(written)
