"""However much there is, an address asks the database as often as before: lists, archives, pages, forms, sitemap,
search, and all that staff look at."""

from datetime import timedelta

import pytest
import reversion
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns import timeline
from campaigns.models import Article, Campaign, Endorsement, Event, Reply
from idpwsp import sitemaps
from resources.models import Page
from tests.factories import (
    make_article,
    make_campaign,
    make_date,
    make_endorsement,
    make_event,
    make_page,
    make_reply,
    make_step,
    page_words,
    put_words,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

# More than stand on a page of a list.
FEW, MANY = 4, 24
YEAR = timezone.localdate().year - 1

# One line an address. Each is asked with few and with many of everything.
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
    "/press/",
    "/about/won/",
    "/campaigns/campaign-0/replies/",
    "/campaigns/campaign-0/reply/",
    "/news/article-0/replies/",
    "/news/article-0/reply/",
    "/endorse/campaign-0/",
    "/endorse/campaign-0/names/",
    "/endorse/campaign-0/sheet/",
    "/withdraw/",
]
# One of each shape: what is translated is read in the same way everywhere.
IN_SPANISH = ["/", "/campaigns/campaign-0/", "/news/", "/events/event-0/", "/a-z/", "/search/?q=sample", "/feed/"]
# Those that there are in no language.
PARTS = ["", "-pages", "-campaigns", "-news", "-events", "-lists"]
EACH = [
    *ADDRESSES,
    *(f"/es{address}" for address in IN_SPANISH),
    *(f"/sitemap{part}.xml" for part in PARTS),
]


STORIES = {"campaign": Campaign, "article": Article, "event": Event}

# What staff look at. The name of a kind stands for the number of the first of it.
FOR_STAFF = [
    "/staff/",
    "/staff/checks/",
    "/staff/deleted/",
    "/staff/links/",
    *(
        address
        for kind in STORIES
        for address in (
            f"/staff/campaigns/{kind}/",
            f"/staff/campaigns/{kind}/?q=sample",
            f"/staff/campaigns/{kind}/add/",
            f"/staff/campaigns/{kind}/{kind.upper()}/change/",
            f"/staff/campaigns/{kind}/{kind.upper()}/change/?language=es",
            f"/staff/campaigns/{kind}/{kind.upper()}/history/",
            f"/staff/preview/{kind}/{kind.upper()}/en/?drafts",
        )
    ),
    *(
        address
        for kind in ("endorsement", "reply")
        for address in (
            f"/staff/campaigns/{kind}/",
            f"/staff/campaigns/{kind}/?state=all",
            f"/staff/campaigns/{kind}/{kind.upper()}/change/",
        )
    ),
    "/staff/campaigns/endorsement/sheet/",
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
        story = article if number == 0 else Article.objects.get(slug="article-0")
        for state in (Reply.State.APPROVED, Reply.State.WAITING):
            # One name for all, so that each is perhaps a double.
            make_endorsement(first, state=state)
            make_reply(first, f"Call 415-555-01{number:02}.", state=state)
            make_reply(story, f"Reply {number}", state=state)
        make_history(number, first, story)


def make_history(number, *stories):
    """One more step in the history of each, and one more article that was deleted."""
    with reversion.create_revision():
        gone = make_article(f"gone-{number}")
        for story in (*stories, Event.objects.get(slug="event-0")):
            story.save()
    gone.delete()


def questions(client, address):
    """How often an address asks the database."""
    # Whatever is done once in a process, or once after a change, is not counted.
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def for_staff():
    """The addresses that staff look at, with the numbers of the first things."""
    found = {"ENDORSEMENT": Endorsement.objects.first(), "REPLY": Reply.objects.first()}
    found |= {name.upper(): model.objects.get(slug=f"{name}-0") for name, model in STORIES.items()}
    for address in FOR_STAFF:
        for name, thing in found.items():
            address = address.replace(f"/{name}/", f"/{thing.pk}/")
        yield address


def test_the_number_of_questions_depends_on_nothing_that_grows(client, staff, monkeypatch):
    monkeypatch.setattr(sitemaps, "AT_A_TIME", 10)
    # Victories that all fit into the row of years are not counted beside: one question less on the home page.
    monkeypatch.setattr(timeline, "YEARS", 1)
    make_page("home", "home", at_root=True)
    make_page("won", "about")
    make_page("press", "site", at_root=True)
    make(range(FEW))
    asked = [*((client, address) for address in EACH), *((staff, address) for address in for_staff())]
    before = {address: questions(who, address) for who, address in asked}
    make(range(FEW, MANY))
    after = {address: questions(who, address) for who, address in asked}

    assert after == before
    assert {address: number for address, number in after.items() if number > 40} == {}


@pytest.mark.parametrize("decision", ["approve", "decline"])
def test_deciding_on_many_at_once_asks_no_more_than_on_few(staff, decision):
    campaign = make_campaign()

    def decide(number):
        selected = [make_endorsement(campaign, f"Ana {each}").pk for each in range(number)]
        with CaptureQueriesContext(connection) as queries:
            staff.post("/staff/campaigns/endorsement/", {"action": decision, "_selected_action": selected})
        assert not Endorsement.objects.waiting().exists()
        return len(queries)

    decide(FEW)
    assert decide(FEW) == decide(MANY)
