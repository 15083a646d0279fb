"""The same words twice within ten minutes make one entry, and only whoever has sent them gets its new code."""

import pytest
from django.core.cache import caches
from django.db import connection

from tests.guard.conftest import HIDDEN, NOTE
from tests.guard.pressing import document_of, press
from tests.guard.urls import ENTRIES

pytestmark = pytest.mark.django_db

MINE = "It was me: show me a new code"
ANOTHER = "Another person: count this too"


@pytest.fixture(autouse=True)
def clock(time_machine):
    # A minute before midnight, in Los Angeles and in UTC alike no moment at which anything may change.
    time_machine.move_to("2026-11-22T23:59:00Z", tick=False)
    return time_machine


def rows():
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM foundation_guard")
        return [key for (key,) in cursor.fetchall()]


def test_sent_twice_it_is_one_entry_with_a_new_code(send):
    send()
    response = send()

    assert list(ENTRIES) == [1]
    assert response.status_code == 200
    main = document_of(response).main
    assert "CODE-1-2" in main
    assert "The same as before." in main


def test_the_first_answer_does_not_say_that_it_was_sent_before(send):
    assert "The same as before." not in document_of(send()).main


def test_the_end_of_the_day_changes_nothing(send, clock):
    send()
    clock.shift(120)
    send()
    assert list(ENTRIES) == [1]


def test_after_ten_minutes_it_is_another_entry(send, clock):
    send()
    clock.shift(602)
    send()
    assert list(ENTRIES) == [1, 2]


@pytest.mark.parametrize(
    "changes",
    [{"text": "Other words."}, {"name": ""}, {"topics": ["a"]}, {"agreed": "on"}, {"address": "/note/two/"}],
)
def test_anything_else_is_another_entry(send, changes):
    send()
    send(**changes)
    assert list(ENTRIES) == [1, 2]


@pytest.mark.parametrize("changes", [{"text": "  What I have to say.\r\n"}, {"utm": "x"}, {"address": "/es/note/"}])
def test_what_makes_no_difference_to_the_words_makes_none(send, changes):
    send()
    send(**changes)
    assert list(ENTRIES) == [1]


def test_two_fields_never_run_into_each_other(send):
    send(name="A", text="nn.")
    send(name="Ann", text=".")
    assert list(ENTRIES) == [1, 2]


def test_nobody_elsewhere_gets_her_code_for_having_guessed_her_words(send, client):
    send()
    client.defaults["REMOTE_ADDR"] = "198.51.100.7"
    response = send()

    assert list(ENTRIES) == [1, 2]
    assert ENTRIES[1]["codes"] == 1
    assert "CODE-1" not in response.content.decode()


def test_what_was_taken_back_meanwhile_can_be_sent_anew(send):
    send()
    del ENTRIES[1]
    ENTRIES[7] = {}
    response = send()

    assert "CODE-2-1" in document_of(response).main


# ── What several people may send alike ─────────────────────────────────────


def test_what_another_person_may_have_sent_is_asked_about_before_any_code_is_lost(send):
    send(HIDDEN)
    response = send(HIDDEN)

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "The same was sent a moment ago" in document_of(response).main
    assert "CODE-" not in response.content.decode()
    assert ENTRIES[1]["codes"] == 1


def test_she_who_sent_it_twice_gets_a_new_code(client, send):
    send(HIDDEN)
    response = press(client, send(HIDDEN), MINE)

    assert list(ENTRIES) == [1]
    assert "CODE-1-2" in document_of(response).main


def test_another_person_is_counted_with_a_code_of_her_own(client, send):
    send(HIDDEN)
    response = press(client, send(HIDDEN), ANOTHER)

    assert list(ENTRIES) == [1, 2]
    assert ENTRIES[1]["codes"] == 1
    assert "CODE-2-1" in document_of(response).main
    assert ENTRIES[2]["text"] == "Count me."


def test_a_double_click_on_that_button_too_makes_one_entry(client, send):
    send(HIDDEN)
    asked = send(HIDDEN)
    press(client, asked, ANOTHER)
    response = press(client, asked, ANOTHER)

    assert list(ENTRIES) == [1, 2]
    assert "CODE-2-2" in document_of(response).main


def test_so_are_a_third_and_a_fourth(client, send):
    send(HIDDEN)
    for _ in range(3):
        press(client, send(HIDDEN), ANOTHER)
    assert list(ENTRIES) == [1, 2, 3, 4]


def test_the_buttons_send_the_same_words_to_the_same_page(client, send):
    words = {**HIDDEN, "text": "<b>Count</b>\r\nme & you", "topics": ["a", "b"]}
    send(words)
    press(client, send(words), ANOTHER)

    assert ENTRIES[2]["text"] == "<b>Count</b>\nme & you"
    assert ENTRIES[2]["topics"] == ["a", "b"]


# ── What is noted ──────────────────────────────────────────────────────────


def test_nothing_but_counters_and_numbers_of_entries_is_noted(send, client):
    client.defaults["REMOTE_ADDR"] = "198.51.100.7"
    for words in (NOTE, HIDDEN):
        send(words)

    cache = caches["guard"]
    noted = [cache.get(key.rsplit(":", 1)[1]) for key in rows()]
    assert sorted(noted) == [1, 2, 2]
    for key in rows():
        assert len(key.rsplit(":", 1)[1]) == 64
        assert "198.51" not in key


def test_what_has_expired_is_deleted_by_the_next(send, clock):
    send()
    before = set(rows())
    clock.shift(7200)
    send(text="Two hours later")

    assert len(rows()) == 2
    assert not before & set(rows())


def test_an_entry_that_could_not_be_kept_leaves_no_note(send, monkeypatch):
    def fail(form, is_doubtful):
        raise ValueError("a fault of ours")

    with monkeypatch.context() as patch:
        patch.setattr("tests.guard.urls.keep_entry", fail)
        assert send().status_code == 500
    assert rows() == []
    assert "CODE-1-1" in document_of(send()).main
