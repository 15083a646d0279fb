"""A printed page: the words and their sources, and nothing that only a screen needs."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def paper(page):
    page.emulate_media(media="print")
    return page


def test_bars_and_menus_stay_on_the_screen(paper):
    paper.goto("/rights/compensation/")

    expect(paper.locator("h1")).to_be_visible()
    expect(paper.locator(".leave")).to_be_hidden()
    assert paper.get_by_role("link", name="Español").and_(paper.locator(":visible")).count() == 0
    assert paper.locator("nav").and_(paper.locator(":visible")).count() == 0


def test_sources_stand_below_as_footnotes_with_their_addresses(paper):
    paper.goto("/rights/compensation/")

    notes = paper.locator("main li").filter(has_text="https://victims.ca.gov/").and_(paper.locator(":visible"))
    assert notes.count() >= 1
    expect(paper.locator("main").get_by_role("heading", name="Sources")).to_be_visible()


def test_the_numbers_in_the_words_are_those_of_the_footnotes(paper):
    paper.goto("/about/specimen/")

    notes = paper.locator("main ol li").filter(has_text="source.example").and_(paper.locator(":visible"))
    assert [note.split(".")[0] for note in notes.all_inner_texts()] == [
        "Source 0 of overdue", "Source 1 of overdue", "Source 0 of fine",
    ]  # fmt: skip
    numbers = paper.locator("main article sup").and_(paper.locator(":visible")).all_inner_texts()
    assert numbers == ["1, 2", "3"]


def test_on_the_screen_the_footnotes_are_not_said_twice(page):
    page.goto("/about/specimen/")

    assert page.locator("main ol li").filter(has_text="source.example").and_(page.locator(":visible")).count() == 0


def test_paper_is_white_and_words_are_black_even_in_the_dark(open_browser):
    page = open_browser(color_scheme="dark")
    page.emulate_media(media="print")
    page.goto("/rights/compensation/")

    colours = page.evaluate(
        "[document.body, document.querySelector('main p')].map(e => [getComputedStyle(e).color,"
        " getComputedStyle(e).backgroundColor])"
    )
    assert {colour for colour, _background in colours} == {"rgb(0, 0, 0)"}
    assert {background for _colour, background in colours} <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}


def test_our_phone_is_on_every_printed_page(paper):
    for address in ("/", "/help/", "/rights/compensation/"):
        paper.goto(address)
        assert "415-626-4114" in paper.locator("body").inner_text(), address
