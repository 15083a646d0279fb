"""A group asks for a speaker: what staff read of it, and what is refused. The rest: test_receipt_page.py."""

import pytest
import time_machine

from contact.forms.letter_form import LONGEST_LINE
from contact.forms.speaker import LONGEST_ANSWER, Topic
from contact.inbox import sealing
from contact.inbox.models import Record
from tests.contact.writing import SPEAKER, errors, letter_to, make_form_pages, send
from tests.markup import read

pytestmark = pytest.mark.django_db

ADDRESS = "/speaker/"


@pytest.fixture(autouse=True)
def at_work(maria):
    make_form_pages()
    with time_machine.travel("2027-03-01 20:00:00+00:00") as clock:
        yield clock


def test_staff_read_what_was_asked_in_words_and_calendars_in_keys(client, maria):
    send(client, ADDRESS)

    letter = letter_to(maria)
    answers = dict(letter.fields)
    assert answers["Who invites us?"] == "A labor union"
    assert answers["On which day?"] == "2027-04-12"
    assert answers["There is an interpreter"] == "Yes"
    assert answers["What shall we speak about?"] == "Welfare, housing and a living wage"
    assert letter.subject == "2027-04-12, Dockers of the bay: Welfare, housing and a living wage"
    assert set(letter.data) == set(SPEAKER)
    assert (letter.data["date"], letter.data["topic"], letter.data["interpreter"]) == ("2027-04-12", "income", True)


@pytest.mark.parametrize(
    ("given", "way", "where"),
    [
        ({"email": "ana@example.org", "phone": ""}, "email", "ana@example.org"),
        ({"email": "", "phone": "415 555 0100"}, "phone", "415 555 0100"),
        ({"email": "ana@example.org", "phone": "415 555 0100"}, "email", "ana@example.org"),
    ],
)
def test_one_way_to_answer_is_enough(client, maria, given, way, where):
    assert send(client, ADDRESS, **given).status_code == 200
    assert (letter_to(maria).contact.way, letter_to(maria).contact.address) == (way, where)


@pytest.mark.parametrize(
    "typed", ["2027-04-12", "2027/04/12", "4/12/2027", "04/12/27", "April 12, 2027", "12 April 2027"]
)
def test_a_day_is_read_however_it_is_written(client, maria, typed):
    assert send(client, ADDRESS, date=typed).status_code == 200
    assert letter_to(maria).data["date"] == "2027-04-12"


def test_today_is_no_past_day(client):
    assert send(client, ADDRESS, date="2027-03-01").status_code == 200


def test_every_topic_that_is_offered_can_be_chosen_and_what_else_is_told(client, maria):
    words = read(client, ADDRESS).main
    assert all(str(label) in words for label in Topic.labels)
    assert send(client, ADDRESS, topic="other", topic_other="Herons").status_code == 200
    assert letter_to(maria).subject == "2027-04-12, Dockers of the bay: Herons"


def test_what_protects_the_speaker_is_asked(client):
    words = read(client, ADDRESS).main
    for asked in ("recording", "press", "police, military", "named", "private way in", "bring somebody along"):
        assert asked in words, asked


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"inviter_kind": ""}, "Please choose one"),
        ({"email": "", "phone": ""}, "an e-mail or a phone number to answer you"),
        ({"email": "nowhere"}, "valid email"),
        ({"date": ""}, "Please fill this in"),
        ({"date": "soon"}, "We could not read this day"),
        ({"date": "2027-02-30"}, "We could not read this day"),
        ({"date": "2027-02-28"}, "This day is over"),
        ({"place_kind": ""}, "Please choose one"),
        ({"topic": ""}, "Please choose one"),
        ({"topic": "other"}, "what we shall speak about"),
        ({"recording": ""}, "Please fill this in"),
        ({"press": " "}, "Please fill this in"),
        ({"officials": ""}, "Please fill this in"),
        ({"access": "x" * (LONGEST_ANSWER + 1)}, "1001 characters long"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_stay(client, changes, message):
    response = send(client, ADDRESS, **changes)

    assert message in errors(response)
    assert "Dockers of the bay" in response.content.decode()


def test_the_longest_of_everything_at_once_can_be_sealed(client):
    lines = [
        "inviter", "contact_name", "phone", "time", "other_dates", "place", "audience", "audience_size", "topic_other",
        "length", "language", "travel", "fee", "press", "officials", "naming", "private_entrance", "companion",
    ]  # fmt: skip
    longest = dict.fromkeys(lines, "𠜎" * LONGEST_LINE) | {"access": "𠜎" * 1000, "recording": "𠜎" * 1000}

    assert send(client, ADDRESS, **longest, topic="other", email="").status_code == 200
    assert len(Record.objects.get().sealed) <= sealing.SIZES[-1] + 100
