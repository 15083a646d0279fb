"""``/sitemap.xml``: every published page, with its languages as alternates of each other."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from resources.models import Page, Section
from tests.factories import make_page, page_words

pytestmark = pytest.mark.django_db

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
SPANISH = {"en": page_words(), "es": page_words(title="Una página")}


LISTS = ("/search/", "/a-z/", "/all/")


def sitemap(client, **kwargs):
    """{address: {language: address}} of the pages alone."""
    return {url: alternates for url, alternates in whole(client, **kwargs).items() if not url.endswith(LISTS)}


def whole(client, **kwargs):
    """{address: {language: address}}"""
    response = client.get("/sitemap.xml", **kwargs)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("application/xml")
    found = {}
    for url in ET.fromstring(response.content).findall("s:url", NS):  # noqa: S314 our own answer
        alternates = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NS)}
        found[url.findtext("s:loc", namespaces=NS)] = alternates
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

    assert found == set(site.in_sitemap)
