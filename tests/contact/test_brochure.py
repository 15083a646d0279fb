"""Somebody orders brochures: what staff read of it, and what is refused. What all forms share: test_receipt_page.py."""

import pytest
import time_machine

from contact.inbox import sealing
from contact.inbox.models import Record
from tests.contact.writing import errors, letter_to, make_form_pages, send
from tests.markup import read, text

pytestmark = pytest.mark.django_db

ADDRESS = "/brochure/order/"


@pytest.fixture(autouse=True)
def at_work(maria):
    make_form_pages()
    with time_machine.travel("2027-03-01 20:00:00+00:00") as clock:
        yield clock


def test_staff_read_how_many_which_and_where_to(client, maria):
    send(client, ADDRESS, deliver_to="Ruby\r\n1 Long Street")

    letter = letter_to(maria)
    assert letter.fields == [
        ("How many copies?", "50"),
        ("In which languages?", "English, Spanish"),
        ("Where do we send them?", "Ruby\n1 Long Street"),
        ("By which day do you need them?", "2027-04-12"),
        ("Keep our name off the outside of the parcel", "Yes"),
    ]
    assert letter.subject == "50 copies"
    assert letter.data == {
        "copies": 50, "languages": ["en", "es"], "deliver_to": "Ruby\n1 Long Street", "needed_by": "2027-04-12",
        "plain_parcel": True,
    }  # fmt: skip


def test_only_how_many_and_where_to_is_needed(client, maria):
    assert send(client, ADDRESS, languages=[], needed_by="", plain_parcel="").status_code == 200
    assert letter_to(maria).data["needed_by"] == ""
    assert letter_to(maria).contact.way == "none"


def test_it_stands_below_the_page_about_the_brochure(client):
    page = read(client, ADDRESS)
    (crumb,) = [link for link in page.links if link.get("href") == "/brochure/"]
    assert text(crumb)
    assert page.meta("robots") == "noindex"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"copies": ""}, "Please fill this in"),
        ({"copies": "many"}, "Write a number"),
        ({"copies": "0"}, "from 1"),
        ({"copies": "-5"}, "from 1"),
        ({"copies": "1001"}, "We can send up to 1000"),
        ({"languages": ["xx"]}, "not one of the available choices"),
        ({"needed_by": "2027-02-01"}, "This day is over"),
        ({"needed_by": "soon"}, "We could not read this day"),
        ({"deliver_to": "x" * 501}, "501 characters long"),
        ({"way": "email"}, "Write where we reach you"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_stay(client, changes, message):
    response = send(client, ADDRESS, **changes)

    assert message in errors(response)
    assert changes.get("deliver_to", "1 Long Street") in response.content.decode()


def test_the_longest_of_everything_at_once_can_be_sealed(client):
    assert send(client, ADDRESS, deliver_to="𠜎" * 500).status_code == 200
    assert len(Record.objects.get().sealed) <= sealing.SIZES[-1] + 100
