"""What the Content-Security-Policy refuses, seen in the browser (docs/decisions/0004)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.journeys.server import Server

COLOUR_OF_THE_PAGE = "getComputedStyle(document.body).backgroundColor"
# Resolves to the directive that refused what ACT tried.
REFUSAL = """() => new Promise(resolve => {
  document.addEventListener("securitypolicyviolation", event => resolve(event.effectiveDirective), {once: true});
  setTimeout(() => resolve("nothing was refused"), 2000);
  (ACT)();
})"""
ATTEMPTS = {
    "a second sheet": (
        "() => document.head.insertAdjacentHTML('beforeend', '<style>body { background: lime }</style>')",
        "style-src-elem",
    ),
    "a style attribute": (
        "() => document.body.insertAdjacentHTML('beforeend', '<p style=\"color: lime\">x</p>')",
        "style-src-attr",
    ),
    "an inline script": (
        "() => document.body.append(Object.assign(document.createElement('script'), {textContent: 'out = 1'}))",
        "script-src-elem",
    ),
    "an event handler": (
        "() => document.body.insertAdjacentHTML('beforeend', '<p onclick=\"out = 1\">x</p>')",
        "script-src-attr",
    ),
    "a picture from elsewhere": (
        "() => document.body.append(Object.assign(new Image(), {src: 'https://other.example/x.png'}))",
        "img-src",
    ),
    "a request to elsewhere": ("() => fetch('https://other.example/').catch(() => null)", "connect-src"),
    "a frame": (
        "() => document.body.append(Object.assign(document.createElement('iframe'), {src: '/help/'}))",
        "frame-src",
    ),
}


@pytest.fixture
def intruded(browser: Browser, server: Server) -> Iterator[Page]:
    """A page in which somebody has found a way to act. Not watched: complaints are what is expected here."""
    context = browser.new_context(base_url=server.url)
    page = context.new_page()
    yield page
    context.close()


@pytest.mark.parametrize(("act", "directive"), ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_what_is_not_ours_is_refused(intruded, act, directive):
    intruded.goto("/about/")
    assert intruded.evaluate(REFUSAL.replace("ACT", act)) == directive


def test_the_sheet_is_refused_once_a_character_of_it_has_changed(intruded):
    intruded.goto("/about/")
    styled = intruded.evaluate(COLOUR_OF_THE_PAGE)

    def change(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("<style>", "<style> ", 1))

    intruded.route("**/about/", change)
    intruded.goto("/about/")
    assert intruded.evaluate(COLOUR_OF_THE_PAGE) != styled
