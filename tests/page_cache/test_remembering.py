"""What many pages show alike is read once, until content changes or some seconds are over, and never half-way."""

import threading
from dataclasses import FrozenInstanceError
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from idpwsp.chrome import menu
from idpwsp.foundation.page_cache import generation, remembering
from idpwsp.foundation.page_cache.remembering import CAPACITY, LIFETIME, forget, remembered
from resources.landing import landings, site_pages
from resources.models import Organisation, Page, Section
from tests.admin_forms import change, send
from tests.factories import make_landing, make_page, page_words

pytestmark = pytest.mark.django_db

CALLS = []


@remembered
def sample(name: str = "") -> tuple[str, int]:
    CALLS.append(name)
    return name, len(CALLS)


@pytest.fixture(autouse=True)
def begun(organisation):
    """The organisation is public content: with it there is a generation."""
    CALLS.clear()


@pytest.fixture
def outside(monkeypatch):
    """As in a request: not in a transaction, as all tests are."""
    monkeypatch.setattr(remembering, "connection", SimpleNamespace(in_atomic_block=False))


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(time=lambda: now.at, at=1_000_000.0)
    monkeypatch.setattr(remembering, "time", now)
    return now


def test_it_is_read_once(outside):
    assert sample("a") is sample("a")
    assert CALLS == ["a"]


def test_each_argument_and_each_language_has_its_own(outside):
    sample("a")
    sample("b")
    with translation.override("es"):
        sample("a")
    sample("a")
    assert CALLS == ["a", "b", "a"]


def test_a_change_of_content_makes_it_old_at_once(outside):
    sample()
    make_page("new")
    sample()
    assert len(CALLS) == 2


def test_some_seconds_make_it_old(outside, clock):
    sample()
    clock.at += LIFETIME - 0.1
    sample()
    assert len(CALLS) == 1
    clock.at += 0.1
    sample()
    assert len(CALLS) == 2


def test_a_clock_that_is_put_back_does_not_keep_it(outside, clock):
    sample()
    clock.at -= 3600
    sample()
    assert len(CALLS) == 2


def test_it_never_grows_beyond_its_bound(outside):
    for number in range(3 * CAPACITY):
        sample(str(number))
    kept = sum(len(each.__self__) for each in remembering._forget)
    assert kept <= CAPACITY
    forget()
    assert sum(len(each.__self__) for each in remembering._forget) == 0


def test_in_a_transaction_nothing_is_remembered_and_nothing_looked_up(outside, monkeypatch):
    sample()
    monkeypatch.setattr(remembering, "connection", connection)
    with transaction.atomic():
        sample()
        sample()
    assert len(CALLS) == 3


def test_nothing_is_remembered_while_nobody_knows_the_generation(outside):
    generation.Generation.objects.all().delete()
    generation.look_again()
    sample()
    sample()
    assert len(CALLS) == 2


def test_what_fails_is_not_remembered(outside):
    @remembered
    def broken() -> str:
        CALLS.append("broken")
        raise ValueError

    for _each in range(2):
        with pytest.raises(ValueError):  # noqa: PT011 - ours
            broken()
    assert len(CALLS) == 2


def test_many_threads_at_once_all_get_it(outside):
    found = []
    generation.current()
    threads = [threading.Thread(target=lambda: found.append(sample("a"))) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [name for name, _number in found] == ["a"] * 20


# ── What is remembered ─────────────────────────────────────────────────────


def test_nobody_can_change_what_everybody_gets(outside):
    make_landing(Section.RIGHTS)
    make_page("privacy", Section.SITE, at_root=True)
    for found in (landings(), site_pages(), menu()):
        assert isinstance(found, tuple)
        with pytest.raises(FrozenInstanceError):
            found[0].url = "/elsewhere/"
    with pytest.raises(FrozenInstanceError):
        Organisation.shown().phone = "0"


def test_a_page_asks_nothing_for_what_stands_around_it(outside, client):
    make_landing(Section.RIGHTS)
    make_page("privacy", Section.SITE, at_root=True)
    make_page("papers", Section.RIGHTS)
    client.get("/rights/papers/")

    with CaptureQueriesContext(connection) as captured:
        html = client.get("/rights/papers/").content.decode()

    # The page, its words, and the cards that it has not.
    assert len(captured) == 3
    assert "/privacy/" in html
    assert "415-555-0100" in html


def test_an_edit_shows_on_every_page_at_once(outside, client):
    page = make_landing(Section.RIGHTS)
    assert "What we ask" not in client.get("/rights/").content.decode()
    words = page.translations.get(language_code="en")
    words.menu_title = "What we ask"
    words.save()
    Organisation.objects.update(phone="415-555-0199")

    for address in ("/rights/", "/news/", "/no-such-page/"):
        html = client.get(address).content.decode()
        assert "What we ask" in html
        assert "415-555-0199" in html
        assert "415-555-0100" not in html


def test_a_page_taken_away_leaves_the_menu_at_once(outside, client):
    page = make_landing(Section.RIGHTS)
    assert 'href="/rights/"' in client.get("/news/").content.decode()
    page.status = Page.Status.DRAFT
    page.save()
    assert 'href="/rights/"' not in client.get("/news/").content.decode()


def test_a_preview_without_saving_is_remembered_by_nobody(outside, monkeypatch, client, staff):
    # The admin saves, shows and takes back within one transaction.
    monkeypatch.setattr(remembering, "connection", connection)
    page = make_landing(Section.RIGHTS, words={"en": page_words(menu_title="As it is")})
    response = send(staff, change(page), "page_form", "_preview", menu_title="Not saved")
    assert "Not saved" in response.content.decode()
    monkeypatch.setattr(remembering, "connection", SimpleNamespace(in_atomic_block=False))

    for address in ("/rights/", "/news/"):
        assert "Not saved" not in client.get(address).content.decode()
