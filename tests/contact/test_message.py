"""A message to us: what staff read of it, and what is refused. What all forms share: test_receipt_page.py."""

import pytest
import time_machine

from contact.forms.letter_form import LONGEST_LINE, LONGEST_TEXT
from contact.forms.message import LONGEST_ACCOUNT
from contact.inbox import sealing
from contact.inbox.models import Conversation, Queue, Record
from tests.contact.writing import BY_PHONE, errors, letter_to, make_form_pages, send
from tests.markup import Document, read, text

pytestmark = pytest.mark.django_db

ADDRESS = "/contact/"
# JSON writes a quotation mark with two bytes, and these with four.
WORST = "𠜎"


@pytest.fixture(autouse=True)
def at_work(maria):
    make_form_pages()
    with time_machine.travel("2027-03-01 20:00:00+00:00") as clock:
        yield clock


def test_staff_read_every_answer_in_its_order_and_their_own_language(client, maria):
    send(client, f"/es{ADDRESS}")

    letter = letter_to(maria)
    assert letter.fields == [
        ("What is it about?", "I was hurt or threatened"),
        ("Your message", "Marmalade sky over the quarry"),
        ("What would help?", "To be heard, Somebody beside me at the police"),
        ("When was it?", "In spring"),
        ("Where was it?", "Near the pond"),
        ("What happened?", "A heron took the keys"),
        ("What shall we call you?", "Ruby"),
    ]
    assert letter.subject == "I was hurt or threatened: Marmalade sky over the quarry"
    assert letter.language == "es"
    assert letter.data["would_help"] == ["heard", "police"]
    assert letter.data["about"] == "hurt"


@pytest.mark.parametrize(
    ("about", "queue"),
    [("hurt", "help"), ("money", "help"), ("lawyer", "help"), ("other", "help"), ("press", "press")],
)
def test_only_what_is_for_the_press_goes_elsewhere(client, about, queue):
    send(client, ADDRESS, about=about)
    assert Conversation.objects.get().queue_id == queue


def test_the_form_says_how_long_either_is_kept(client):
    words = read(client, ADDRESS).main
    assert "90 days after you send it. From the press: after 60 days." in words


def test_what_is_about_and_a_sentence_is_all_that_it_takes(client, maria):
    words = {"would_help": [], "when": "", "where": "", "what_happened": "", "name": ""}
    assert send(client, ADDRESS, **words).status_code == 200
    assert [said for _question, said in letter_to(maria).fields] == [
        "I was hurt or threatened",
        "Marmalade sky over the quarry",
    ]


def test_who_tells_only_what_happened_has_written_a_message(client, maria):
    assert send(client, ADDRESS, message="").status_code == 200
    assert letter_to(maria).subject == "I was hurt or threatened: A heron took the keys"


def test_people_and_phone_come_before_the_form_and_the_rest_after_it(client):
    words = read(client, ADDRESS).main
    order = [words.index(said) for said in ("911", "Call us", "Before you write", "What is it about?", "Its words.")]
    assert order == sorted(order)


def test_who_can_be_called_now_is_a_link_before_the_first_field(client):
    page = read(client, ADDRESS)
    assert "/help/" in [link.get("href") for link in page.links if text(link).startswith("Here are people")]


# ── Being reached ──────────────────────────────────────────────────────────


def test_nobody_is_contacted_unless_they_ask_for_it(client, maria):
    page = read(client, ADDRESS)
    (checked,) = [each for each in page.all("input") if each.get("name") == "way" and each.get("checked") is not None]
    assert checked.get("value") == "none"
    send(client, ADDRESS)
    assert letter_to(maria).contact.way == "none"


def test_how_somebody_may_be_reached_is_kept_apart_from_the_message(client, maria):
    send(client, ADDRESS, **BY_PHONE)

    letter = letter_to(maria)
    assert (letter.contact.way, letter.contact.address) == ("phone", "415 555 0100")
    assert (letter.contact.may_leave_voicemail, letter.contact.say_you_are) == (True, "the dentist")
    assert letter.contact.until == "2027-05-01"
    assert "415 555 0100" not in repr((letter.fields, letter.data))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"about": ""}, "Please choose one"),
        ({"about": "loud"}, "not one of the available choices"),
        ({"message": "", "what_happened": ""}, "One sentence is enough"),
        ({"message": " \u200b ", "what_happened": "\u3164"}, "One sentence is enough"),
        ({"message": "x" * (LONGEST_TEXT + 1)}, "20001 characters long"),
        ({"what_happened": "x" * (LONGEST_ACCOUNT + 1)}, "8001 characters long"),
        ({"name": "x" * (LONGEST_LINE + 1)}, "201 characters long"),
        ({"would_help": ["loud"]}, "not one of the available choices"),
        ({"way": "email", "contact_address": ""}, "Write where we reach you"),
        ({"way": "email", "contact_address": "nowhere"}, "does not look like an e-mail"),
        ({"way": "phone", "contact_address": "12"}, "too short for a phone number"),
        ({"way": "phone", "contact_address": "415 555 0100", "until": "2026-01-01"}, "This day is over"),
        ({"way": ""}, "Please choose one"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_stay(client, changes, message):
    response = send(client, ADDRESS, **changes)

    assert message in errors(response)
    assert changes.get("message") or "Near the pond" in response.content.decode()


def test_what_is_wrong_is_listed_in_the_order_of_the_page(client):
    document = Document(send(client, ADDRESS, about="", message="", what_happened="", way="").content.decode())
    (summary,) = [each for each in document.elements if each.get("role") == "alert"]
    leads_to = [link.get("href", "") for link in summary.iter("a")]
    assert leads_to == ["#id_about_0", "#id_message", "#id_way_0"]
    assert {href.removeprefix("#") for href in leads_to} <= set(document.ids)


# ── Words of every kind ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words",
    [
        "我在採石場" * 4_000,
        "👩🏽‍🚀☂️🦩" * 2_000,
        "أنا هنا ولا أخاف " * 1_000 + "!",
        "line one\n\n  line two\twith a tab\n",
        "\u202eright to left\u202c and back",
        "<script>alert(1)</script> {{ x }} {% y %}",
    ],
)
def test_words_in_any_script_are_kept_as_they_were_typed(client, maria, words):
    assert send(client, ADDRESS, message=words.replace("\n", "\r\n")).status_code == 200
    assert letter_to(maria).data["message"] == words.strip()


def test_long_words_come_back_whole_when_something_else_is_wrong(client):
    words = "我在採石場" * 4_000
    assert words in send(client, ADDRESS, message=words, about="").content.decode()


def test_script_that_comes_back_is_text(client):
    html = send(client, ADDRESS, message="<script>alert(1)</script>", about="").content.decode()
    assert "<script>alert" not in html


def test_what_no_keyboard_types_is_left_out_and_the_rest_is_kept(client, maria):
    assert send(client, ADDRESS, message="A\x00heron\x07").status_code == 200
    assert letter_to(maria).data["message"] == "Aheron"


@pytest.mark.parametrize("character", [WORST, '"', "\\", "\n"])
def test_the_longest_of_everything_at_once_can_be_sealed(client, maria, character):
    # Spaces at the ends are cut, so something else stands there.
    longest = {
        name: f"x{character * (length - 2)}x"
        for name, length in {
            "message": LONGEST_TEXT, "what_happened": LONGEST_ACCOUNT, "when": LONGEST_LINE, "where": LONGEST_LINE,
            "name": LONGEST_LINE, "language_wanted": LONGEST_LINE, "hours": LONGEST_LINE, "say_you_are": LONGEST_LINE,
        }.items()
    }  # fmt: skip
    address = f"+1 415 555 0100 {character * 280}x"
    reached = {"way": "phone", "contact_address": address, "may_leave_voicemail": "on", "until": "2027-05-01"}
    response = send(client, ADDRESS, **longest, **reached, would_help=["heard", "advice", "police", "compensation"])

    assert response.status_code == 200
    assert len(letter_to(maria).data["message"]) == LONGEST_TEXT
    assert len(Record.objects.get().sealed) <= sealing.SIZES[-1] + 100


# ── Interpreter ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("prefix", "wanted", "is_needed"),
    [
        ("", "", False), ("", "English", False), ("", "english.", False), ("", "Inglés", False),
        ("", "Tagalog", True), ("/es", "", True), ("/es", "English", True),
    ],
)  # fmt: skip
def test_staff_see_where_an_interpreter_is_needed(client, maria, prefix, wanted, is_needed):
    send(client, f"{prefix}{ADDRESS}", language_wanted=wanted)
    assert letter_to(maria).needs_interpreter is is_needed


def test_the_press_form_comes_back_where_only_the_press_has_no_key(client, maria):
    Queue.objects.filter(name="press").update(is_stopped=True)
    response = send(client, ADDRESS, about="press")
    assert response.status_code == 503
    assert "Marmalade sky" in response.content.decode()
    assert send(client, ADDRESS).status_code == 200
