"""What stands round a page’s words, and the addresses that no page can have."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from resources.models import Page, Section
from tests.factories import make_card, make_landing, make_page, page_words
from tests.markup import read, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


# ── Round the words ────────────────────────────────────────────────────────


def test_breadcrumbs_lead_up_to_the_home_page(client):
    make_page("home", Section.HOME, at_root=True, words={"en": page_words(menu_title="Home")})
    make_landing(Section.RIGHTS, words={"en": page_words(menu_title="Your rights")})
    make_page("compensation", Section.RIGHTS, words={"en": page_words(menu_title="Compensation")})

    page = read(client, "/rights/compensation/")

    crumbs = next(nav for nav in page.first("main").iter("nav"))
    assert [(a.get("href"), text(a)) for a in crumbs.iter("a")] == [("/", "Home"), ("/rights/", "Your rights")]
    assert text(crumbs).endswith("Compensation")


def test_a_draft_is_no_breadcrumb_and_not_in_the_menu(client):
    make_landing(Section.RIGHTS, status=Page.Status.DRAFT)
    make_page("compensation", Section.RIGHTS)

    assert "https://example.org/rights/" not in read(client, "/rights/compensation/").addresses


def test_the_menu_marks_the_section_that_one_is_in(client):
    make_landing(Section.RIGHTS)
    make_landing(Section.FACTS)
    make_page("compensation", Section.RIGHTS)

    page = read(client, "/rights/compensation/")

    header = page.first("header")
    marked = {a.get("href") for a in header.iter("a") if a.get("aria-current")}
    assert marked == {"/rights/"}


def test_a_section_lists_its_published_pages_in_their_order(client):
    make_landing(Section.RIGHTS)
    make_page("second", Section.RIGHTS, order=20)
    make_page("first", Section.RIGHTS, order=10)
    make_page("draft", Section.RIGHTS, order=5, status=Page.Status.DRAFT)
    make_page("elsewhere", Section.FACTS, order=1)

    page = read(client, "/rights/")

    listed = [a.get("href") for a in page.first("main").iter("a") if a.get("href").startswith("/rights/")]
    assert listed == ["/rights/first/", "/rights/second/"]


def test_an_untranslated_page_is_listed_in_spanish_under_its_english_name_marked_so(client):
    make_landing(Section.RIGHTS, words={"en": page_words(), "es": page_words(title="Tus derechos")})
    make_page("compensation", Section.RIGHTS, words={"en": page_words(title="Money after a crime")})

    page = read(client, "/es/rights/")

    item = next(li for li in page.all("li") if "Money after a crime" in text(li))
    assert "en" in [element.get("lang") for element in item.iter()]


def test_a_long_page_has_a_table_of_contents_and_a_short_one_has_none(client):
    make_page("long", words={"en": page_words(body="<h2>One</h2><h2>Two</h2><h2>Three</h2>")})
    make_page("short", words={"en": page_words(body="<h2>One</h2><h2>Two</h2>")})

    inner = [a for a in read(client, "/about/long/").first("main").iter("a") if a.get("href").startswith("#")]
    assert [text(a) for a in inner] == ["One", "Two", "Three"]
    assert not [a for a in read(client, "/about/short/").first("main").iter("a") if a.get("href").startswith("#")]


def test_cards_with_headings_stand_in_groups_that_the_table_of_contents_names(client):
    page = make_page()
    for key, heading in [("a", "How to start"), ("b", ""), ("c", "Who can apply"), ("d", "If refused")]:
        words = {"heading": heading, "title": f"Statement {key}", "body": "<p>x</p>"}
        make_card(page, key, words={"en": words}, order=ord(key))

    document = read(client, "/about/sample/")

    assert [words for level, words in document.headings if level == 2 and words in document.main][:4]
    inner = [a for a in document.first("main").iter("a") if a.get("href").startswith("#")]
    assert [text(a) for a in inner] == ["How to start", "Who can apply", "If refused"]
    assert [a.get("href")[1:] in document.ids for a in inner] == [True] * 3


def test_rights_pages_alone_say_that_they_are_information_and_not_advice(client):
    make_page("compensation", Section.RIGHTS)
    make_page("safety", Section.FACTS)

    assert read(client, "/rights/compensation/").main.count("not legal advice") == 1
    assert "not legal advice" not in read(client, "/facts/safety/").main


@pytest.mark.parametrize(
    ("section", "may"), [(Section.HOME, True), (Section.ABOUT, True), (Section.RIGHTS, False), (Section.HELP, False)]
)
def test_only_home_and_about_name_us_to_those_who_share_a_link(client, section, may):
    page = make_page(section=section)

    document = read(client, page.get_absolute_url())

    named = {element.get("property") for element in document.all("meta") if element.get("property")}
    assert ("og:title" in named) is may
    assert bool(named) is may


# ── Addresses that are not for pages ───────────────────────────────────────


@pytest.mark.parametrize("slug", ["search", "a-z", "all", "leave", "staff"])
def test_a_page_cannot_take_an_address_that_the_site_needs_itself(slug):
    with pytest.raises(ValidationError) as error:
        Page(section=Section.SITE, slug=slug, at_root=True).clean()

    assert "slug" in error.value.message_dict


@pytest.mark.parametrize("language", ["en", "es"])
def test_in_a_section_the_same_name_is_free(language):
    with translation.override(language):
        Page(section=Section.ABOUT, slug="search").clean()


@pytest.mark.parametrize("slug", ["Papers", "my_page"])
def test_an_address_that_no_reader_could_open_is_refused(slug):
    with pytest.raises(ValidationError) as error:
        Page(section=Section.ABOUT, slug=slug).clean()

    assert "hyphens" in str(error.value.message_dict["slug"])
