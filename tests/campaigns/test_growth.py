"""However much there is, an address asks the database as often as before: lists, archives, pages, sitemap, search."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Campaign, Endorsement, Event, Reply
from resources.models import Page
from tests.factories import (
    make_article,
    make_campaign,
    make_date,
    make_event,
    make_page,
    make_step,
    page_words,
    put_words,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

FEW, MANY = 5, 50
YEAR = timezone.localdate().year - 1

# One line an address. Each is asked with few and with many of everything, in English and in Spanish.
ADDRESSES = [
    "/",
    "/campaigns/",
    "/campaigns/campaign-0/",
    "/news/",
    f"/news/{YEAR}/",
    "/news/article-0/",
    "/events/",
    f"/events/{YEAR}/",
    "/events/event-0/",
    "/a-z/",
    "/all/",
    "/search/?q=sample",
    "/feed/",
    "/campaigns/campaign-0/feed/",
    "/campaigns/campaign-0/news/",
    "/events/calendar.ics",
    "/events/event-0.ics",
]
# Those that there are in no language.
PARTS = ["", "-pages", "-campaigns", "-news", "-events", "-lists"]
EACH = [
    *ADDRESSES,
    *(f"/es{address}" for address in ADDRESSES),
    *(f"/sitemap{part}.xml" for part in PARTS),
]


def make(numbers):
    """Of everything as many as there are numbers, in two languages, everything belonging to the first of each kind."""
    for number in numbers:
        words = {
            code: page_words(menu_title=f"Sample {number}", title=f"Sample {code} {number}") for code in ("en", "es")
        }
        make_page(f"page-{number}", "facts", words)
        campaign = make_campaign(f"campaign-{number}", words)
        first = campaign if number == 0 else Campaign.objects.get(slug="campaign-0")
        first.rests_on.add(Page.objects.get(slug=f"page-{number}"))
        step = make_step(first, f"step-{number}", is_victory=True)
        put_words(step, {"es": {"title": f"Paso {number}", "body": "<p>x</p>"}})
        article = make_article(f"article-{number}", words, campaign=first, dated=timezone.localdate())
        make_article(f"older-{number}", words, campaign=first, dated=timezone.localdate().replace(YEAR, 7, 1))
        make_event(f"event-{number}", words=words, campaign=first)
        make_event(f"older-{number}", timezone.localdate().replace(YEAR, 7, 1), words, campaign=first)
        make_date(Event.objects.get(slug="event-0"), timezone.localdate() + timedelta(days=number))
        Endorsement.objects.create(
            campaign=first, shown_as="full-name", name=f"Name {number}", state=Endorsement.State.APPROVED
        )
        for to in ({"campaign": first}, {"article": article if number == 0 else first.articles.get(slug="article-0")}):
            Reply.objects.create(text=f"Reply {number}", state=Reply.State.APPROVED, **to)


def questions(client, address):
    """How often an address asks the database."""
    # Whatever is done once in a process, or once after a change, is not counted.
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_the_number_of_questions_depends_on_nothing_that_grows(client):
    make_page("home", "home", at_root=True)
    make(range(FEW))
    before = {address: questions(client, address) for address in EACH}
    make(range(FEW, MANY))
    after = {address: questions(client, address) for address in EACH}

    assert after == before
    assert {address: number for address, number in after.items() if number > 40} == {}
