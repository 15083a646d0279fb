"""The shipped words: every fact has its source, nothing unproved is published, and all that was planned is there.

What they must not say, and where they lead: test_content_links.py.

The certainties below are those of the checked facts, written down here once more: a file that calls a medium
fact high must not pass because it says so itself.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from resources.models import Card, Need, Page, Service
from tests.markup import Document, text
from tests.resources.shipped_files import files, page_files, worded

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

PHONE = re.compile(r"(?<![\d.$#/-])(?:\+?1[ -])?\(?(\d{3})\)?[ -](\d{3})-(\d{4})(?!\d)")


def statements() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every card and every service, with a name to find it by."""
    for name, page in page_files().items():
        for card in page.get("cards", []):
            yield f"{name}#{card['key']}", card
    for service in files()["services"]["services"]:
        yield f"services#{service['key']}", service


STATEMENTS = dict(statements())
EACH_STATEMENT = pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())


def test_there_is_something_to_check():
    assert len(KNOWN) == 147
    assert LOW | MEDIUM < KNOWN
    assert len(STATEMENTS) > 100
    assert len(list(worded())) > 500


# ── Facts ──────────────────────────────────────────────────────────────────


@EACH_STATEMENT
def test_a_statement_names_its_facts_its_sources_and_its_dates(statement):
    assert statement["facts"]
    assert set(statement["facts"]) <= KNOWN
    assert statement["sources"]
    for source in statement["sources"]:
        assert source["title"].strip()
        assert re.fullmatch(r"https?://[^\s<>\"]+\.[^\s<>\"]+", source["url"])
    assert len({source["url"] for source in statement["sources"]}) == len(statement["sources"])
    assert isinstance(statement["checked"], date)
    assert statement["checked"] < statement["due"]


@EACH_STATEMENT
def test_a_statement_is_no_surer_than_its_facts(statement):
    facts = set(statement["facts"])
    allowed = {OUR_PHONE_FACT} if statement["key"] == "our-phone" else set()

    assert not facts & LOW - allowed, "a fact that must not be published"
    if facts & MEDIUM:
        assert statement["certainty"] == "medium"
    assert statement["certainty"] in ("high", "medium")


@EACH_STATEMENT
def test_what_is_not_certain_tells_staff_what_to_confirm(statement):
    if statement["certainty"] == "medium" or OUR_PHONE_FACT in statement["facts"]:
        assert len(statement["to_confirm"]) > 20


def test_facts_of_medium_certainty_are_drafts_once_loaded(shipped, db):
    for model in (Card, Service):
        medium = [each for each in model.objects.all() if set(each.fact_numbers.split(", ")) & MEDIUM]
        assert medium
        assert [each.key for each in medium if each.is_published()] == []


def test_facts_of_high_certainty_are_published_once_loaded(shipped, db):
    for model in (Card, Service):
        high = [each for each in model.objects.all() if not set(each.fact_numbers.split(", ")) & (MEDIUM | LOW)]
        assert len(high) > 5
        assert [each.key for each in high if not each.is_published()] == []


def test_what_staff_have_to_confirm_about_ourselves_is_listed():
    listed = files()["organisation"]["to_confirm"]
    for what in ("Phone", "Post box", "Funder", "Women in Dialogue"):
        assert what in listed


# ── Phones and danger ──────────────────────────────────────────────────────


def numbers(words: str) -> set[str]:
    return {"".join(parts) for parts in PHONE.findall(words)} | set(re.findall(r"(?<!\d)911(?!\d)", words))


def called(document: Document) -> set[str]:
    return {a.get("href")[4:].removeprefix("+1") for a in document.links if a.get("href").startswith(("tel:", "sms:"))}


def test_every_number_on_the_site_is_one_that_was_checked(site):
    for document in site.documents:
        assert numbers(document.words) | called(document) <= set(PHONES), document.url


def test_every_number_on_the_site_that_is_not_ours_can_be_tapped(site):
    assert set().union(*(called(document) for document in site.documents)) == set(PHONES)


def test_our_number_is_never_the_only_one_near_danger(site):
    danger = re.compile(r"\bdanger\b|\bemergenc|in danger|\bpeligro\b|\bemergencia", re.IGNORECASE)
    for document in site.documents:
        for block in document.all("p", "li", "dd", "td", "blockquote"):
            words = text(block)
            if danger.search(words) and OUR_PHONE in numbers(words):
                assert numbers(words) - {OUR_PHONE}, f"{document.url}: {words}"


@pytest.mark.parametrize("address", ["/help/", "/es/help/"])
def test_somebody_who_needs_to_talk_now_finds_more_than_our_number(site, address):
    document = site.visits[address].document
    need = next(element for element in document.elements if element.get("id") == "talk-now")

    found = {a.get("href") for a in need.iter("a") if a.get("href").startswith("tel:")}

    assert f"tel:+1{OUR_PHONE}" in found
    assert len(found) >= 2
    assert "tel:911" in document.addresses


def test_every_service_can_be_reached_or_says_that_we_do_not_know_how():
    for service in files()["services"]["services"]:
        if service["certainty"] == "high" and not (service["phone"] or service["text_number"] or service["web"]):
            assert re.search(r"do not have|don’t have", service["words"]["en"]["summary"]), service["key"]


# ── What must be there ─────────────────────────────────────────────────────


def test_every_page_of_the_plan_is_published(site):
    for path in PUBLISHED | IN_SPANISH:
        assert site.visits[path].status == 200, path
        assert path in site.in_sitemap, path


def test_every_shipped_page_is_part_of_the_plan(shipped, db):
    """A page that is added has to be added above too: otherwise taking it away would not be noticed."""
    assert {page.get_absolute_url() for page in Page.objects.all()} == PUBLISHED
    assert not [page for page in Page.objects.all() if not page.is_published()]


def test_spanish_is_whole_where_it_was_promised(shipped, db):
    compensation = Page.objects.get(address="rights/compensation/")
    for things in (
        Page.objects.filter(address__in=["", "help/", "rights/compensation/"]),
        compensation.cards.all(),
        Need.objects.all(),
        Service.objects.all(),
        Page.objects.get(address="").doors.all(),
    ):
        assert things
        for thing in things:
            codes = {row.language_code for row in thing.translations.all()}
            assert codes >= {"en", "es"}, thing


def test_a_translation_has_all_the_words_that_its_english_has():
    def check(values: Any) -> None:
        if isinstance(values, dict):
            words = values.get("words")
            for code in words or {}:
                said = {name for name, value in words["en"].items() if value.strip()}
                assert {name for name, value in words[code].items() if value.strip()} == said, words["en"]
            for value in values.values():
                check(value)
        elif isinstance(values, list):
            for value in values:
                check(value)

    for values in files().values():
        check(values)


def test_a_translation_calls_the_same_numbers_and_gives_the_same_sources():
    """A digit lost in translation sends somebody to a stranger."""
    for name, page in page_files().items():
        for owner in [page, *page.get("cards", [])]:
            words = owner["words"]
            if "es" in words:
                assert numbers(" ".join(words["es"].values())) == numbers(" ".join(words["en"].values())), name


def test_the_home_page_says_for_whom_we_are(site):
    words = site.visits["/"].document.main.lower()

    for who in ("street", "massage parlors", "clubs", "house", "dancers", "escorts", "webcam", "jail", "parole"):
        assert who in words
    assert "1998" in words
    assert "any name" in words
    assert "no woman is safe" in words


def test_the_ways_in_lead_where_the_issue_wants_them(site):
    for prefix in ("", "/es"):
        wanted = {f"{prefix}/{name}/" for name in ("rights", "help", "contact", "speaker", "take-part")}
        assert wanted <= site.visits[f"{prefix}/"].leads_to


def test_the_immigration_page_begins_with_its_warning(site):
    main = site.visits["/rights/papers/"].document.main.lower()

    warning = re.search(r"lawyer", main)
    first_card = main.index(text_of_first_card(site.visits["/rights/papers/"].document).lower())
    assert warning
    assert warning.start() < first_card


def text_of_first_card(document: Document) -> str:
    return text(next(element for element in document.all("article")))[:60]
