"""How often a public page that is not kept asks the database, once its process knows what stands on every page."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from idpwsp.foundation.page_cache import remembering
from resources.models import Section
from tests.factories import (
    make_article,
    make_campaign,
    make_card,
    make_door,
    make_landing,
    make_need,
    make_page,
    make_service,
    make_step,
    page_words,
)
from tests.inbox.keys import make_keys

pytestmark = pytest.mark.django_db

BOTH = {"en": page_words(), "es": page_words(title="Una página")}
# Address → the queries that its page may make, and for what.
MOST = {
    # The page, its words and cards; ways in with theirs; events; what was won, on which page; news.
    "/": 13,
    # The page, its words and cards; how many services below which needs, which of them stand here, and their words and
    # sources.
    "/help/": 10,
    # The page, its words, how many pages it lists and these with their words, cards.
    "/rights/": 6,
    # The page, its words, its cards with theirs and their sources.
    "/rights/compensation/": 5,
    # The page as above, and the queues with their key.
    "/contact/": 8,
    # The page as above, and the queues.
    "/privacy/": 5,
    "/news/": 6,
    "/news/sample/": 14,
    "/campaigns/": 4,
    "/campaigns/sample/": 13,
    "/events/": 5,
    "/search/": 0,
    # Is it a page, was it one, did something stand here?
    "/no-such-page/": 3,
    # The way out asks nobody.
    "/leave/": 0,
}


@pytest.fixture
def site(organisation, monkeypatch):
    """Something of each kind. As in a request, nothing happens in a transaction."""
    home = make_page("home", Section.HOME, BOTH, at_root=True)
    for section in (Section.RIGHTS, Section.HELP, Section.CONTACT):
        make_door(home, make_landing(section, words=BOTH))
    rights = make_page("compensation", Section.RIGHTS, BOTH)
    for number in range(3):
        make_card(rights, f"card-{number}", sources=2)
    make_service(make_need(), sources=2)
    make_page("won", Section.ABOUT)
    make_page("privacy", Section.SITE, BOTH, at_root=True)
    campaign = make_campaign()
    make_step(campaign, is_victory=True)
    make_article(campaign=campaign)
    make_keys()
    monkeypatch.setattr(remembering, "connection", SimpleNamespace(in_atomic_block=False))


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize("address", MOST)
def test_a_page_asks_no_more_than_it_needs(site, client, prefix, address):
    if address == "/leave/" and prefix:
        address, prefix = "/leave/", ""
    client.get(f"{prefix}{address}")

    with CaptureQueriesContext(connection) as captured:
        response = client.get(f"{prefix}{address}")

    assert response.status_code in (200, 303, 404), address
    assert len(captured) <= MOST[address], [query["sql"] for query in captured]
