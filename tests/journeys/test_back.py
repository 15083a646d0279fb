"""What Back shows, in a Chromium that keeps pages in memory as everybody's does (docs/decisions/0037).

What is asserted here is said on /safety/: whoever changes one looks at the other.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Error, Page, expect

from tests.journeys.conftest import DESKTOP, Watch
from tests.journeys.server import ExitSite, Server
from tests.journeys.test_inbox import unlock

WORDS = "Tangerine rain on the old harbor"
# Whether the page was kept whole, and if not, why (HTML, 7.4.6.1: NotRestoredReasons).
COMES_BACK = """() => addEventListener("pageshow", event => {
    const {notRestoredReasons} = performance.getEntriesByType("navigation")[0];
    window.cameBack = {kept: event.persisted, why: JSON.stringify(notRestoredReasons)};
})"""


@pytest.fixture(scope="module")
def keeping_browser(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """Playwright turns off what keeps pages in memory; here it stays on."""
    options = {**browser_type_launch_args, "ignore_default_args": ["--disable-back-forward-cache"]}
    browser = browser_type.launch(**options)
    yield browser
    browser.close()


@pytest.fixture
def open_page(keeping_browser: Browser, server: Server, watch: Watch) -> Iterator[Callable[..., Page]]:
    opened = []

    def open_page(**options: Any) -> Page:
        context = keeping_browser.new_context(base_url=server.url, viewport=DESKTOP, **options)
        opened.append(watch.over(context))
        return context.new_page()

    yield open_page
    for context in opened:
        context.close()


def written(page: Page) -> Page:
    """Somebody has begun to write."""
    page.goto("/contact/")
    page.locator("[name=message]").fill(WORDS)
    return page


def go_on(page: Page, path: str = "/news/") -> None:
    page.locator(f"footer a[href='{path}']").click()
    page.wait_for_url(f"**{path}")


def go_back(page: Page) -> None:
    """A page that comes from memory is not loaded."""
    page.go_back(wait_until="commit")


def leave(page: Page, exit_site: ExitSite) -> None:
    page.locator(".leave").click()
    page.wait_for_url(exit_site.url)


# ── Public pages ───────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["/", "/help/", "/rights/compensation/", "/es/help/"])
def test_a_public_page_is_back_at_once_without_a_request(open_page, watch, path):
    page = open_page()
    page.goto(path)
    page.evaluate(COMES_BACK)
    go_on(page, "/es/news/" if path.startswith("/es/") else "/news/")
    before = len(watch.requests)

    go_back(page)

    page.wait_for_function("window.cameBack")
    assert page.evaluate("window.cameBack") == {"kept": True, "why": "null"}
    expect(page).to_have_url(path)
    assert [request.url for request in watch.requests[before:] if request.is_navigation_request()] == []


# ── Words that were not sent ───────────────────────────────────────────────


def test_words_that_were_not_sent_do_not_come_back(open_page):
    """Chromium keeps the page itself, also one that came with no-store."""
    page = written(open_page())
    page.evaluate(COMES_BACK)
    go_on(page)

    go_back(page)

    page.wait_for_function("window.cameBack")
    assert page.evaluate("window.cameBack.kept")
    expect(page.locator("[name=message]")).to_have_value("")


def test_without_script_words_that_were_not_sent_come_back(open_page):
    page = written(open_page(java_script_enabled=False))
    go_on(page)

    go_back(page)

    expect(page.locator("[name=message]")).to_have_value(WORDS)


# ── Words that were sent ───────────────────────────────────────────────────


def sent(page: Page) -> str:
    """Somebody has sent a message. Returns the number that the page shows."""
    written(page)
    page.locator("[name=about]").first.check()
    page.locator("[name=way]").first.check()
    page.get_by_role("button", name="Send the message").click()
    return page.locator("main code").inner_text()


def go_back_to_the_number(page: Page) -> None:
    """The page is neither in memory nor on the disk, so Chromium asks whether to send the form once more."""
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        go_back(page)
    expect(page.get_by_text("Confirm Form Resubmission")).to_be_visible()


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_back_from_the_number_leads_to_an_empty_form(open_page, has_script):
    page = open_page(java_script_enabled=has_script)
    sent(page)

    go_back(page)

    expect(page.locator("[name=message]")).to_have_value("")
    assert WORDS not in page.content()


def test_back_to_the_number_shows_neither_it_nor_the_words(open_page):
    page = open_page()
    number = sent(page)
    go_on(page)

    go_back_to_the_number(page)

    assert number not in page.content()
    assert WORDS not in page.content()
    go_back(page)
    expect(page.locator("[name=message]")).to_have_value("")


def test_whoever_has_the_browser_send_it_once_more_is_shown_a_number(open_page):
    """Why /safety/ says to close the tab."""
    page = open_page()
    number = sent(page)
    go_on(page)
    go_back_to_the_number(page)

    page.reload()

    assert page.locator("main code").inner_text() != number


# ── "Leave this site" ──────────────────────────────────────────────────────


def test_after_leaving_back_shows_neither_the_page_nor_what_was_written_before(open_page, exit_site):
    page = written(open_page())
    go_on(page, "/safety/")
    leave(page, exit_site)

    go_back(page)

    # What was opened earlier in this tab is there, fetched anew.
    expect(page).to_have_url("/contact/")
    expect(page.locator("[name=message]")).to_have_value("")


def test_after_leaving_a_page_with_words_on_it_back_shows_nothing_of_it(open_page, exit_site):
    page = open_page()
    page.goto("/help/")
    written(page)
    leave(page, exit_site)

    go_back(page)

    expect(page).to_have_url("/help/")


def test_after_leaving_without_script_back_shows_the_page_with_what_was_written(open_page, exit_site):
    page = written(open_page(java_script_enabled=False))
    leave(page, exit_site)

    go_back(page)

    expect(page.locator("[name=message]")).to_have_value(WORDS)


# ── Staff ──────────────────────────────────────────────────────────────────


def test_after_the_inbox_is_locked_back_shows_no_message(keeping_browser, inbox_server, inbox_session):
    """Nor does the browser have any of it in memory."""
    with keeping_browser.new_context(base_url=inbox_server.url) as stranger:
        sent(stranger.new_page())
    with keeping_browser.new_context(base_url=inbox_server.url, storage_state=inbox_session) as context:
        page = context.new_page()
        unlock(page, inbox_server, "help/")
        page.locator(".rows a", has_text=WORDS).first.click()
        expect(page.locator(".words")).to_contain_text(WORDS)
        page.get_by_role("button", name="Lock now").click()
        page.wait_for_url("**/unlock/**")

        go_back(page)

        page.wait_for_load_state()
        assert WORDS not in page.content()
