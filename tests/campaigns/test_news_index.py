"""``/news/``: the newest articles, a page at a time, and the years of the archive."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaigns.models import Article
from tests.campaigns.reading import IN_BOTH, questions, read, titles
from tests.conftest import HOST
from tests.factories import make_article, make_picture, page_words

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


def make_many(number):
    for each in range(number):
        make_article(f"a{each}", dated=DAY - timedelta(days=each), words={"en": page_words(title=f"Article {each}")})


@pytest.fixture(autouse=True)
def ours(organisation):
    return organisation


def test_it_lists_articles_newest_first_with_day_and_lead(client):
    make_article("old", dated=date(2026, 3, 1), words={"en": page_words(title="The older")})
    make_article("new", dated=DAY, words={"en": page_words(title="The newer", lead="What happened.")})

    document = read(client, "/news/")

    assert titles(document) == ["The newer", "The older"]
    assert "Nov. 22, 2026" in document.main
    assert "What happened." in document.main
    assert document.title == "News · IDPWSP"
    assert document.errors == []


def test_of_two_on_one_day_the_later_written_comes_first(client):
    make_article("first", dated=DAY, words={"en": page_words(title="First")})
    make_article("second", dated=DAY, words={"en": page_words(title="Second")})

    assert titles(read(client, "/news/")) == ["Second", "First"]


def test_without_news_it_leads_to_the_campaigns(client):
    document = read(client, "/news/")

    assert "No news yet." in document.main
    assert "https://example.org/campaigns/" in document.addresses


def test_drafts_and_what_comes_later_or_is_over_are_not_listed(client):
    now = timezone.now()
    make_article("draft", status="draft")
    make_article("later", publish_at=now + timedelta(hours=1))
    make_article("over", unpublish_at=now - timedelta(hours=1))

    assert titles(read(client, "/news/")) == []


def test_a_page_holds_twenty_and_the_rest_follows(client):
    make_many(21)

    first, second = read(client, "/news/"), read(client, "/news/?page=2")

    assert titles(first) == [f"Article {each}" for each in range(20)]
    assert titles(second) == ["Article 20"]
    assert "https://example.org/news/?page=2" in first.addresses
    assert "https://example.org/news/" in second.addresses
    assert second.title == "News, page 2 · IDPWSP"


def test_only_the_first_page_wants_to_be_found(client):
    make_many(21)

    assert read(client, "/news/").meta("robots") is None
    assert read(client, "/news/?page=2").meta("robots") == "noindex"


@pytest.mark.parametrize("number", ["0", "2", "99", "-1", "x", "", "1.5", "9" * 30])
def test_a_page_that_the_list_does_not_have_is_not_found(client, number):
    make_article()

    assert client.get("/news/", {"page": number}).status_code == 404


def test_it_names_the_years_that_there_are_articles_of(client):
    make_article("one", dated=date(2024, 12, 31))
    make_article("two", dated=date(2026, 1, 1))
    make_article("draft", dated=date(2020, 1, 1), status="draft")

    found = [
        url for url in read(client, "/news/").addresses if url.removeprefix("https://example.org/news/")[:2] == "20"
    ]

    assert found == ["https://example.org/news/2026/", "https://example.org/news/2024/"]


def test_a_slip_in_a_year_does_not_bring_it_down(client):
    """Two thousand years would be more columns than a question may have."""
    Article.objects.filter(pk=make_article("slip").pk).update(dated=date(26, 5, 1))
    make_article("now", dated=date(2026, 5, 1))

    assert f"https://{HOST}/news/2026/" in read(client, "/news/").addresses


def test_in_spanish_what_is_not_translated_stands_in_english_and_says_so(client):
    make_article("both", dated=DAY, words=IN_BOTH)
    make_article("english", dated=DAY - timedelta(days=1), words={"en": page_words(title="English alone")})

    document = read(client, "/es/news/")
    parts = {
        "".join(link.itertext()): part.get("lang")
        for part in document.all("div")
        for heading in part
        if heading.tag == "h2"
        for link in heading.iter("a")
    }

    assert parts == {"Una audiencia": None, "English alone": "en"}


def test_a_picture_that_readers_may_not_see_is_not_shown(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_article("shown", picture=make_picture())
    make_article("hidden", picture=make_picture(people="somebody", may_show="no"))

    assert len(read(client, "/news/").all("img")) == 1


def test_it_leads_to_the_feed_and_lets_programs_find_it(client):
    document = read(client, "/es/news/")

    assert "https://example.org/es/feed/" in document.addresses
    found = [link for link in document.rel("alternate") if link.get("type") == "application/atom+xml"]
    assert [link.get("href") for link in found] == ["/es/feed/"]


def test_it_asks_the_database_as_often_for_many(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    pictures = [make_picture() for _each in range(5)]
    make_many(50)
    for number, picture in enumerate(pictures):
        make_article(f"pictured-{number}", dated=DAY, picture=picture)
    with_many = questions(client, "/news/")
    Article.objects.filter(slug__in=[f"a{each}" for each in range(1, 50)]).delete()
    Article.objects.filter(slug__in=["pictured-0", "pictured-1"]).delete()

    assert questions(client, "/news/") == with_many <= 13


def test_nothing_can_be_sent_to_it(client):
    assert client.post("/news/").status_code == 405


def test_it_reaches_readers_without_a_cookie(client):
    assert not client.get("/news/", headers={"host": HOST}).cookies
