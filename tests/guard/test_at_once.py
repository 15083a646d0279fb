"""Two workers of the real server, which a double click may reach both at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.guard.server import serving_forms
from tests.guard.urls import NoteForm


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with serving_forms(tmp_path_factory.mktemp("data")) as site:
        yield site


def send_until_both_have_answered(site, texts):
    workers = set()
    for text in texts:
        workers.add(site.send(text))
    assert len(workers) == 2, "one worker has answered all of them"


def test_the_same_words_at_one_moment_make_one_entry(site):
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(site.send, ["At one moment"] * 16))

    assert len(site.kept("At one moment")) == 1


def test_a_worker_knows_what_another_has_kept(site):
    send_until_both_have_answered(site, ["To both"] * 60)

    assert len(site.kept("To both")) == 1


def test_the_limit_holds_over_all_workers(site):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(site.send, [f"Number {number}" for number in range(NoteForm.hourly_limit + 5)]))

    # Some of the hour's number may have been used up by the tests above.
    assert len(site.kept("Number %")) == NoteForm.hourly_limit + 5
    assert sum(site.kept("Number %")) >= 5


def test_the_address_of_the_sender_is_nowhere_in_the_data(site):
    site.send("Only words")

    for path in site.database.parent.rglob("*"):
        if path.is_file() and path.name != "log":
            assert b"127.0.0.1" not in path.read_bytes(), path.name


def test_who_asks_for_the_head_alone_leaves_no_line_in_the_log(site):
    before = site.log

    # Of one answer the line may still be on its way.
    for _each in range(20):
        site.ask_for_head("/campaigns/")

    assert site.log == before
