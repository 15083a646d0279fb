"""What looks like a robot's is set aside for staff: never refused, and never told."""

import pytest

from idpwsp.foundation.guard.forms import TRAP
from tests.guard.conftest import NOTE
from tests.guard.pressing import document_of
from tests.guard.urls import ENTRIES, NoteForm
from tests.markup import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(time_machine):
    """At the beginning of an hour, so that no test passes into the next."""
    time_machine.move_to("2026-11-22T12:00:00Z", tick=False)
    return time_machine


def send_many(send, count, **options):
    return [send(text=f"Words number {number}", **options) for number in range(count)]


def doubts():
    return [entry["is_doubtful"] for entry in ENTRIES.values()]


def test_an_ordinary_form_is_not_doubtful(send):
    send()
    assert doubts() == [False]


# ── The field for robots ───────────────────────────────────────────────────


def test_whoever_fills_in_the_field_that_nobody_sees_is_set_aside(send):
    response = send(**{TRAP: "cheap pills"})

    assert response.status_code == 200
    assert doubts() == [True]
    assert "CODE-1-1" in document_of(response).main


def test_nobody_sees_that_field_or_comes_to_it_by_keyboard(client):
    document = document_of(client.get("/note/"))

    (field,) = [each for each in document.all("input") if each.get("name") == TRAP]
    assert field.get("tabindex") == "-1"
    assert field.get("autocomplete") == "off"
    assert not field.get("type")
    (around,) = [each for each in document.all("p") if field in each.iter()]
    # As a text browser shows it.
    assert text(around) == "Leave this empty"
    assert ".extra{display:none}" in "".join(document.first("style").itertext())
    for telltale in ("honey", "trap", "robot", "spam", "bot"):
        assert telltale not in " ".join([*field.attrib.values(), *around.attrib.values()])


def test_the_field_is_no_part_of_what_is_kept(send):
    send(**{TRAP: "cheap pills"})
    assert TRAP not in ENTRIES[1]


# ── Limits ─────────────────────────────────────────────────────────────────


def test_beyond_the_limit_a_sender_is_set_aside_and_sees_the_same_page(send):
    answers = send_many(send, NoteForm.hourly_limit + 2)

    assert doubts() == [False] * NoteForm.hourly_limit + [True] * 2
    assert {answer.status_code for answer in answers} == {200}
    pages = {answer.content.replace(f"CODE-{number}-1".encode(), b"") for number, answer in enumerate(answers, 1)}
    assert len(pages) == 1


def test_after_an_hour_it_begins_anew(send, clock):
    send_many(send, NoteForm.hourly_limit + 1)
    clock.shift(3600)
    send(text="An hour later")

    assert doubts()[-2:] == [True, False]


def test_another_sender_is_counted_for_herself(send, client):
    send_many(send, NoteForm.hourly_limit + 1)
    client.defaults["REMOTE_ADDR"] = "198.51.100.7"
    send(text="From somewhere else")

    assert doubts()[-2:] == [True, False]


def test_a_header_that_anybody_can_write_is_no_other_sender(send, client):
    for number in range(NoteForm.hourly_limit + 1):
        client.defaults["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{number}"
        send(text=f"Words number {number}")

    assert doubts()[-1] is True


def test_behind_a_proxy_of_ours_each_person_is_counted_for_herself(send, client, settings):
    settings.PROXY_COUNT = 1
    for number in range(NoteForm.hourly_limit + 1):
        client.defaults["HTTP_X_FORWARDED_FOR"] = f"198.51.100.{number}"
        send(text=f"Words number {number}")

    assert not any(doubts())


def test_mistakes_and_repetitions_are_not_counted(send):
    for _ in range(NoteForm.hourly_limit + 1):
        send({})
        send()
    send(text="Something else")

    assert doubts() == [False, False]


# ── Links ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "is_doubtful"),
    [
        ("See https://a.example and http://b.example and www.c.example", False),
        ("https://a.example http://b.example www.c.example HTTPS://d.example", True),
        ('<a href="x">a</a>' * 4, True),
        ("[url=x]a[/url]" * 4, True),
        ("Awww. Mr. http. " * 10, False),
    ],
)
def test_many_links_are_doubtful_and_a_few_are_not(send, words, is_doubtful):
    send({**NOTE, "text": words})
    assert doubts() == [is_doubtful]
