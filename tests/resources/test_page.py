"""``/…/``: a published page, and every reason why there is none. What stands round its words: test_page_around.py."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from resources.models import Page, PageWords, Section
from tests.factories import make_card, make_landing, make_page, page_words
from tests.markup import read, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SPANISH = page_words(menu_title="Muestra", title="Una página de muestra", lead="De qué trata.", body="<p>Palabras.</p>")


def test_it_works(client):
    make_page(words={"en": page_words(title="A heading", menu_title="Short", lead="A lead.", body="<p>A body.</p>")})

    page = read(client, "/about/sample/")

    assert page.language == "en"
    assert page.title == "Short · IDPWSP"
    assert text(page.first("h1")) == "A heading"
    assert "A lead." in page.main
    assert "A body." in page.main


def test_head_is_answered_like_get_without_the_words(client):
    make_page()

    response = client.head("/about/sample/")

    assert response.status_code == 200
    assert response.content == b""


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        ({"slug": "home", "section": Section.HOME, "at_root": True}, "/"),
        ({"slug": "rights", "section": Section.RIGHTS, "at_root": True}, "/rights/"),
        ({"slug": "donate", "section": Section.TAKE_PART, "at_root": True}, "/donate/"),
        ({"slug": "compensation", "section": Section.RIGHTS}, "/rights/compensation/"),
    ],
)
def test_where_a_page_stands(client, fields, address):
    page = make_page(**fields)

    assert page.get_absolute_url() == address
    read(client, address)


def test_a_page_can_move(client):
    page = make_page()
    page.slug = "other"
    page.save()

    read(client, "/about/other/")
    # What its former address answers: test_former_addresses.py.
    read(client, "/about/sample/", status=301)


# ── Refusals ───────────────────────────────────────────────────────────────


def test_a_draft_is_not_there(client):
    make_page(status=Page.Status.DRAFT)

    assert "Its words." not in read(client, "/about/sample/", status=404).words


def test_a_scheduled_page_is_there_from_its_time_on(client, time_machine):
    make_page(publish_at=NOW)

    time_machine.move_to(NOW - timedelta(seconds=1), tick=False)
    read(client, "/about/sample/", status=404)
    time_machine.move_to(NOW, tick=False)
    read(client, "/about/sample/")


def test_a_withdrawn_page_is_gone_and_says_so(client, time_machine):
    make_page(unpublish_at=NOW)

    time_machine.move_to(NOW - timedelta(seconds=1), tick=False)
    read(client, "/about/sample/")
    time_machine.move_to(NOW, tick=False)
    gone = read(client, "/about/sample/", status=410)
    assert "Its words." not in gone.words
    assert gone.meta("robots") == "noindex"


def test_a_draft_that_was_never_shown_is_not_said_to_be_gone(client):
    make_page(status=Page.Status.DRAFT, unpublish_at=NOW - DAY)

    read(client, "/about/sample/", status=404)


@pytest.mark.parametrize(
    "address",
    [
        "/nothing/",
        "/about/nothing/",
        "/sample/",
        "/rights/sample/",
        "/about/sample/deeper/",
        "/About/Sample/",
        "/about/sample/index.html",
        "/es/about/nothing/",
        "/about/%00/",
        "/about/%F0%9F%92%A3/",
        "/about/..%2f/",
    ],
)
def test_an_unknown_address_is_not_found(client, address):
    make_page()

    read(client, address, status=404)


def test_a_page_without_any_words_is_not_found(client):
    page = make_page()
    PageWords.objects.filter(master=page).delete()

    read(client, "/about/sample/", status=404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_a_page_can_only_be_read(client, method):
    make_page()

    assert getattr(client, method)("/about/sample/").status_code == 405


@pytest.mark.parametrize("address", ["/about/sample", "/es/about/sample", "/es"])
def test_a_missing_last_slash_is_added(client, address):
    make_page()

    response = client.get(address)

    assert response.status_code == 301
    assert response.headers["Location"] == address + "/"


# ── Without words in the language ──────────────────────────────────────────


def test_a_translated_page_speaks_its_language(client):
    make_page(words={"en": page_words(), "es": SPANISH})

    page = read(client, "/es/about/sample/")

    assert page.language == "es"
    assert page.title.startswith("Muestra")
    assert "Palabras." in page.main
    assert "Its words." not in page.words
    assert page.meta("robots") is None


def test_an_untranslated_page_says_so_in_spanish_and_offers_the_english(client):
    make_page()

    page = read(client, "/es/about/sample/")

    assert page.language == "es"
    assert "Its words." not in page.words
    assert page.meta("robots") == "noindex"
    assert page.rel("canonical") == []
    offered = [
        a for a in page.first("main").iter("a") if page.whole(a.get("href")) == "https://example.org/about/sample/"
    ]
    assert offered, "no link to the English"
    assert all(link.get("hreflang") == "en" for link in offered)
    assert "inglés" in page.main.lower()


def test_the_english_title_on_it_is_marked_as_english(client):
    make_page(words={"en": page_words(title="When women speak")})

    page = read(client, "/es/about/sample/")

    around = [element for element in page.elements if (element.text or "").strip() == "When women speak"]
    assert [element.get("lang") for element in around] == ["en"]


def test_a_page_in_spanish_alone_is_not_found_in_english(client):
    make_page(words={"es": SPANISH})

    read(client, "/es/about/sample/")
    read(client, "/about/sample/", status=404)


def test_readers_are_told_what_is_wrong_with_a_translation(client):
    """Each in the reader's language: not read by a native speaker, behind its English, with gaps."""
    page = make_page(words={"en": page_words(), "es": SPANISH})
    spanish = PageWords.objects.get(master=page, language_code="es")
    english = PageWords.objects.get(master=page, language_code="en")

    unread = read(client, "/es/about/sample/").main
    spanish.reviewed_on = NOW.date()
    spanish.save()
    fine = read(client, "/es/about/sample/").main
    english.title = "Something else"
    english.save()
    behind = read(client, "/es/about/sample/").main
    spanish.source_state = spanish.source.fingerprint()
    spanish.save()
    make_card(page)
    with_gaps = read(client, "/es/about/sample/").main

    assert len(unread) > len(fine)
    assert len(behind) > len(fine)
    assert unread != behind
    assert "The statement statement" in with_gaps
    with translation.override("es"):
        for english_note, shown in {
            "No native speaker has checked this translation yet. If something sounds wrong, trust the English.": unread,
            "The English page has changed since this was translated.": behind,
            "Parts that are not translated yet stand here in English.": with_gaps,
        }.items():
            note = translation.gettext(english_note)
            assert note != english_note, "not translated"
            assert note in shown
            assert note not in fine


def test_the_english_says_nothing_of_translations(client):
    make_page(words={"en": page_words(), "es": SPANISH})
    before = read(client, "/about/sample/").main
    PageWords.objects.filter(language_code="es").update(source_state="old")

    assert read(client, "/about/sample/").main == before
    assert "translat" not in before.lower()


# ── Speed ──────────────────────────────────────────────────────────────────


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        read(client, address)
    return len(captured)


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_number_of_queries_does_not_grow_with_the_cards(client, prefix):
    spanish = {"title": "Una", "body": "<p>Palabras</p>"}
    few = make_page("few", words={"en": page_words(), "es": SPANISH})
    many = make_page("many", words={"en": page_words(), "es": SPANISH})
    for page, number in [(few, 1), (many, 6)]:
        for each in range(number):
            words = {"en": {"title": f"One {each}", "body": "<p>Words</p>"}, "es": spanish}
            make_card(page, f"card-{each}", sources=3, words=words)

    assert queries(client, f"{prefix}/about/many/") == queries(client, f"{prefix}/about/few/")


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_number_of_queries_does_not_grow_with_the_pages(client, prefix):
    make_landing(Section.RIGHTS, words={"en": page_words(), "es": SPANISH})
    make_page("first", Section.RIGHTS)
    make_page("first", Section.SITE)
    before = queries(client, f"{prefix}/rights/")
    for number in range(5):
        make_page(f"page-{number}", Section.RIGHTS)
        make_page(f"site-{number}", Section.SITE, at_root=True)

    assert queries(client, f"{prefix}/rights/") == before
