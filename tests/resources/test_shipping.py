"""Loading the shipped content: what a release brings where nobody has touched anything, and files that are refused.

What staff have changed or removed: test_shipping_kept.py.
"""

import tomllib

import pytest

from resources.models import (
    Card,
    Door,
    Need,
    NeedWords,
    Organisation,
    OrganisationWords,
    Page,
    PageWords,
    Service,
    ServiceWords,
)
from resources.shipping import ContentError, load_shipped_content
from tests.content import card, toml
from tests.resources.releases import EACH_UNIT, first_release, second_release

pytestmark = pytest.mark.django_db

ALL = (Card, Door, Need, Organisation, Page, Service)


# ── What nobody has touched ────────────────────────────────────────────────


def test_everything_is_loaded(release):
    page = Page.objects.get(address="rights/papers/")
    assert page.is_published()
    assert [each.key for each in page.cards.all()] == ["old", "new"]
    assert [each.url for each in Card.objects.get(key="old").sources.all()] == ["https://source.example/"]
    assert {words.language_code for words in page.translations.all()} == {"en", "es"}
    assert Page.objects.get(address="").doors.get().target == page
    assert [need.key for need in Service.objects.get().needs.all()] == ["money"]
    assert Organisation.objects.get().phone == "415-555-0100"


def test_a_second_load_changes_nothing(release):
    before = {model: list(model.objects.values()) for model in ALL}

    counts = load_shipped_content(release.path)

    assert {what for what, number in counts.items() if number} == {"unchanged"}
    assert {model: list(model.objects.values()) for model in ALL} == before


def test_the_real_content_loads_and_a_second_load_changes_nothing():
    first = load_shipped_content()
    second = load_shipped_content()

    assert first["created"] > 100
    assert first["kept"] == first["updated"] == 0
    assert second["unchanged"] == first["created"]
    assert second["created"] == second["updated"] == second["kept"] == 0


@EACH_UNIT
def test_a_new_release_brings_what_is_untouched_up_to_date(release, unit):
    second_release(release)
    counts = load_shipped_content(release.path)

    assert unit.seen() == unit.in_second
    assert counts["kept"] == 0


def test_sources_and_needs_are_brought_up_to_date_too(release):
    second_release(release)
    load_shipped_content(release.path)

    assert [each.url for each in Card.objects.get(key="old").sources.all()] == ["https://another.example/"]
    assert {need.key for need in Service.objects.get().needs.all()} == {"money", "lawyer"}


def test_a_file_may_say_more_than_the_release_before(release):
    """A field that the file has not spoken of until now does not look like a change by staff."""
    words = {"name": "The state", "summary": "What it does.", "police_note": "They may ask."}
    release.service("state", ["money"], words={"en": words})
    release.organisation(
        donation_url="https://donate.example/", words={"en": {"name": "The group", "tagline": "Since 1998"}}
    )
    counts = load_shipped_content(release.path)

    assert ServiceWords.objects.get().police_note == "They may ask."
    assert Organisation.objects.get().donation_url == "https://donate.example/"
    assert OrganisationWords.objects.get(language_code="en").tagline == "Since 1998"
    assert counts["kept"] == 0


def test_search_words_and_topics_reach_a_site_that_was_loaded_before_there_were_any(release):
    release.page("rights", "papers", cards=[card("old"), card("new")], es={"title": "Papeles"})
    words = {"menu_title": "Sample", "title": "A sample", "lead": "", "body": "<p>Its words.</p>"}
    found = {"search_words": "visa, green card", "topics": "Visas"}
    path = release.path / "pages" / "rights-papers.toml"
    entry = tomllib.loads(path.read_text())
    entry["words"] = {"en": {**words, **found}, "es": {**entry["words"]["es"], "search_words": "visa, la migra"}}
    path.write_text("".join(f"{key} = {toml(value)}\n" for key, value in entry.items()))
    release.service(
        "state",
        ["money"],
        words={"en": {"name": "The service state", "summary": "What it does.", "search_words": "the board"}},
    )

    load_shipped_content(release.path)

    english = PageWords.objects.get(master__slug="papers", language_code="en")
    spanish = PageWords.objects.get(master__slug="papers", language_code="es")
    assert (english.search_words, english.topics) == ("visa, green card", "Visas")
    assert spanish.search_words == "visa, la migra"
    assert not spanish.is_behind
    assert ServiceWords.objects.get().search_words == "the board"


def test_search_words_that_staff_have_changed_stay(release):
    words = PageWords.objects.get(master__slug="papers", language_code="en")
    words.search_words = "theirs"
    words.save()
    second_release(release)

    load_shipped_content(release.path)

    words.refresh_from_db()
    assert (words.search_words, words.title) == ("theirs", "Papers, changed")


def test_a_file_may_say_less_than_the_release_before(release):
    release.need("money", words={"en": {"title": "Money, changed"}})
    load_shipped_content(release.path)

    assert NeedWords.objects.get(master__key="money").title == "Money, changed"


def test_a_translation_loaded_with_its_english_is_not_behind_it(release):
    second_release(release)
    load_shipped_content(release.path)

    assert not PageWords.objects.get(master__slug="papers", language_code="es").is_behind


def test_a_translation_is_behind_once_its_english_alone_has_moved_on(release):
    release.page("rights", "papers", title="Papers, changed", es={"title": "Papeles"}, cards=[card("old"), card("new")])
    load_shipped_content(release.path)

    assert PageWords.objects.get(master__slug="papers", language_code="es").is_behind


def test_what_a_release_no_longer_ships_stays(release):
    release.without_page("rights", "papers")
    load_shipped_content(release.path)

    assert Page.objects.filter(address="rights/papers/").exists()


@pytest.mark.parametrize(("certainty", "published"), [("high", True), ("medium", False)])
def test_what_is_not_certain_enough_loads_as_a_draft(content_folder, certainty, published):
    content_folder.need("money")
    content_folder.page("rights", "papers", cards=[card("one", certainty=certainty)])
    content_folder.service("state", ["money"], certainty=certainty)
    load_shipped_content(content_folder.path)

    assert Card.objects.get().is_published() is published
    assert Service.objects.get().is_published() is published


# ── Bad files ──────────────────────────────────────────────────────────────


def without(name):
    values = card("one")
    del values[name]
    return values


BAD = {
    "no TOML at all": lambda folder: folder.broken("pages/rights-papers.toml", "section = "),
    "not UTF-8": lambda folder: (folder.path / "pages/rights-papers.toml").write_bytes(b'section = "\xff"'),
    "a file is missing": lambda folder: (folder.path / "services.toml").unlink(),
    "a title that gives a reader away": lambda folder: folder.page("rights", "papers", menu_title="Sex work"),
    "an address that gives a reader away": lambda folder: folder.page("rights", "escorts"),
    "a title that is too long": lambda folder: folder.page("rights", "papers", menu_title="x" * 29),
    "no title": lambda folder: folder.page("rights", "papers", title=""),
    "an unknown section": lambda folder: folder.page("news", "papers"),
    "an unknown place": lambda folder: folder.page("rights", "papers", cards=[card("one", jurisdiction="texas")]),
    "a date that cannot be": lambda folder: folder.page("rights", "papers", cards=[card("one", since="2013-13")]),
    "doubtful": lambda folder: folder.page("rights", "papers", cards=[card("one", certainty="low")]),
    "a card without its next check": lambda folder: folder.page("rights", "papers", cards=[without("due")]),
    "a card without words": lambda folder: folder.page("rights", "papers", cards=[without("words")]),
    "a misspelt field": lambda folder: folder.page(
        "rights", "papers", cards=[{**card("one"), "words": {"en": {"titel": "x", "title": "x", "body": "<p>x</p>"}}}]
    ),
    "an unknown way to pay": lambda folder: folder.service("other", ["money"], cost="cheap"),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_a_bad_file_loads_nothing_and_says_where(content_folder, bad):
    first_release(content_folder)
    bad(content_folder)

    with pytest.raises(ContentError, match=r"papers|escorts|services\.toml|other"):
        load_shipped_content(content_folder.path)

    assert not [model.__name__ for model in ALL if model.objects.exists()]


def test_a_bad_file_leaves_an_earlier_load_as_it_was(release):
    second_release(release)
    release.page("rights", "records", menu_title="Sex work")

    with pytest.raises(ContentError):
        load_shipped_content(release.path)

    assert PageWords.objects.get(master__slug="papers", language_code="en").title == "A sample"
    assert not Page.objects.filter(slug="records").exists()
