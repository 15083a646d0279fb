"""What the front page for staff says of the last audit."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from idpwsp.selfaudit import outcome
from tests.conftest import Reader
from tests.markup import Document, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(tmp_path, settings):
    settings.DATA_DIR = tmp_path


def test_that_nobody_has_looked_yet(staff):
    """Of a new site that is nothing to worry about."""
    page = read(staff, "/staff/")
    assert "Nobody has looked yet." in page.words
    assert not on_top(page)


def test_that_nobody_has_ever_looked_at_a_site_that_is_not_new_stands_on_top(staff):
    User.objects.update(date_joined=timezone.now() - timedelta(days=2))
    page = read(staff, "/staff/")
    assert "the site has never looked at itself" in page.words
    assert on_top(page)


def on_top(page: Document) -> bool:
    return page.words.index("Are our promises kept?") < page.words.index("Add a page")


def test_when_all_was_held(staff):
    outcome.keep([])
    page = read(staff, "/staff/")
    assert "it kept what it promises to readers" in page.words
    assert "the periodic worker may have stopped" not in page.words
    assert not on_top(page)


def test_what_is_broken_and_since_when_stands_on_top(staff):
    outcome.keep([])
    outcome.keep(["No cookie for readers: /help/ sets the cookie <b>"])

    page = read(staff, "/staff/")
    words = page.words

    assert "/help/ sets the cookie <b>" in words
    assert "it did not find every promise to readers kept" in words
    assert "all were kept for the last time" in words
    assert on_top(page)


def test_that_it_has_not_looked_for_days_stands_on_top(staff, monkeypatch):
    then = timezone.now() - timedelta(days=3)
    with monkeypatch.context() as patch:
        patch.setattr(outcome.timezone, "now", lambda: then)
        outcome.keep([])
    page = read(staff, "/staff/")
    assert "the periodic worker may have stopped" in page.words
    assert "Yes:" not in page.words
    assert on_top(page)


def test_everybody_on_the_staff_sees_it(organisation):
    outcome.keep(["Something"])
    reader = Reader()
    reader.force_login(User.objects.create_user("ana", is_staff=True))
    assert "Something" in read(reader, "/staff/").words


def test_a_stranger_does_not(client):
    outcome.keep(["Something"])
    assert client.get("/staff/").status_code == 302
