"""The shipped words: what they must not say, and where they lead."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from idpwsp.foundation.discretion import revealing_word
from resources.models import Page, Section, Service
from resources.shipping import CONTENT
from tests.discreet import gives_away

# Could not be confirmed, or sources disagree: never published. The one exception is our own phone (SV16), which
# the brochure prints and staff are asked to dial.
LOW = {
    "VC21", "VC30", "VC31", "IM11", "LO10", "UV5", "MR12", "SH10", "NZ11", "SV5", "SV8", "SV14", "SV16", "SV18",
    "LA4", "LA5",
}  # fmt: skip
OUR_PHONE_FACT = "SV16"
# One source, or an old page: a draft until somebody has confirmed it.
MEDIUM = {
    "VC6", "VC7", "VC17", "VC20", "VC22", "VC27", "VC28", "VC29", "IM3", "IM4", "IM10", "LO7", "VA6", "VA7", "MR7",
    "FO3", "NZ8", "NH2", "NH7", "SV1", "SV4", "SV11", "LA3", "RE7", "RE8",
}  # fmt: skip
# Kind, and the numbers that its facts have.
FACTS = {
    "VC": 31, "IM": 11, "LO": 10, "VA": 8, "UV": 9, "MR": 12, "SH": 10, "FO": 4, "NZ": 11, "NH": 10, "SV": 18,
    "LA": 5, "RE": 8,
}  # fmt: skip
KNOWN = {f"{kind}{number}" for kind, last in FACTS.items() for number in range(1, last + 1)}

# The only numbers that may stand on a published page: emergency, our own, and those of facts of high certainty.
OUR_PHONE = "4156264114"
PHONES = {
    "911": "the police",
    OUR_PHONE: "our own, from the brochure",
    "8007779229": "VC25",
    "8006564673": "SV10",
    "8774339069": "MR6",
    "8773225227": "SH9",
}

PUBLISHED = {
    "/", "/rights/", "/rights/compensation/", "/rights/reporting/", "/rights/your-say/", "/rights/records/",
    "/rights/address/", "/rights/papers/", "/help/", "/facts/", "/facts/safety/", "/facts/los-angeles/",
    "/facts/online-law/", "/facts/who/", "/facts/income/", "/facts/new-zealand/", "/about/", "/about/what-we-do/",
    "/about/won/", "/take-part/", "/speaker/", "/volunteer/", "/donate/", "/brochure/", "/contact/", "/press/",
    "/privacy/", "/safety/", "/accessibility/",
}  # fmt: skip
IN_SPANISH = {"/es/", "/es/help/", "/es/rights/compensation/"}

LINK = re.compile(r'<a href="([^"]*)"')
PHONE = re.compile(r"(?<![\d.$#/-])(?:\+?1[ -])?\(?(\d{3})\)?[ -](\d{3})-(\d{4})(?!\d)")


def files() -> dict[str, dict[str, Any]]:
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(CONTENT.rglob("*.toml"))}


def page_files() -> dict[str, dict[str, Any]]:
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in (CONTENT / "pages").glob("*.toml")}


def statements() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every card and every service, with a name to find it by."""
    for name, page in page_files().items():
        for card in page.get("cards", []):
            yield f"{name}#{card['key']}", card
    for service in files()["services"]["services"]:
        yield f"services#{service['key']}", service


def strings(values: Any) -> Iterator[str]:
    if isinstance(values, str):
        yield values
    elif isinstance(values, dict):
        for value in values.values():
            yield from strings(value)
    elif isinstance(values, list):
        for value in values:
            yield from strings(value)


def worded() -> Iterator[tuple[str, str, str]]:
    """(file, language, string) for all that readers may come to see."""

    def walk(name: str, values: Any) -> Iterator[tuple[str, str, str]]:
        if isinstance(values, dict):
            for code, words in values.get("words", {}).items():
                for each in strings(words):
                    yield name, code, each
            for value in values.values():
                yield from walk(name, value)
        elif isinstance(values, list):
            for value in values:
                yield from walk(name, value)

    for name, values in files().items():
        yield from walk(name, values)


STATEMENTS = dict(statements())
EACH_STATEMENT = pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())


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
        r"Leave a Reply|%s\b",
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
                assert re.fullmatch(r"https?://[a-z0-9.-]+\.[a-z]{2,}(/\S*)?", url), f"{document.url}: {url}"
