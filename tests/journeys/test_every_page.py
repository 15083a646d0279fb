"""Every address in both languages, in a browser as narrow as a phone from 2010: what it costs and what it leaves."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Request

from tests.journeys.conftest import Watch
from tests.journeys.server import ExitSite, Server

# DESIGN, promise 3. Ten segments are what a server may send before the first answer of the reader's phone.
HTML_BUDGET = 14 * 1024
FIRST_FLIGHT = 10 * 1460
MOST_REQUESTS = 3

LEFT_BEHIND = """async () => ({
    cookies: document.cookie,
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    caches: (await caches.keys()).length,
})"""


@dataclass
class Visited:
    requests: list[Request]
    html: int
    headers: int
    left_behind: dict[str, Any]
    too_wide: int
    unstyled: bool


@dataclass
class Journey:
    visits: dict[str, Visited]
    cookies: list[Any]
    complaints: list[str]


def located(server: Server, path: str) -> list[str]:
    """What a sitemap, or the index of its parts, names."""
    return re.findall(r"<loc>[^<]*?//[^/<]+([^<]*)</loc>", server.fetch(path).decode())


def in_sitemap(server: Server) -> list[str]:
    return [path for part in located(server, "/sitemap.xml") for path in located(server, part)]


def addresses(server: Server) -> list[str]:
    untranslated = ["/es/about/specimen/", "/es/campaigns/paused/", "/es/news/first/", "/es/events/meeting/"]
    return [*in_sitemap(server), *untranslated, "/no-such-page/", "/es/no-such-page/", "/about/gone/"]


@pytest.fixture(scope="module")
def journey(browser: Browser, server: Server, exit_site: ExitSite) -> Iterator[Journey]:
    """Each page is visited once, with an empty cache."""
    watch = Watch((server.url + "/",))
    context = watch.over(browser.new_context(base_url=server.url, viewport={"width": 320, "height": 640}))
    page = context.new_page()
    context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    visits = {}
    for address in addresses(server):
        before = len(watch.requests)
        answer = page.goto(address, wait_until="load")
        sizes = answer.request.sizes()
        visits[address] = Visited(
            requests=watch.requests[before:],
            html=sizes["responseBodySize"],
            headers=sizes["responseHeadersSize"],
            left_behind=page.evaluate(LEFT_BEHIND),
            too_wide=page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
            unstyled=page.evaluate("getComputedStyle(document.querySelector('.leave')).position === 'static' && "
                                   "getComputedStyle(document.body).backgroundColor === 'rgba(0, 0, 0, 0)'"),
        )  # fmt: skip
    yield Journey(visits, context.cookies(), watch.complaints)
    context.close()


def having(journey: Journey, problem: Callable[[Visited], Any]) -> dict[str, Any]:
    found = {address: problem(visit) for address, visit in journey.visits.items()}
    return {address: value for address, value in found.items() if value}


def test_every_page_was_visited(journey):
    assert len(journey.visits) > 35
    assert {"/", "/es/", "/help/", "/rights/compensation/", "/no-such-page/"} <= set(journey.visits)


def test_the_words_come_in_one_round_trip(journey):
    assert having(journey, lambda visit: visit.html * (visit.html > HTML_BUDGET)) == {}
    assert having(journey, lambda visit: visit.html + visit.headers > FIRST_FLIGHT) == {}
    assert having(journey, lambda visit: visit.html < 1000 or visit.headers < 300) == {}, "sizes are not measured"


def test_they_fit_for_a_browser_that_knows_gzip_alone(journey, server):
    sizes = {path: len(server.fetch(path, **{"Accept-Encoding": "gzip"})) for path in in_sitemap(server)}

    assert {path: size for path, size in sizes.items() if size > HTML_BUDGET} == {}


def test_the_words_and_their_look_are_one_request(journey):
    def others(visit: Visited) -> list[str]:
        document, *others = visit.requests
        assert document.resource_type == "document"
        return [request.url for request in others if request.resource_type not in ("script", "image", "other")]

    assert having(journey, others) == {}


def test_a_page_needs_at_most_three_requests(journey):
    def counted(visit: Visited) -> list[str]:
        # Pictures of the content come on top.
        loaded = [request.url for request in visit.requests if "/media/pictures/" not in request.url]
        return loaded if len(loaded) > MOST_REQUESTS else []

    assert having(journey, counted) == {}
    assert having(journey, lambda visit: not visit.requests) == {}


def test_no_page_asks_another_host_or_makes_the_browser_complain(journey):
    """A style or script that the Content-Security-Policy refuses is such a complaint."""
    assert journey.complaints == []


def test_every_page_is_styled(journey):
    assert having(journey, lambda visit: visit.unstyled) == {}


def test_nothing_is_left_in_the_browser(journey):
    assert journey.cookies == []
    assert having(journey, lambda visit: {name: value for name, value in visit.left_behind.items() if value}) == {}


def test_no_page_scrolls_sideways_on_a_narrow_phone(journey):
    assert having(journey, lambda visit: visit.too_wide) == {}


def test_what_never_changes_is_kept_for_good_and_comes_compressed(journey, server):
    scripts = {r.url for visit in journey.visits.values() for r in visit.requests if r.resource_type == "script"}

    assert len(scripts) == 1
    for request in next(iter(journey.visits.values())).requests:
        if request.resource_type == "script":
            headers = request.response().all_headers()
            assert re.search(r"leave\.[0-9a-f]{8,}\.js$", request.url)
            assert "immutable" in headers["cache-control"]
            assert headers["content-encoding"] in ("br", "gzip")
