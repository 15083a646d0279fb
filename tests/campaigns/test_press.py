"""``/press/``: whom to ring, what is new, where the facts stand with their sources, and the logo."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from PIL import Image

from resources.models import Section
from tests.campaigns.reading import questions, read
from tests.discreet import gives_away
from tests.factories import (
    make_article,
    make_campaign,
    make_card,
    make_landing,
    make_page,
    make_step,
    page_words,
)
from tests.markup import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def page(organisation):
    return make_page("press", Section.SITE, at_root=True, words={"en": page_words(menu_title="Press")})


def part(document, fragment):
    found = [each for each in document.all("section") if each.get("aria-labelledby") == fragment]
    return [(link.get("href"), text(link)) for each in found for link in each.iter("a")]


def test_it_says_whom_to_ring_and_where_to_write(client):
    document = read(client, "/press/")

    assert next(document.first("main").iter("a")) is not None
    assert "tel:+14155550100" in [link.get("href") for link in document.first("main").iter("a")]
    assert "PO Box 1 San Francisco" in document.main
    assert document.errors == []


def test_it_shows_the_newest_five_and_the_feed(client):
    for each in range(6):
        make_article(f"a{each}")
    make_article("draft", status="draft")

    links = [href for href, _words in part(read(client, "/press/"), "part-new")]

    assert links == [f"/news/a{each}/" for each in (5, 4, 3, 2, 1)] + ["/news/", "/feed/"]


def test_without_news_it_does_not_speak_of_any(client):
    document = read(client, "/press/")

    assert "part-new" not in document.ids
    assert "What is new" not in document.main


def test_it_leads_to_pages_of_facts_and_counts_their_sourced_statements(client):
    make_landing(Section.FACTS)
    safety = make_page("safety", Section.FACTS, words={"en": page_words(title="Safety")})
    make_card(safety, "one", sources=2)
    make_card(safety, "two")
    make_card(safety, "unsourced", sources=0)
    make_card(safety, "draft", status="draft")
    make_card(make_page("hidden", Section.FACTS, status="draft"))
    make_card(make_page("elsewhere", Section.RIGHTS))

    assert part(read(client, "/press/"), "part-facts") == [("/facts/safety/", "Safety 2 statements with their sources")]


def test_it_leads_to_campaigns_and_counts_their_sourced_steps(client):
    campaign = make_campaign("claims", words={"en": page_words(title="Claims", demand="x")})
    make_step(campaign, "one")
    make_step(campaign, "draft", status="draft")
    make_step(make_campaign("hidden", status="draft"))
    make_campaign("bare")

    assert part(read(client, "/press/"), "part-facts") == [
        ("/campaigns/claims/", "Claims 1 dated step with its sources")
    ]


def test_what_is_on_it_is_in_its_list_of_contents(client):
    make_article()
    make_card(make_page("safety", Section.FACTS))

    document = read(client, "/press/")
    contents = next(each for each in document.all("nav") if each.get("class") == "onpage")

    assert [link.get("href") for link in contents.iter("a")] == ["#part-new", "#part-facts", "#part-logo"]
    assert {"part-new", "part-facts", "part-logo"} <= set(document.ids)


def test_the_logo_can_be_fetched_as_drawing_and_picture_under_discreet_names(client):
    links = [href for href, _words in part(read(client, "/press/"), "part-logo")]

    assert links == ["/static/img/idpwsp-logo.svg", "/static/img/idpwsp-logo.png"]
    assert not any(gives_away(each) for each in links)
    with Image.open(finders.find("img/idpwsp-logo.png")) as picture:
        assert picture.size == (2048, 2048)
        assert not picture.getexif()


def test_the_logo_is_drawn_as_the_emblem_on_every_page():
    def paths(path):
        return re.findall(r' d="([^"]+)"', Path(path).read_text(encoding="utf-8"))

    emblem = paths(django_settings.BASE_DIR / "templates/components/emblem.html")

    assert paths(finders.find("img/idpwsp-logo.svg")) == emblem != []


def test_it_asks_the_database_as_often_for_many(client):
    def fill(names):
        for name in names:
            make_card(make_page(f"p{name}", Section.FACTS))
            make_step(make_campaign(f"c{name}"))
            make_article(f"a{name}")

    fill(range(5))
    with_few = questions(client, "/press/")
    fill(range(5, 50))

    assert questions(client, "/press/") == with_few <= 30
