"""The shipped words: what they must not say, and where they lead. Whether they are true: test_content.py."""

import re

import pytest

from idpwsp.foundation.discretion import revealing_word
from resources.models import Page, Section, Service
from tests.discreet import gives_away
from tests.resources.shipped_files import files, page_files, worded

LINK = re.compile(r'<a href="([^"]*)"')


# ── What must not be said ──────────────────────────────────────────────────


def test_st_james_infirmary_is_not_listed_as_a_service(shipped, db):
    for service in Service.objects.all():
        words = service.translations.get(language_code="en")
        assert "James" not in words.name
        assert "james" not in service.key
        assert "stjames" not in service.web


def test_nothing_links_to_the_copy_of_the_government_site(site):
    shipped_addresses = [url for values in files().values() for url in re.findall(r"https?://[^\s\"<>]+", str(values))]
    rendered = [url for document in site.documents for url in document.addresses]

    assert [url for url in [*shipped_addresses, *rendered] if "usciss" in url] == []
    assert [document.url for document in site.documents if "usciss" in document.words] == []


@pytest.mark.parametrize(
    "claim",
    [
        r"over 200 Black women",
        r"\b70 ?(%|percent|per cent)",
        r"daily attacks",
        r"denied the right to welfare",
        r"criminali[sz]ed online advertising",
        r"Criminal records have been expunged",
        r"ensures? that violent attackers are brought to justice",
        r"1-800-433-9069",
        r"legal advice when",
        r"Fill in your details|Connecting to|%s\b",
    ],
)
def test_what_the_brochure_got_wrong_is_not_said_again(site, claim):
    for document in site.documents:
        assert not re.search(claim, document.words, re.IGNORECASE), document.url


def test_new_zealand_is_put_right(site):
    words = site.visits["/facts/new-zealand/"].document.main

    assert "not wipe" in words or "not expunge" in words or "did not clear" in words
    assert re.search(r"migrant|temporary visa", words, re.IGNORECASE)


# ── Addresses and links ────────────────────────────────────────────────────


def test_no_title_or_address_gives_a_reader_away():
    for name, page in page_files().items():
        kept = [page["slug"], *(words["menu_title"] for words in page["words"].values())]
        kept += [card["key"] for card in page.get("cards", [])]
        for each in kept:
            assert gives_away(each) is None, f"{name}: {each}"
            assert not revealing_word(each), f"{name}: {each}"
    for need in files()["services"]["needs"]:
        assert gives_away(need["key"]) is None


def test_inner_links_stay_in_their_language():
    found = 0
    for name, code, words in worded():
        for href in LINK.findall(words):
            if href.startswith("/"):
                found += 1
                assert href.startswith("/es/") is (code == "es"), f"{name} ({code}): {href}"
    assert found > 30


def test_every_inner_link_of_the_shipped_words_leads_somewhere(site):
    for name, _code, words in worded():
        for href in LINK.findall(words):
            if href.startswith("/"):
                path, _, fragment = href.partition("#")
                target = site.visits.get(path)
                assert target is not None, f"{name}: {href}"
                assert target.status == 200, f"{name}: {href}"
                assert not fragment or fragment in target.document.ids, f"{name}: {href}"


def test_every_door_leads_to_a_shipped_page(shipped, db):
    shipped_doors = sum(len(page.get("doors", [])) for page in page_files().values())

    assert Page.objects.get(section=Section.HOME).doors.count() == shipped_doors > 4


def test_every_service_stands_under_a_need_that_there_is():
    keys = {need["key"] for need in files()["services"]["needs"]}
    for service in files()["services"]["services"]:
        assert service["needs"]
        assert set(service["needs"]) <= keys


def test_every_need_has_a_published_service(site):
    document = site.visits["/help/"].document
    for need in files()["services"]["needs"]:
        section = next(element for element in document.elements if element.get("id") == need["key"])
        assert list(section.iter("article")), need["key"]


def test_outward_links_are_whole_addresses(site):
    for document in site.documents:
        for url in document.addresses:
            if not url.startswith(("tel:", "sms:", "mailto:", document.url.split("#")[0], "https://example.org/")):
                assert re.fullmatch(r"(https?|webcal)://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?", url), f"{document.url}: {url}"
