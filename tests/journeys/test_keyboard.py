"""Everything can be reached by keyboard, in a sensible order, and one sees where one is."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import EACH_KIND, PHONE

# Controls that look the same with the focus as without, or whose outline is thinner than 2 pixels.
FOCUS_UNSEEN = """() => [
    ...document.querySelectorAll("a[href], summary, button, input, [tabindex='0']")
].filter(control => {
    const style = getComputedStyle(control);
    const look = () => [style.outlineStyle, style.outlineWidth, style.outlineColor].join(" ");
    if (!control.checkVisibility()) return false;
    control.focus({ focusVisible: true });
    if (document.activeElement !== control) return true;
    const focused = look();
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    control.blur();
    return !(outlined && focused !== look());
}).map(control => control.outerHTML.slice(0, 120))"""

# Every control that can be seen, in the order of the page.
CONTROLS = (
    "[...document.querySelectorAll('a[href], summary, button, input')].filter(each => each.checkVisibility()).length"
)


def focused(page):
    return page.locator(":focus")


def test_the_skip_link_comes_first_and_leads_to_the_words(page):
    page.goto("/help/")

    page.keyboard.press("Tab")

    expect(focused(page)).to_have_attribute("href", "#main")
    expect(focused(page)).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_way_out_comes_second(page):
    page.goto("/help/")

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    expect(focused(page)).to_have_class("leave")


def test_enter_on_the_way_out_leads_out(page, exit_site):
    page.goto("/help/")
    page.locator(".leave").focus()

    page.keyboard.press("Enter")

    page.wait_for_url(exit_site.url)


def test_the_menu_is_reached_before_the_words(page):
    page.goto("/help/")
    reached = []
    for _step in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.querySelector('main').contains(document.activeElement)"):
            break
        reached.append(focused(page).inner_text().strip())

    for name in ("Español", "Your rights", "Find help", "Talk to us"):
        assert any(name in each for each in reached), reached


def test_the_menu_of_a_phone_opens_by_keyboard(open_browser):
    page = open_browser(viewport=PHONE)
    page.goto("/")
    page.locator("header summary").focus()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('header nav') !== null")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).not_to_have_url("/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@EACH_KIND
def test_one_sees_where_the_focus_is(look, address, status, scheme):
    page = look(color_scheme=scheme)
    assert page.goto(address).status == status

    assert page.evaluate(CONTROLS) > 8
    assert page.evaluate(FOCUS_UNSEEN) == []


def test_the_tab_key_stops_at_every_control_once_and_in_order(page):
    page.goto("/rights/")
    controls = page.evaluate(CONTROLS)
    places = []
    for _step in range(controls):
        page.keyboard.press("Tab")
        places.append(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))

    assert places == sorted(set(places))
    assert len(places) == controls > 15
