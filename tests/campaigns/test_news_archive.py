"""``/news/<year>/``: the articles of one year."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaigns.models import Article
from tests.campaigns.reading import questions, read, titles
from tests.factories import make_article, page_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ours(organisation):
    return organisation


def test_it_lists_the_articles_of_its_year_to_the_last_day(client):
    for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)):
        make_article(f"a-{day}", dated=day, words={"en": page_words(title=f"Of {day}")})

    document = read(client, "/news/2025/")

    assert titles(document) == ["Of 2025-12-31", "Of 2025-01-01"]
    assert document.title == "News 2025 · IDPWSP"
    assert document.headings[0] == (1, "News 2025")
    assert document.errors == []


def test_it_marks_its_year_among_the_others_and_leads_back(client):
    make_article("one", dated=date(2025, 5, 5))
    make_article("two", dated=date(2026, 5, 5))

    document = read(client, "/news/2025/")

    marked = [link.get("href") for link in document.links if link.get("aria-current") == "true"]
    assert "/news/2025/" in marked
    assert "/news/2026/" not in marked
    assert "https://example.org/news/" in document.addresses


@pytest.mark.parametrize("year", ["2024", "0", "0000", "999", "02025", "9999", "99999", "2" * 40])
def test_a_year_without_an_article_is_not_found(client, year):
    make_article(dated=date(2025, 5, 5))

    assert client.get(f"/news/{year}/").status_code == 404


def test_a_year_whose_articles_nobody_may_read_is_not_found(client):
    make_article("draft", dated=date(2025, 5, 5), status="draft")
    make_article("over", dated=date(2025, 5, 5), unpublish_at=timezone.now() - timedelta(hours=1))

    assert client.get("/news/2025/").status_code == 404


def test_a_year_of_many_has_pages(client):
    for each in range(21):
        make_article(f"a{each}", dated=date(2025, 5, 5))

    assert len(titles(read(client, "/news/2025/?page=2"))) == 1
    assert client.get("/news/2025/?page=3").status_code == 404


def test_it_asks_the_database_as_often_for_many(client):
    for each in range(50):
        make_article(f"a{each}", dated=date(2025, 1, 1) + timedelta(days=each))
    with_many = questions(client, "/news/2025/")
    Article.objects.exclude(slug__in=["a0", "a1", "a2", "a3", "a4"]).delete()

    assert questions(client, "/news/2025/") == with_many <= 13
