"""``/campaigns/``: every campaign with its demand, by how it stands."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Campaign
from tests.factories import make_campaign, page_words
from tests.markup import Document, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


def read(client, address="/campaigns/"):
    response = client.get(address)
    assert response.status_code == 200
    return Document(response.content.decode(), f"https://example.org{address}")


def shown(document):
    links = [a.get("href") for a in document.first("main").iter("a")]
    return [href for href in links if "/campaigns/" in href and not href.endswith("/campaigns/")]


def groups(document):
    """How they stand → the addresses below, in the order of the page."""
    found = {}
    for section in document.first("main").iter("section"):
        found[text(next(section.iter("h2")))] = [a.get("href") for a in section.iter("a")]
    return found


def test_it_lets_programs_find_the_feed_of_all_news(client):
    found = [link for link in read(client, "/es/campaigns/").rel("alternate") if "atom" in (link.get("type") or "")]

    assert [link.get("href") for link in found] == ["/es/feed/"]


def test_it_lists_campaigns_by_how_they_stand(client):
    for order, (slug, standing) in enumerate(
        (("paused", "paused"), ("won", "won"), ("b", "going-on"), ("a", "going-on")), start=1
    ):
        make_campaign(slug, standing=standing, order=order)

    document = read(client)

    assert list(groups(document).items()) == [
        ("Going on", ["/campaigns/b/", "/campaigns/a/"]),
        ("Won", ["/campaigns/won/"]),
        ("Paused", ["/campaigns/paused/"]),
    ]
    assert document.title == "Campaigns · IDPWSP"
    assert document.errors == []


def test_each_stands_with_its_demand(client):
    make_campaign(words={"en": page_words(title="Pay everybody", demand="Pay everybody now.")})

    main = read(client).main

    assert "Pay everybody" in main
    assert "Pay everybody now." in main


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Campaign.Status.DRAFT},
        {"publish_at": timezone.now() + timedelta(days=1)},
        {"unpublish_at": timezone.now() - timedelta(days=1)},
    ],
    ids=["a draft", "not there yet", "taken down"],
)
def test_what_readers_may_not_see_is_not_listed(client, fields):
    make_campaign("seen")
    make_campaign("hidden", **fields)

    assert shown(read(client)) == ["/campaigns/seen/"]


def test_without_campaigns_it_says_so(client):
    assert "No campaign" in read(client).main


def test_it_exists_in_every_language_and_marks_what_is_in_english(client):
    make_campaign("one", order=1)
    make_campaign("two", {"en": page_words(), "es": page_words(title="Dos", demand="Paguen.")}, order=2)

    document = read(client, "/es/campaigns/")

    assert shown(document) == ["/es/campaigns/one/", "/es/campaigns/two/"]
    assert [li.get("lang") for li in document.first("section").iter("li")] == ["en", None]
    assert len(document.rel("alternate")) >= 2


def test_a_long_list_has_several_pages(client):
    for number in range(21):
        make_campaign(f"c{number}", order=number)

    assert len(shown(read(client))) == 20
    assert shown(read(client, "/campaigns/?page=2")) == ["/campaigns/c20/"]
    assert client.get("/campaigns/?page=3").status_code == 404
    assert client.get("/campaigns/?page=x").status_code == 404


def test_the_number_of_queries_does_not_grow(client):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            read(client)
        return len(captured)

    make_campaign("c0")
    before = asked()
    for number in range(1, 6):
        make_campaign(f"c{number}", standing="won")

    assert asked() == before
