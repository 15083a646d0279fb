"""Asking for a feed again: 304 for who has it, the new one as soon as anything in it changed."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.factories import make_article, make_correction
from tests.front import Front

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 22, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ours(organisation):
    return organisation


def touch(article, **fields):
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()


def ask(**headers):
    return Front().get("/feed/", headers=headers)


def again(response, *names):
    headers = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
    return ask(**{headers[name]: response.headers[name] for name in names})


def test_who_has_it_is_told_so_and_nothing_is_sent():
    make_article()
    first = ask()

    for names in (["ETag"], ["Last-Modified"], ["ETag", "Last-Modified"]):
        second = again(first, *names)
        assert second.status_code == 304, names
        assert second.content == b""
        assert second.headers["ETag"] == first.headers["ETag"]
        assert second.headers["Cache-Control"] == "public, max-age=600"


def test_a_compressed_answer_can_be_asked_for_again():
    make_article()
    first = ask(**{"Accept-Encoding": "gzip"})

    assert first.headers["Content-Encoding"] == "gzip"
    second = ask(**{"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    assert second.status_code == 304


def unpublish(article):
    touch(article, status="draft")


def end(article):
    touch(article, unpublish_at=timezone.now() - timedelta(seconds=1))


def delete(article):
    article.delete()


def correct(article):
    make_correction(article)


@pytest.mark.parametrize("change", [unpublish, end, delete, correct])
def test_who_has_an_older_one_gets_the_new_one(change):
    with time_machine.travel(NOON, tick=False):
        article = make_article()
        first = ask()
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        change(article)
        second = again(first, "ETag", "Last-Modified")

        assert second.status_code == 200
        assert second.headers["ETag"] != first.headers["ETag"]
        if change is not delete:
            assert again(first, "Last-Modified").status_code == 200


def test_who_asks_by_date_alone_is_answered_anew_once_a_day_because_a_date_tells_of_no_deletion():
    with time_machine.travel(NOON, tick=False):
        article = make_article()
        first = ask()
        article.delete()
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        assert again(first, "Last-Modified").status_code == 200


def test_an_article_that_appears_or_disappears_by_itself_is_a_change():
    with time_machine.travel(NOON, tick=False):
        make_article(publish_at=NOON + timedelta(hours=1), unpublish_at=NOON + timedelta(hours=2))
    answers = []
    for minutes in (50, 70, 130):
        with time_machine.travel(NOON + timedelta(minutes=minutes), tick=False):
            answers.append(ask())
            if len(answers) > 1:
                assert again(answers[-2], "ETag").status_code == 200
                assert again(answers[-2], "Last-Modified").status_code == 200

    assert [b"<entry>" in answer.content for answer in answers] == [False, True, False]


def test_only_its_head_can_be_asked_for():
    make_article()
    response = Front().head("/feed/")

    assert response.status_code == 200
    assert response.content == b""
    assert response.headers["ETag"] == ask().headers["ETag"]


def test_it_sets_no_cookie_and_is_the_same_for_everybody():
    make_article()
    first = ask(**{"User-Agent": "One", "Accept-Language": "es"})
    second = ask(**{"User-Agent": "Two", "Cookie": "staff=1"})

    assert not first.cookies
    assert first.content == second.content
    assert first.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"


def test_nothing_can_be_sent_to_it(client):
    assert client.post("/feed/").status_code == 405
