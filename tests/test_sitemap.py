"""``/sitemap.xml`` and its parts: everything published, with its languages as alternates of each other."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest

from idpwsp import sitemaps
from resources.models import Page, Section
from tests.factories import make_article, make_campaign, make_event, make_page, page_words

pytestmark = pytest.mark.django_db

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
SPANISH = {"en": page_words(), "es": page_words(title="Una página")}


LISTS = ("/search/", "/a-z/", "/all/", "/campaigns/", "/news/", "/events/")


def xml(client, address, **kwargs):
    response = client.get(address, **kwargs)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/xml")
    assert "noindex" in response.headers["X-Robots-Tag"]
    return ET.fromstring(response.content)  # noqa: S314 our own answer


def parts(client, **kwargs):
    """The addresses of the parts."""
    return [each.text for each in xml(client, "/sitemap.xml", **kwargs).findall("s:sitemap/s:loc", NS)]


def sitemap(client, **kwargs):
    """{address: {language: address}} without the lists that are always there."""
    return {url: alternates for url, alternates in whole(client, **kwargs).items() if not url.endswith(LISTS)}


def whole(client, **kwargs):
    """{address: {language: address}} of all parts together."""
    found = {}
    for part in parts(client, **kwargs):
        for url in xml(client, part.removeprefix("https://example.org"), **kwargs).findall("s:url", NS):
            alternates = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NS)}
            address = url.findtext("s:loc", namespaces=NS)
            assert address not in found
            found[address] = alternates
    return found


def test_a_page_in_two_languages_stands_there_twice_with_the_same_alternates(client):
    make_page("compensation", Section.RIGHTS, words=SPANISH)

    alternates = {
        "en": "https://example.org/rights/compensation/",
        "es": "https://example.org/es/rights/compensation/",
        "x-default": "https://example.org/rights/compensation/",
    }
    assert sitemap(client) == {alternates["en"]: alternates, alternates["es"]: alternates}


@pytest.mark.parametrize("address", LISTS)
def test_search_and_lists_stand_there_in_every_language(client, address):
    alternates = {
        "en": f"https://example.org{address}",
        "es": f"https://example.org/es{address}",
        "x-default": f"https://example.org{address}",
    }
    found = whole(client)

    assert found[alternates["en"]] == found[alternates["es"]] == alternates


def test_a_page_without_spanish_stands_there_once(client):
    make_page()

    address = "https://example.org/about/sample/"
    assert sitemap(client) == {address: {"en": address, "x-default": address}}


def test_the_home_page_is_in_it(client):
    make_page("home", Section.HOME, at_root=True, words=SPANISH)

    assert list(sitemap(client)) == ["https://example.org/", "https://example.org/es/"]


def test_what_readers_cannot_see_is_not_in_it(client):
    make_page("draft", status=Page.Status.DRAFT)
    make_page("later", publish_at=datetime(2999, 1, 1, tzinfo=UTC))
    make_page("old", unpublish_at=datetime(2020, 1, 1, tzinfo=UTC))

    assert sitemap(client) == {}


def test_addresses_are_those_of_our_own_name_whatever_the_host_is_called(client, settings):
    settings.ALLOWED_HOSTS = ["mirror.example"]
    make_page()

    assert list(sitemap(client, headers={"host": "mirror.example"})) == ["https://example.org/about/sample/"]


# ── Campaigns, news and events ─────────────────────────────────────────────

MAKERS = {"campaigns": make_campaign, "news": make_article, "events": make_event}
EACH_KIND = pytest.mark.parametrize("folder", MAKERS)


@EACH_KIND
def test_a_story_stands_there_in_the_languages_that_it_has_words_in(client, folder):
    MAKERS[folder]("both", words={"en": page_words(), "es": page_words(title="Las dos")})
    MAKERS[folder]("english")

    both, english = f"/{folder}/both/", f"/{folder}/english/"
    addresses = {address.removeprefix("https://example.org") for address in sitemap(client)}
    assert {both, f"/es{both}", english} <= addresses
    assert f"/es{english}" not in addresses


@EACH_KIND
def test_a_story_that_readers_cannot_see_is_not_in_it_nor_is_its_year(client, folder):
    MAKERS[folder]("draft", status=Page.Status.DRAFT)
    MAKERS[folder]("later", publish_at=datetime(2999, 1, 1, tzinfo=UTC))
    MAKERS[folder]("old", unpublish_at=datetime(2020, 1, 1, tzinfo=UTC))

    assert sitemap(client) == {}


def test_the_years_of_news_and_events_stand_there_in_every_language(client):
    make_article("a", dated=date(2024, 12, 31))
    make_article("b", dated=date(2024, 1, 1))
    make_event("c", date(2025, 7, 1))
    make_event("coming", date(2999, 1, 1))

    found = sitemap(client)
    archives = [address for address in found if address.rstrip("/")[-4:].isdigit()]

    assert archives == [
        "https://example.org/news/2024/", "https://example.org/es/news/2024/",
        "https://example.org/events/2025/", "https://example.org/es/events/2025/",
    ]  # fmt: skip


# ── Parts ──────────────────────────────────────────────────────────────────


def test_only_parts_that_hold_something_are_named(client):
    assert parts(client) == ["https://example.org/sitemap-lists.xml"]
    make_campaign()
    assert parts(client) == ["https://example.org/sitemap-campaigns.xml", "https://example.org/sitemap-lists.xml"]


def test_a_part_that_has_grown_is_split_and_nothing_is_lost(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "AT_A_TIME", 2)
    for number in range(5):
        make_article(f"a{number}", words=SPANISH)

    news = [part for part in parts(client) if "news" in part]

    address = "https://example.org/sitemap-news.xml"
    assert news == [address, f"{address}?p=2", f"{address}?p=3"]
    assert len([address for address in sitemap(client) if "/news/a" in address]) == 10


@pytest.mark.parametrize(
    "address", ["/sitemap-news.xml?p=2", "/sitemap-news.xml?p=x", "/sitemap-news.xml?p=0", "/sitemap-staff.xml"]
)
def test_a_part_that_there_is_not_is_not_found(client, organisation, address):
    assert client.get(address).status_code == 404


def test_a_part_says_when_anything_in_it_was_last_changed(client, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z", tick=False)
    make_article("old")
    time_machine.move_to("2026-11-24T12:00:00Z", tick=False)
    make_article("new")

    (news,) = [each for each in xml(client, "/sitemap.xml") if "news" in each.findtext("s:loc", namespaces=NS)]
    days = [each.text for each in xml(client, "/sitemap-news.xml").findall("s:url/s:lastmod", NS)]

    assert news.findtext("s:lastmod", namespaces=NS).startswith("2026-11-24T")
    assert days == ["2026-11-22", "2026-11-24"]


# ── The real one ───────────────────────────────────────────────────────────


def test_every_address_in_the_real_one_is_there_and_says_the_same_of_itself(site):
    assert len(site.in_sitemap) > 30
    assert len(set(site.in_sitemap)) == len(site.in_sitemap)
    for path in site.in_sitemap:
        visit = site.visits[path]
        assert visit.status == 200, path
        assert visit.document.meta("robots") is None, path
        assert [link.get("href") for link in visit.document.rel("canonical")] == [f"https://example.org{path}"]


def test_no_page_that_wants_to_be_found_is_missing_from_the_real_one(site):
    found = {visit.path for visit in site.pages if visit.status == 200 and visit.document.meta("robots") is None}
    # Further screens of a list say that the first is the one to be found.
    further = {path for path in found if "?page=" in path}

    assert found - further == set(site.in_sitemap)
    for path in further:
        canonical = [link.get("href") for link in site.visits[path].document.rel("canonical")]
        assert canonical == [f"https://example.org{path.partition('?')[0]}"]
