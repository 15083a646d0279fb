"""The shipped campaigns: every step has its source, nothing unproved is published, nobody is given away."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from campaigns.models import Campaign, Step
from campaigns.shipping import CONTENT
from idpwsp.foundation.discretion import revealing_word
from resources.models import Page
from tests.discreet import gives_away
from tests.markup import Document
from tests.resources.test_content import KNOWN, LOW, MEDIUM

FILES: dict[str, dict[str, Any]] = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(CONTENT.glob("*.toml"))
}
STEPS = {f"{name}#{step['key']}": step for name, campaign in FILES.items() for step in campaign["steps"]}
EACH_STEP = pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
EACH_CAMPAIGN = pytest.mark.parametrize("campaign", FILES.values(), ids=FILES.keys())
LINK = re.compile(r'<a href="([^"]*)"')
# What the checked facts let us call won, with others: brochure claims 27, 28 and 30, and state law beside the last.
WON = {"compensation#rule-voted-out", "compensation#claims-reopened", "reporting#city-policies", "reporting#state-law"}
# Claim 29: who brought it about is not proved.
WON_TO_CONFIRM = {"compensation#after-prison"}


def words_of(values: Any) -> Iterator[tuple[str, str]]:
    """(language, string) for all that readers may come to see of a campaign."""
    for each in [values, *values["steps"]]:
        for code, words in each["words"].items():
            for string in words.values():
                yield code, string


def test_the_five_campaigns_are_there():
    assert set(FILES) == {"compensation", "reporting", "loitering", "los-angeles", "new-zealand"}
    assert all(values["slug"] == name for name, values in FILES.items())
    assert len(STEPS) > 20


# ── Facts ──────────────────────────────────────────────────────────────────


@EACH_STEP
def test_a_step_names_its_facts_its_sources_and_its_dates(step):
    assert step["facts"]
    assert set(step["facts"]) <= KNOWN
    assert step["sources"]
    for source in step["sources"]:
        assert source["title"].strip()
        assert re.fullmatch(r"https?://[^\s<>\"]+\.[^\s<>\"]+", source["url"])
    assert len({source["url"] for source in step["sources"]}) == len(step["sources"])
    assert step["checked"] == date(2026, 11, 22)
    assert step["checked"] < step["due"]
    assert step["since"], "a timeline needs a date"


@EACH_STEP
def test_a_step_is_no_surer_than_its_facts(step):
    facts = set(step["facts"])

    assert not facts & LOW, "a fact that must not be published"
    assert step["certainty"] == ("medium" if facts & MEDIUM else "high")
    if facts & MEDIUM:
        assert len(step["to_confirm"]) > 20


def test_what_is_not_certain_is_a_draft_once_loaded(shipped, db):
    steps = list(Step.objects.all())
    medium = {each.pk for each in steps if set(each.fact_numbers.split(", ")) & MEDIUM}

    assert medium
    assert {each.pk for each in steps if not each.is_published()} == medium


def test_only_what_the_facts_bear_out_is_called_won():
    assert {name for name, step in STEPS.items() if step.get("is_victory")} == WON | WON_TO_CONFIRM
    assert all(STEPS[name]["certainty"] == "medium" for name in WON_TO_CONFIRM)


def test_what_was_told_in_spanish_before_still_is():
    assert {name for name, step in STEPS.items() if "es" in step["words"]} == WON | WON_TO_CONFIRM | {
        "compensation#ab-1100"
    }


# ── Words ──────────────────────────────────────────────────────────────────


@EACH_CAMPAIGN
def test_a_campaign_says_all_that_its_page_has_a_place_for(campaign):
    words = campaign["words"]["en"]
    assert set(words) == {"menu_title", "title", "demand", "lead", "search_words", "body", "action"}
    assert all(value.strip() for value in words.values())
    assert words["demand"].endswith(".")
    assert "<h2>" not in words["action"], "its headings would have the same names as those of the body"


@EACH_CAMPAIGN
def test_no_title_or_address_gives_a_reader_away(campaign):
    kept = [campaign["slug"], *(words["menu_title"] for words in campaign["words"].values())]
    for each in [*kept, *(step["key"] for step in campaign["steps"])]:
        assert gives_away(each) is None, each
        assert not revealing_word(each), each


@EACH_CAMPAIGN
def test_inner_links_stay_in_their_language(campaign):
    for code, words in words_of(campaign):
        for href in LINK.findall(words):
            if href.startswith("/"):
                assert href.startswith("/es/") is (code == "es"), href


@EACH_CAMPAIGN
def test_words_are_set_with_typographic_quotes(campaign):
    for _code, words in words_of(campaign):
        assert not re.search(r"['\"]", re.sub(r"<[^>]*>", "", words)), words


@EACH_CAMPAIGN
def test_it_does_not_speak_of_rescue(campaign):
    for _code, words in words_of(campaign):
        assert not re.search(r"\b(rescu|saved? (them|her|women)|voiceless|exploited|fallen)", words, re.IGNORECASE)


def numbers(words: str) -> list[str]:
    return sorted(re.findall(r"\d+", re.sub(r"<[^>]*>", "", words)))


def test_a_translation_has_all_the_words_and_numbers_of_its_english():
    for name, step in STEPS.items():
        if "es" in step["words"]:
            english, spanish = step["words"]["en"], step["words"]["es"]
            assert spanish.keys() == english.keys(), name
            assert set(numbers(english["body"])) <= set(numbers(spanish["body"])), name


# ── As readers find them ───────────────────────────────────────────────────


@EACH_CAMPAIGN
def test_each_is_published_and_its_page_shows_what_is_certain(shipped, db, client, campaign):
    response = client.get(f"/campaigns/{campaign['slug']}/")

    assert response.status_code == 200
    document = Document(response.content.decode(), f"https://example.org/campaigns/{campaign['slug']}/")
    assert document.errors == []
    certain = {step["key"] for step in campaign["steps"] if step["certainty"] == "high"}
    assert {each.get("id") for each in document.all("article")} == certain
    assert len(document.ids) == len(set(document.ids))
    assert revealing_word(document.title) is None


@EACH_CAMPAIGN
def test_what_it_rests_on_is_there(shipped, db, campaign):
    found = Campaign.objects.get(slug=campaign["slug"]).rests_on.all()

    assert {f"/{page.address}" for page in found} == set(campaign["rests_on"]) != set()


@EACH_CAMPAIGN
def test_every_inner_link_leads_to_a_place_that_is_there(shipped, db, client, campaign):
    for _code, words in words_of(campaign):
        for href in LINK.findall(words):
            if href.startswith("/"):
                path, _, fragment = href.partition("#")
                response = client.get(path)
                assert response.status_code == 200, href
                assert not fragment or fragment in Document(response.content.decode()).ids, href


def test_the_page_of_what_was_won_tells_all_of_it(shipped, db, client):
    document = Document(client.get("/about/won/").content.decode())

    assert {each.get("id") for each in document.all("article")} == {name.replace("#", "-") for name in WON}
    assert not Page.objects.get(address="about/won/").cards.exists()


def test_every_address_of_the_won_page_leads_to_a_place_that_is_there(shipped, db, client):
    for address in ("/about/won/", "/es/about/won/"):
        document = Document(client.get(address).content.decode(), f"https://example.org{address}")
        for url in document.addresses:
            path, _, fragment = url.removeprefix("https://example.org").partition("#")
            if path.startswith(("/campaigns/", "/es/campaigns/")):
                target = client.get(path)
                assert target.status_code == 200, url
                if path.startswith("/campaigns/") and fragment:
                    assert fragment in Document(target.content.decode()).ids, url
