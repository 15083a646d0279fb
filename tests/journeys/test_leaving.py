"""The way out: gone at once, in every way that the site promises, and in no other."""

import time

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE, ZOOMED, path_of
from tests.journeys.server import Wire

WORDS = "Who can help you now"
# Seconds. The page itself is gone at once; this is until the other site is there, on a busy machine.
GONE_WITHIN = 10

# Presses Shift at the given times, in milliseconds. Returns what is left of the page in the same breath.
PRESS_AT = """times => {
    for (const time of times) {
        const event = new KeyboardEvent("keydown", { key: "Shift", bubbles: true });
        Object.defineProperty(event, "timeStamp", { value: time });
        document.body.dispatchEvent(event);
    }
    return document.body.innerText;
}"""


@pytest.fixture
def on_help(page):
    page.goto("/help/")
    expect(page.get_by_role("heading", name=WORDS)).to_be_visible()
    return page


def shift(page, times=3):
    for _press in range(times):
        page.keyboard.press("Shift")


def stays(page):
    page.wait_for_timeout(400)
    return path_of(page) == "/help/" and WORDS in page.locator("body").inner_text()


# ── The link ───────────────────────────────────────────────────────────────


def test_the_link_leads_to_the_exit_site(on_help, exit_site):
    start = time.monotonic()

    on_help.locator(".leave").click()

    on_help.wait_for_url(exit_site.url, wait_until="commit")
    assert time.monotonic() - start < GONE_WITHIN
    assert "Rain" in on_help.locator("body").inner_text()


def test_the_exit_site_does_not_learn_where_the_reader_was(on_help, exit_site):
    on_help.locator(".leave").click()

    on_help.wait_for_url(exit_site.url)
    assert exit_site.referrers[-1] is None


@pytest.mark.parametrize("way", ["link", "keys"])
def test_back_does_not_bring_the_page_back(on_help, exit_site, way):
    if way == "link":
        on_help.locator(".leave").click()
    else:
        shift(on_help)
    on_help.wait_for_url(exit_site.url)

    on_help.go_back()

    assert on_help.url == "about:blank"


def test_it_works_from_a_spanish_page(page, exit_site):
    page.goto("/es/help/")

    page.locator(".leave").click()

    page.wait_for_url(exit_site.url)


# What is left of the page in the same breath as the click or the third press. It has to be asked inside the page:
# while another site is being opened, Chromium answers nobody outside.
THEN = """; return {
    words: document.body.innerText.trim(),
    said: document.querySelector("[role=alert]")?.innerText.trim(),
    covered: [[0, 0], [0.5, 0.5], [1, 0], [0, 1], [1, 1]].every(([x, y]) =>
        document.elementFromPoint(x * (innerWidth - 1), y * (innerHeight - 1))?.getAttribute("role") === "alert"),
} }"""


@pytest.mark.parametrize(
    "way",
    [
        "document.querySelector('.leave').click()",
        "for (const _ of '123') dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift' }))",
    ],
    ids=["link", "keys"],
)
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_page_is_gone_in_the_same_breath_and_a_cover_hides_the_window(open_browser, exit_site, viewport, way):
    page = open_browser(viewport=viewport)
    page.goto("/help/")
    page.evaluate("scrollTo(0, 900)")

    left = page.evaluate("() => { " + way + THEN)

    assert WORDS not in left["words"]
    # A screen reader says what happens, and that is all there is.
    assert left["said"] == left["words"] != ""
    assert left["covered"]
    page.wait_for_url(exit_site.url)


@pytest.mark.parametrize("way", ["link", "keys"])
def test_the_browser_is_asked_to_drop_its_copies_once_the_reader_is_gone(browser, server, exit_site, way):
    """Asked earlier, it would hold up the way out. The page is gone then, so it is looked for on the wire."""
    with Wire(server) as wire, browser.new_context(base_url=wire.url) as context:
        page = context.new_page()
        page.goto("/help/")
        if way == "link":
            page.locator(".leave").click()
        else:
            shift(page)
        page.wait_for_url(exit_site.url)
        end = time.monotonic() + GONE_WITHIN
        while ("POST", "/leave/", 204) not in wire.passed and time.monotonic() < end:
            page.wait_for_timeout(50)
        wire.shutdown()

    leaving = [(method, status) for method, path, status in wire.passed if path == "/leave/"]
    assert leaving == [("GET", 303), ("POST", 204)]


# ── The keys ───────────────────────────────────────────────────────────────


def test_shift_three_times_leads_to_the_exit_site(on_help, exit_site):
    start = time.monotonic()

    shift(on_help)

    on_help.wait_for_url(exit_site.url, wait_until="commit")
    assert time.monotonic() - start < GONE_WITHIN


@pytest.mark.parametrize("times", [[0, 2000, 4900], [0, 100, 200], [0, 6000, 7000, 8000]])
def test_within_five_seconds_they_lead_out(on_help, exit_site, times):
    assert WORDS not in on_help.evaluate(PRESS_AT, times)

    on_help.wait_for_url(exit_site.url)


@pytest.mark.parametrize("times", [[0, 2600, 5200], [0, 100], [0, 6000, 12000, 18000]])
def test_slower_than_that_they_do_not(on_help, times):
    assert WORDS in on_help.evaluate(PRESS_AT, times)

    assert stays(on_help)


def test_two_presses_are_not_enough(on_help):
    shift(on_help, times=2)

    assert stays(on_help)


def test_capitals_do_not_lead_out(on_help):
    for letter in "SAFETY":
        on_help.keyboard.press(f"Shift+{letter}")

    assert stays(on_help)


def test_going_back_by_keyboard_does_not_lead_out(on_help):
    """Shift with Tab is how people who use no mouse move upwards."""
    for _step in range(4):
        on_help.keyboard.press("Shift+Tab")

    assert stays(on_help)


def test_a_key_that_is_held_down_does_not_lead_out(on_help):
    for _repeat in range(6):
        on_help.keyboard.down("Shift")
    on_help.keyboard.up("Shift")

    assert stays(on_help)


@pytest.mark.parametrize("key", ["Escape", "Control", "Alt", "Space"])
def test_no_other_key_leads_out(on_help, key):
    """Escape stops a page that loads, and belongs to assistive technology."""
    for _press in range(5):
        on_help.keyboard.press(key)

    assert stays(on_help)


# ── Where it stands ────────────────────────────────────────────────────────

# Whether somebody can see and hit the middle of the link.
CAN_BE_HIT = """link => {
    const box = link.getBoundingClientRect();
    const inside = box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
    return inside && link.contains(document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2));
}"""

# The controls that stay hidden when they get the focus, from the last to the first (so that the page scrolls up).
OBSCURED = """() => [...document.querySelectorAll("a[href], summary, [tabindex='0']")].reverse().filter(control => {
    if (!control.checkVisibility() || control.closest(".skip")) return false;
    control.focus();
    const seen = [...control.getClientRects()].some(box => [0.1, 0.5, 0.9].some(x => [0.1, 0.5, 0.9].some(y => {
        const found = document.elementFromPoint(box.left + x * box.width, box.top + y * box.height);
        return found && (control.contains(found) || found.contains(control) && found !== document.body);
    })));
    return !seen;
}).map(control => control.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP, ZOOMED], ids=["phone", "desktop", "400 % zoom"])
@pytest.mark.parametrize("address", ["/", "/help/", "/es/rights/compensation/", "/no-such-page/"])
def test_it_can_be_seen_and_hit_wherever_one_has_scrolled_to(look, viewport, address):
    page = look(viewport=viewport)
    page.goto(address)
    link = page.locator(".leave")

    assert link.evaluate(CAN_BE_HIT)
    above = link.bounding_box()
    for part in (0.5, 1):
        page.evaluate(f"scrollTo(0, document.documentElement.scrollHeight * {part})")
        assert link.evaluate(CAN_BE_HIT)
        assert link.bounding_box() == above, "it is at the same place everywhere"


@pytest.mark.parametrize("viewport", [PHONE, ZOOMED], ids=["phone", "400 % zoom"])
@pytest.mark.parametrize("address", ["/", "/help/", "/rights/compensation/"])
def test_it_never_lies_over_the_control_that_has_the_focus(look, viewport, address):
    page = look(viewport=viewport)
    page.goto(address)

    assert page.evaluate(OBSCURED) == []


@pytest.mark.parametrize("viewport", [PHONE, ZOOMED], ids=["phone", "400 % zoom"])
def test_it_leaves_room_to_read(look, viewport):
    page = look(viewport=viewport)
    page.goto("/help/")

    assert page.locator(".leave").bounding_box()["height"] >= 24
    assert page.locator(".leave").bounding_box()["height"] <= viewport["height"] / 4


def test_it_stands_at_the_same_place_on_every_kind_of_page(page):
    places = set()
    for address in ("/", "/rights/", "/help/", "/contact/", "/about/specimen/", "/no-such-page/"):
        page.goto(address)
        box = page.locator(".leave").bounding_box()
        places.add((box["x"], box["y"]))

    assert len(places) == 1
