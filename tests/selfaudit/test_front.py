"""What the front page for staff says of the last audit."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from idpwsp.selfaudit import outcome
from tests.conftest import Reader
from tests.markup import read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(tmp_path, settings):
    settings.DATA_DIR = tmp_path


def test_that_nobody_has_looked_yet(staff):
    assert "Nobody has looked yet." in read(staff, "/staff/").words


def test_when_all_was_held(staff):
    outcome.keep([])
    words = read(staff, "/staff/").words
    assert "it kept what it promises to readers" in words
    assert "the periodic worker may have stopped" not in words


def test_what_is_broken_and_since_when_stands_on_top(staff):
    outcome.keep([])
    outcome.keep(["No cookie for readers: /help/ sets the cookie <b>"])

    words = read(staff, "/staff/").words

    assert "/help/ sets the cookie <b>" in words
    assert "broken since" in words
    assert "All were last kept on" in words
    assert words.index("Are our promises kept?") < words.index("Add a page")


def test_that_it_has_not_looked_for_days(staff, monkeypatch):
    then = timezone.now() - timedelta(days=3)
    with monkeypatch.context() as patch:
        patch.setattr(outcome.timezone, "now", lambda: then)
        outcome.keep([])
    assert "the periodic worker may have stopped" in read(staff, "/staff/").words


def test_everybody_on_the_staff_sees_it(organisation):
    outcome.keep(["Something"])
    reader = Reader()
    reader.force_login(User.objects.create_user("ana", is_staff=True))
    assert "Something" in read(reader, "/staff/").words


def test_a_stranger_does_not(client):
    outcome.keep(["Something"])
    assert client.get("/staff/").status_code == 302
