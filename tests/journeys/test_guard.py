"""A public form in a real browser, without JavaScript: what is missing is found, and no word is lost."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.guard.server import Site, serving_forms
from tests.journeys.conftest import DESKTOP, PHONE, ZOOMED, Watch
from tests.journeys.server import ExitSite
from tests.journeys.test_axe import violations

SEND = "Send your note"


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving_forms(tmp_path_factory.mktemp("form-data")) as site:
        yield site


@pytest.fixture
def open_browser(browser: Browser, forms: Site, exit_site: ExitSite) -> Iterator[Callable[..., Page]]:
    """A fresh, watched browser window on the site with the forms."""
    watch = Watch((forms.url + "/", exit_site.url, "data:,"))
    opened = []

    def open_browser(**options: Any) -> Page:
        settings = {"base_url": forms.url, "viewport": PHONE, "java_script_enabled": False, **options}
        opened.append(watch.over(browser.new_context(**settings)))
        return opened[-1].new_page()

    yield open_browser
    for context in opened:
        context.close()
    assert watch.complaints == []


@pytest.fixture
def page(open_browser: Callable[..., Page]) -> Page:
    return open_browser()


def fill_in(page: Page, words: str, shown: str = "With a name") -> None:
    page.get_by_label(shown).check()
    page.get_by_label("Your words").fill(words)


def heading(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


def test_what_is_missing_is_told_first_and_leads_to_its_field(page):
    page.goto("/note/")
    page.get_by_role("button", name=SEND).click()

    expect(page).to_have_title("Error: Note · IDPWSP")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    expect(summary).to_have_accessible_name("Please look at this once more")
    words = page.get_by_label("Your words")
    expect(words).to_have_accessible_description("Please fill this in.")
    summary.get_by_role("link", name="How shall we show it?").click()
    expect(page.get_by_label("With a name")).to_be_focused()
    summary.get_by_role("link", name="Your words").click()
    expect(words).to_be_focused()
    expect(words).to_be_in_viewport()


def test_the_field_for_robots_is_neither_seen_nor_met(page):
    page.goto("/note/")
    expect(page.get_by_text("Leave this empty")).to_be_hidden()
    # What a screen reader knows of.
    assert page.get_by_role("textbox", name="Leave this empty").count() == 0

    page.get_by_label("Your words").focus()
    met = []
    for _ in range(4):
        page.keyboard.press("Tab")
        met.append(page.locator(":focus").get_attribute("name") or page.locator(":focus").inner_text())
    assert met == ["topics", "topics", "agreed", SEND]


def test_a_double_click_makes_one_entry(page, forms):
    page.goto("/lasting/")
    fill_in(page, "Clicked twice")
    page.get_by_role("button", name=SEND).dblclick()

    expect(heading(page)).to_have_text("We have it")
    assert len(forms.kept("Clicked twice")) == 1
    page.reload()
    expect(page.get_by_text("The same as before.")).to_be_visible()
    assert len(forms.kept("Clicked twice")) == 1


def test_back_shows_the_next_user_of_the_device_nothing_that_was_sent(page, forms):
    page.goto("/lasting/")
    fill_in(page, "Gone back")
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("We have it")
    page.go_back()
    expect(page.get_by_label("Your words")).to_have_value("")

    fill_in(page, "Gone back")
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_text("The same as before.")).to_be_visible()
    assert len(forms.kept("Gone back")) == 1


def test_what_another_site_sends_comes_back_to_be_sent_from_here(open_browser, forms, exit_site):
    page = open_browser(java_script_enabled=True)
    page.goto(exit_site.url)
    page.evaluate(
        """address => {
            document.body.innerHTML = `<form method="post" action="${address}"><input name="shown" value="name">
            <textarea name="text">Brought along</textarea><button>Go</button></form>`
        }""",
        f"{forms.url}/lasting/",
    )
    page.get_by_role("button", name="Go").click()

    expect(heading(page)).to_have_text("Please send this once more")
    expect(page.get_by_label("Your words")).to_have_value("Brought along")
    assert forms.kept("Brought along") == []
    page.get_by_role("button", name=SEND).click()
    expect(heading(page)).to_have_text("We have it")
    assert len(forms.kept("Brought along")) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_of_its_pages(open_browser, scheme):
    page = open_browser(java_script_enabled=True, color_scheme=scheme)
    for viewport in (PHONE, DESKTOP):
        page.set_viewport_size(viewport)
        page.goto("/note/")
        assert violations(page) == []
        page.get_by_role("button", name=SEND).click()
        expect(page.get_by_role("alert")).to_be_focused()
        assert violations(page) == []
        for expected in ("We have it", "The same was sent a moment ago"):
            page.goto("/note/")
            fill_in(page, f"Looked at with {scheme} {viewport}", "Not at all")
            page.get_by_role("button", name=SEND).click()
            expect(heading(page)).to_have_text(expected)
            assert violations(page) == []


def test_at_400_percent_nothing_is_cut_off_and_nothing_lies_over_the_focus(open_browser):
    page = open_browser(viewport=ZOOMED)
    page.goto("/note/")
    page.get_by_role("button", name=SEND).click()

    expect(page.get_by_role("alert")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= ZOOMED["width"]
    for field in (page.get_by_label("Your words"), page.get_by_label("With a name"), page.locator(".send")):
        field.focus()
        box, leave = field.bounding_box(), page.locator(".leave").bounding_box()
        assert box["y"] >= leave["y"] + leave["height"]


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_everything_that_is_pressed_is_large_enough_for_a_thumb(open_browser, viewport):
    page = open_browser(viewport=viewport)
    page.goto("/note/")

    pressed = [*page.locator("main label:has(input)").all(), *page.locator("main button").all()]
    sizes = [each.bounding_box() for each in pressed if each.is_visible()]
    assert len(sizes) == 6
    assert min(size["height"] for size in sizes) >= 44
