"""Everything can be reached by keyboard, in a sensible order, and one sees where one is."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import EACH_KIND, PHONE, path_of

# Whether the element with the focus looks different from how it looks without.
LOOKS_FOCUSED = """() => {
    const look = element => { const s = getComputedStyle(element);
        return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecoration].join(); };
    const control = document.activeElement;
    const with_focus = look(control);
    const outlined = getComputedStyle(control).outlineStyle !== "none" && parseFloat(getComputedStyle(control).outlineWidth) >= 2;
    control.blur();
    const without = look(control);
    control.focus({ focusVisible: true, preventScroll: true });
    return outlined && with_focus !== without;
}"""


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
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert path_of(page) != "/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@EACH_KIND
def test_one_sees_where_the_focus_is(open_browser, address, status, scheme):
    page = open_browser(color_scheme=scheme)
    assert page.goto(address).status == status
    stops = 0
    unseen = []
    for _step in range(25):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        stops += 1
        if not page.evaluate(LOOKS_FOCUSED):
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))

    assert stops > 8
    assert unseen == []
