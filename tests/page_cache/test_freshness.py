"""What staff change is there at once, on its day, and whole; a crowd makes no more work than one reader."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection

from idpwsp.foundation.page_cache import front, generation
from tests.factories import make_page, page_words
from tests.front import Front


def test_a_change_shows_at_the_next_question(process, django, database):
    process.get("/help/")
    django.words = "new words"
    assert "old words" in process.get("/help/").text

    database.move()
    assert process.get("/help/").text == "new words"


def test_every_process_sees_it_by_itself(django, database):
    processes = [Front(django) for _each in range(4)]
    for each in processes:
        each.get("/help/")
    django.words = "new words"
    database.move()

    assert {each.get("/help/").text for each in processes} == {"new words"}


def test_what_appears_by_its_date_shows_within_half_a_minute_without_anybody_saving_anything(process, django, clock):
    process.get("/help/")
    django.words = "new words"
    clock.go(front.LIFETIME + 1)

    assert process.get("/help/").text == "new words"
    assert front.LIFETIME + front.OVERDUE <= 30


def in_a_crowd(process, readers=20):
    """What each of many readers gets who come while one page is being rendered for the first of them."""
    answers, all_are_there = [], threading.Barrier(readers)

    def ask():
        all_are_there.wait(10)
        answers.append(process.get("/help/").text)

    threads = [threading.Thread(target=ask) for _reader in range(readers)]
    for thread in threads:
        thread.start()
    return answers, threads


def finish(threads):
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


@pytest.mark.parametrize("is_change", [True, False], ids=["changed", "only its time is over"])
def test_while_one_renders_the_others_get_the_old_page(process, django, database, clock, is_change):
    process.get("/help/")
    django.words = "new words"
    django.may_finish.clear()
    if is_change:
        database.move()
    else:
        clock.go(front.LIFETIME + 1)
    answers, threads = in_a_crowd(process)
    for thread in threads:
        # All but the one that renders.
        thread.join(0.5)
    waiting = [thread for thread in threads if thread.is_alive()]

    assert len(waiting) == 1
    assert set(answers) == {"old words " * 100}
    django.may_finish.set()
    finish(threads)
    assert "new words" in answers
    assert django.times == 2


def test_a_crowd_before_a_page_that_is_not_there_yet_makes_one_rendering(process, django):
    answers, threads = in_a_crowd(process)
    finish(threads)

    assert django.times == 1
    assert set(answers) == {"old words " * 100}


def test_nobody_gets_a_changed_page_two_seconds_later(process, django, database, clock):
    """The first still renders, very slowly: the others wait rather than read what staff have taken back."""
    process.get("/help/")
    django.words = "new words"
    django.may_finish.clear()
    database.move()
    first = threading.Thread(target=process.get, args=["/help/"])
    django.is_rendering.clear()
    first.start()
    assert django.is_rendering.wait(10)
    clock.go(front.CHANGED + 0.1)
    answers, threads = in_a_crowd(process, readers=3)
    threads[0].join(0.3)
    assert not answers

    django.may_finish.set()
    finish([first, *threads])
    assert set(answers) == {"new words"}
    assert float("inf") == generation.INTERVAL or generation.INTERVAL + front.CHANGED < 2


def test_a_page_that_was_changed_twice_is_never_shown_as_it_was_before_the_first(process, django, database):
    process.get("/help/")
    database.move()
    database.read()
    database.move()
    django.may_finish.clear()
    django.is_rendering.clear()
    first = threading.Thread(target=process.get, args=["/help/"])
    first.start()
    assert django.is_rendering.wait(10)
    answers, threads = in_a_crowd(process, readers=2)
    threads[0].join(0.3)
    assert not answers

    django.may_finish.set()
    finish([first, *threads])


def test_a_page_during_whose_rendering_something_changed_is_rendered_again(process, django, database):
    changes = iter([True, False])

    def answer(environ, start_response):
        if next(changes, False):
            database.move()
            django.words = "whole new words"
        return django(environ, start_response)

    process.cache.application = answer
    assert process.get("/help/").text == "whole new words"
    assert django.times == 2
    assert process.kept == {"/help/"}


def test_where_changes_never_end_a_page_is_served_and_not_kept(process, django, database):
    def answer(environ, start_response):
        database.move()
        return django(environ, start_response)

    process.cache.application = answer

    assert process.get("/help/").status_code == 200
    assert django.times == front.ATTEMPTS
    assert not process.kept


def test_a_page_that_was_taken_down_is_not_there_any_more(process, django, database):
    process.get("/help/")
    django.status = "410 Gone"
    database.move()

    assert process.get("/help/").status_code == 410
    assert not process.kept


def test_where_django_only_has_an_error_and_nothing_changed_the_old_page_is_better(process, django, clock):
    process.get("/help/")
    django.status, django.words = "500 Internal Server Error", "sorry"
    clock.go(front.LIFETIME + 1)

    assert process.get("/help/").text == "old words " * 100


def test_but_not_for_ever_and_never_where_something_was_changed(process, django, database, clock):
    process.get("/help/")
    process.get("/about/")
    django.status, django.words = "500 Internal Server Error", "sorry"
    clock.go(front.LIFETIME + front.BROKEN + 1)
    assert process.get("/help/").status_code == 500

    process.get("/news/")
    database.move()
    clock.go(front.CHANGED + 1)
    assert process.get("/news/").status_code == 500


# ── With a real database ───────────────────────────────────────────────────


@pytest.mark.django_db(transaction=True)
def test_an_edit_in_another_process_is_seen_within_a_second(clock, monkeypatch):
    generation.move()
    monkeypatch.setattr(generation, "INTERVAL", 1.0)
    before = generation.current().token

    def elsewhere():
        # A connection of its own, and no word of it to this process.
        with connection.cursor() as cursor:
            cursor.execute("UPDATE foundation_generation SET token = 42")
        connection.close()

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert generation.current().token == before
    clock.go(1.01)

    assert generation.current() == generation.Seen(42, before, clock.now, clock.now)


@pytest.mark.django_db
def test_where_the_database_cannot_be_read_the_pages_stay(monkeypatch):
    generation.move()
    before = generation.current().token
    generation.look_again()

    def broken():
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", broken)

    assert generation.current().token == before


@pytest.mark.django_db
def test_an_edit_of_the_real_site_shows_at_once(organisation):
    page = make_page("help", "help", words={"en": page_words(title="Old title")})
    process = Front()
    assert "Old title" in process.get(page.get_absolute_url()).text

    page.set_current_language("en")
    page.title = "New title"
    page.save()

    assert "New title" in process.get(page.get_absolute_url()).text


@pytest.mark.django_db
def test_a_page_appears_and_disappears_on_its_own(organisation, clock):
    noon = datetime(2026, 11, 22, 20, tzinfo=UTC)
    page = make_page("soon", publish_at=noon, unpublish_at=noon + timedelta(hours=1))
    process, seen = Front(), []
    for minutes in (-1, 1, 61):
        clock.go(60)
        with time_machine.travel(noon + timedelta(minutes=minutes), tick=False):
            seen.append(process.get(page.get_absolute_url()).status_code)

    assert seen == [404, 200, 410]
