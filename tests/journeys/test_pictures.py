"""Pictures on a slow phone: the right size, not before they are needed, and nothing moves when they come."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests.journeys.conftest import DESKTOP, PHONE

PAGE = "/about/pictures/"
WITH_PICTURES = [PAGE, "/news/everything/", "/campaigns/everything/", "/news/"]
# Slow enough for the words to stand there before any picture comes.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 100_000, "uploadThroughput": 100_000}
# What has moved in the words of the page without anybody's doing, from the beginning (Layout Instability API). Above
# them, Chromium on a busy machine may paint half of a header that it has read half of.
MOVED = """() => new Promise(resolve => {
    const moved = [];
    const nodes = list => list.getEntries().flatMap(shift => shift.sources.map(each => each.node));
    new PerformanceObserver(list => moved.push(...nodes(list))).observe({type: "layout-shift", buffered: true});
    const shown = node => node?.outerHTML ?? node?.textContent ?? "something that is gone";
    const inHeader = node => node?.parentElement?.closest("body > nav, body > header");
    setTimeout(() => resolve(moved.filter(node => !inHeader(node)).map(shown)), 100);
})"""
TO_THE_END = """async () => {
    for (let top = 0; top < document.body.scrollHeight; top += innerHeight) {
        scrollTo({top, behavior: "instant"});
        await new Promise(resolve => setTimeout(resolve, 50));
    }
}"""
ALL_ARE_THERE = "() => [...document.images].every(image => image.complete && image.naturalWidth)"


def size_of(url: str) -> str:
    """The width and format of a picture, such as ``720.avif``."""
    return urlsplit(url).path.rpartition("/")[2]


@pytest.mark.parametrize(("path", "viewport"), [*((path, PHONE) for path in WITH_PICTURES), (PAGE, DESKTOP)])
def test_nothing_moves_when_pictures_come(open_browser: Callable[..., Page], path, viewport):
    page = open_browser(viewport=viewport)
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW)
    page.goto(path)

    page.evaluate(TO_THE_END)

    page.wait_for_function(ALL_ARE_THERE)
    assert page.locator("main img").count()
    assert page.evaluate(MOVED) == []


def test_a_picture_far_below_is_asked_for_when_the_reader_comes_near(open_browser, watch):
    page = open_browser(viewport=PHONE, device_scale_factor=2)
    page.goto(PAGE)
    page.wait_for_timeout(300)
    lead, far = page.locator("main img").first, page.get_by_alt_text("Another umbrella")
    before = pictures(watch.requests)
    assert path_shown_by(lead) in before
    assert not path_shown_by(far)

    far.scroll_into_view_if_needed()

    expect(far).to_have_js_property("complete", value=True)
    assert path_shown_by(far) in set(pictures(watch.requests)) - set(before)


def pictures(requests: list[Request]) -> list[str]:
    return [request.url for request in requests if "/media/pictures/" in request.url]


def path_shown_by(image) -> str:
    """The address that the browser has chosen; empty until it has."""
    return image.evaluate("image => image.currentSrc")


def test_what_leads_the_page_waits_for_nothing(open_browser):
    page = open_browser(viewport=PHONE)
    page.goto(PAGE, wait_until="commit")

    # Also where a browser puts off everything that it may.
    assert page.locator("main img").first.get_attribute("loading") is None
    assert page.locator("main img[loading=lazy]").count() == page.locator("main img").count() - 1


@pytest.mark.parametrize(
    ("width", "density", "size"),
    [
        (360, 1, "360.avif"),
        (360, 2, "720.avif"),
        (360, 3, "1080.avif"),
        # Wider than a column, but not wide enough for two.
        (900, 1, "1080.avif"),
        (1280, 1, "720.avif"),
    ],
)
def test_the_smallest_size_that_is_sharp_is_asked_for(open_browser, watch, width, density, size):
    page = open_browser(viewport={"width": width, "height": 740}, device_scale_factor=density)
    page.goto(PAGE)

    lead = page.locator("main img").first
    assert size_of(path_shown_by(lead)) == size
    of_lead = path_shown_by(lead).rpartition("/")[0]
    assert [size_of(url) for url in pictures(watch.requests) if url.startswith(of_lead)] == [size]
