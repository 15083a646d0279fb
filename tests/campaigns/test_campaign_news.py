"""``/campaigns/…/news/``: all the news of one campaign."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Article, Campaign
from tests.factories import make_article, make_campaign, page_words
from tests.markup import Document, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

ADDRESS = "/campaigns/sample/news/"


def read(client, address=ADDRESS):
    response = client.get(address)
    assert response.status_code == 200
    return Document(response.content.decode(), f"https://example.org{address}")


def articles_in(document):
    links = [a.get("href") for a in document.first("main").iter("a")]
    return [href for href in links if href.removeprefix("/es").startswith("/news/") and href.count("/") > 2]


def make_articles(campaign, number):
    for day in range(number):
        make_article(f"a{day}", campaign=campaign, dated=date(2026, 1, 1) + timedelta(days=day))


def test_it_lists_the_news_of_this_campaign_newest_first(client):
    campaign = make_campaign(words={"en": page_words(menu_title="Pay", title="Pay everybody", demand="Pay.")})
    make_articles(campaign, 3)
    make_article("draft", campaign=campaign, status=Article.Status.DRAFT)
    make_article("other")

    document = read(client)

    assert articles_in(document) == ["/news/a2/", "/news/a1/", "/news/a0/"]
    assert document.title == "Pay: News · IDPWSP"
    assert "Pay everybody" in document.main
    assert document.errors == []


def test_a_long_list_has_several_pages_that_are_linked(client):
    make_articles(make_campaign(), 21)

    first = read(client)
    assert len(articles_in(first)) == 20
    numbers = next(nav for nav in first.all("nav") if nav.get("class") == "letters")
    assert [text(a) for a in numbers.iter("a")] == ["1", "2"]
    assert articles_in(read(client, f"{ADDRESS}?page=2")) == ["/news/a0/"]


@pytest.mark.parametrize("page", ["0", "3", "-1", "x", "", "1.5"])
def test_a_page_that_the_list_does_not_have_is_not_found(client, page):
    make_articles(make_campaign(), 21)

    assert client.get(ADDRESS, {"page": page}).status_code == 404


def test_without_news_it_says_so(client):
    make_campaign()

    assert "no news" in read(client).main


def test_it_is_there_in_spanish_with_the_words_that_there_are(client):
    make_articles(make_campaign(), 1)

    document = read(client, f"/es{ADDRESS}")

    assert articles_in(document) == ["/es/news/a0/"]
    assert [each.get("lang") for each in document.first("main").iter("div") if each.get("lang")] == ["en"]


def test_of_a_campaign_that_readers_do_not_see_it_is_not_found(client):
    make_campaign(status=Campaign.Status.DRAFT)

    assert client.get(ADDRESS).status_code == 404


def test_the_former_address_of_a_campaign_leads_to_it(client):
    campaign = make_campaign()
    campaign.slug = "second"
    campaign.save()

    assert client.get(ADDRESS).headers["Location"] == "/campaigns/second/"


def test_the_number_of_queries_does_not_grow(client):
    campaign = make_campaign()

    def asked():
        with CaptureQueriesContext(connection) as captured:
            read(client)
        return len(captured)

    make_articles(campaign, 2)
    before = asked()
    make_article("one-more", campaign=campaign)

    assert asked() == before
