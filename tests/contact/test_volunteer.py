"""Somebody would like to work with us: what staff read of it, and what is refused. The rest: test_receipt_page.py."""

import pytest
import time_machine

from contact.inbox import sealing
from contact.inbox.models import Record
from tests.contact.writing import NO_CONTACT, errors, letter_to, make_form_pages, send
from tests.markup import read

pytestmark = pytest.mark.django_db

ADDRESS = "/volunteer/"


@pytest.fixture(autouse=True)
def at_work(maria):
    make_form_pages()
    with time_machine.travel("2027-03-01 20:00:00+00:00") as clock:
        yield clock


def test_staff_read_what_somebody_would_like_to_do_and_how_to_reach_them(client, maria):
    send(client, ADDRESS)

    letter = letter_to(maria)
    assert ("What would you like to do?", "Web work, Translation") in letter.fields
    assert letter.subject == "Star: Web work, Translation"
    assert letter.data == {
        "interests": ["web", "translation"], "interests_other": "", "languages": "Tagalog", "skills": "Knots",
        "when": "Sundays", "name": "Star",
    }  # fmt: skip
    assert (letter.contact.way, letter.contact.say_you_are) == ("phone", "the dentist")


def test_an_answer_by_e_mail_is_chosen_already_and_an_answer_by_number_can_be(client, maria):
    page = read(client, ADDRESS)
    (checked,) = [each for each in page.all("input") if each.get("name") == "way" and each.get("checked") is not None]
    assert checked.get("value") == "email"
    assert send(client, ADDRESS, **NO_CONTACT, may_leave_voicemail="").status_code == 200
    assert letter_to(maria).contact.way == "none"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"interests": []}, "Please choose one"),
        ({"interests": ["other"]}, "Please write what you would like to do"),
        ({"interests": ["loud"]}, "not one of the available choices"),
        ({"contact_address": ""}, "Write where we reach you"),
        ({"skills": "x" * 2001}, "2001 characters long"),
        ({"until": "2027-02-01"}, "This day is over"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_stay(client, changes, message):
    response = send(client, ADDRESS, **changes)

    assert message in errors(response)
    assert "Tagalog" in response.content.decode()


def test_something_else_is_told(client, maria):
    assert send(client, ADDRESS, interests=["other"], interests_other="Cooking").status_code == 200
    assert ("If something else: what?", "Cooking") in letter_to(maria).fields


def test_the_longest_of_everything_at_once_can_be_sealed(client):
    longest = dict.fromkeys(("interests_other", "languages", "when", "name", "hours", "say_you_are"), "𠜎" * 200)
    assert send(client, ADDRESS, **longest, skills="𠜎" * 2000).status_code == 200
    assert len(Record.objects.get().sealed) <= sealing.SIZES[-1] + 100
