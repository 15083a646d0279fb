"""``/all/``: every page by section, with the headings on it."""

import pytest

from resources.models import Page, Section
from tests.factories import make_article, make_campaign, make_card, make_event, make_page, page_words
from tests.markup import Document, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


OF_CAMPAIGNS = [("All campaigns", "/campaigns/"), ("News", "/news/"), ("Events", "/events/")]


def sections(client, address="/all/"):
    """{section: [(words, address)]} of the pages, in their order; that of campaigns holds no more than their lists."""
    found = whole(client, address)
    assert found.pop("Campaigns") == OF_CAMPAIGNS
    return found


def whole(client, address="/all/"):
    """{section: [(words, address)]} in the order of the page."""
    response = client.get(address)
    assert response.status_code == 200
    document = Document(response.content.decode())
    assert document.errors == []
    return {
        text(next(section.iter("h2"))): [(text(a), a.get("href")) for a in section.iter("a")]
        for section in document.first("main").iter("section")
    }


def test_pages_stand_under_their_sections_in_the_order_of_the_menu(client):
    make_page("later", Section.RIGHTS, {"en": page_words(menu_title="Later")}, order=20)
    make_page("first", Section.RIGHTS, {"en": page_words(menu_title="First")}, order=10)
    make_page("home", Section.HOME, {"en": page_words(menu_title="Home")}, at_root=True)

    assert sections(client) == {
        "Home": [("Home", "/")],
        "Your rights": [("First", "/rights/first/"), ("Later", "/rights/later/")],
    }


def test_a_page_with_groups_of_cards_shows_their_headings_at_their_place(client):
    page = make_page("compensation", Section.RIGHTS, {"en": page_words(menu_title="Compensation")})
    make_card(page, "time", {"en": {"heading": "How long?", "title": "Seven years", "body": "<p>x</p>"}})
    make_card(page, "more", {"en": {"title": "More", "body": "<p>x</p>"}})

    path = "/rights/compensation/"
    assert sections(client) == {"Your rights": [("Compensation", path), ("How long?", f"{path}#g-time")]}
    assert 'id="g-time"' in client.get(path).content.decode()


def test_campaigns_follow_the_facts_and_of_news_and_events_there_are_the_lists_alone(client):
    make_page("income", Section.FACTS, {"en": page_words(menu_title="Income")})
    make_page("won", Section.ABOUT, {"en": page_words(menu_title="Won")})
    make_campaign("loitering", {"en": page_words(menu_title="Loitering")})
    make_campaign("draft", status=Page.Status.DRAFT)
    make_article()
    make_event()

    found = whole(client)

    assert list(found) == ["The facts", "Campaigns", "About us"]
    assert found["Campaigns"] == [OF_CAMPAIGNS[0], ("Loitering", "/campaigns/loitering/"), *OF_CAMPAIGNS[1:]]


def test_an_untranslated_campaign_is_marked_as_english(client):
    make_campaign("loitering", {"en": page_words(menu_title="Loitering")})

    document = Document(client.get("/es/all/").content.decode())

    link = next(a for a in document.first("main").iter("a") if a.get("href") == "/es/campaigns/loitering/")
    assert [span.get("lang") for span in link.iter("span")] == ["en"]


def test_only_what_is_published(client):
    make_page("draft", status=Page.Status.DRAFT)
    page = make_page("shown", words={"en": page_words(menu_title="Shown")})
    words = {"en": {"heading": "Secret", "title": "x", "body": "<p>x</p>"}}
    make_card(page, "draft", words, status=Page.Status.DRAFT)

    assert sections(client) == {"About us": [("Shown", "/about/shown/")]}


def test_what_is_not_translated_is_marked_as_english(client):
    page = make_page("shown", words={"en": page_words(menu_title="Shown")})
    make_card(page, "a", {"en": {"heading": "Group", "title": "x", "body": "<p>x</p>"}})
    document = Document(client.get("/es/all/").content.decode())

    link = next(a for a in document.first("main").iter("a") if a.get("href") == "/es/about/shown/")
    assert [span.get("lang") for span in link.iter("span")] == ["en"]
    # The untranslated page shows no cards that one could lead to.
    assert "Group" not in document.main


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    for number in range(12):
        make_card(make_page(f"p{number}"), "card")
        make_campaign(f"c{number}")
    with django_assert_max_num_queries(18):
        client.get("/all/")


def test_every_published_page_of_the_real_site_is_listed_in_both_lists(site):
    for prefix in ("", "/es"):
        for name in ("all", "a-z"):
            listed = {path.partition("#")[0] for path in site.visits[f"{prefix}/{name}/"].leads_to}
            pages = {path for path in site.in_sitemap if path.startswith("/es/") is bool(prefix)}
            # Of what comes and goes the lists alone, and those on the page with all pages only.
            lists = tuple(f"{prefix}/{room}/" for room in ("news", "events"))
            pages = {path for path in pages if not path.startswith(lists)}
            if name == "all":
                pages |= {f"{prefix}/campaigns/", *lists}
            else:
                pages -= {f"{prefix}/campaigns/"}
            assert pages - listed == set(), name
