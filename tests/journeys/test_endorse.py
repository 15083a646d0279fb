"""Somebody signs a campaign and takes it back: by keyboard, without script, on a narrow screen."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE, ZOOMED
from tests.journeys.test_axe import violations

SIGN = "/endorse/everything/"


@pytest.fixture
def page(open_browser):
    return open_browser(java_script_enabled=False)


def main(page):
    return page.locator("main")


def press_until(page, locator) -> None:
    """Press Tab until something has the focus, as somebody does who has no mouse."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if locator.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab never reached {locator}")


def test_she_signs_and_takes_it_back_without_script(page):
    page.goto("/campaigns/everything/")
    page.get_by_role("link", name="Sign this campaign").click()
    main(page).get_by_label("A working name").check()
    main(page).get_by_label("Name to show").fill("Ruby")
    main(page).get_by_role("button", name="Sign").click()
    expect(main(page).get_by_role("heading", name="Thank you")).to_be_visible()
    code = main(page).locator("code").inner_text()
    assert code not in page.url

    main(page).get_by_role("link", name="take it down").click()
    main(page).get_by_label("Your code").fill(code.lower())
    main(page).get_by_role("button", name="Take it down").click()

    expect(main(page).get_by_role("heading", name="It is taken down")).to_be_visible()
    assert "Ruby" not in page.content()


def test_what_is_wrong_takes_the_focus_and_leads_to_its_field_by_keyboard(open_browser):
    page = open_browser()
    page.goto(SIGN)
    press_until(page, page.get_by_label("A person", exact=True))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("A group", exact=True)).to_be_checked()
    press_until(page, page.get_by_label("Organization", exact=True))
    page.keyboard.type("A union")
    page.keyboard.press("Enter")

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error:")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    first = page.get_by_label("My full name")
    expect(first).to_be_in_viewport()
    # The words are still there, and she goes on from where she is.
    expect(page.get_by_label("Organization", exact=True)).to_have_value("A union")
    page.get_by_label("Only the organization").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_back_and_again_is_one_signature(page):
    page.goto(SIGN)
    main(page).get_by_label("My full name").check()
    main(page).get_by_label("Name to show").fill("Once Only")
    main(page).get_by_role("button", name="Sign").click()
    first = main(page).locator("code").inner_text()

    page.go_back()
    main(page).get_by_label("My full name").check()
    main(page).get_by_label("Name to show").fill("Once Only")
    main(page).get_by_role("button", name="Sign").click()

    assert main(page).locator("code").inner_text() != first
    expect(main(page).get_by_text("We have had this from you already")).to_be_visible()


def test_a_name_that_is_there_is_pointed_out_and_another_person_goes_on(page):
    page.goto(SIGN)
    main(page).get_by_label("My full name").check()
    main(page).get_by_label("Name to show").fill("ANA Wolfeschlegelsteinhausenbergerdorff 7")
    main(page).get_by_role("button", name="Sign").click()
    expect(main(page).get_by_role("alert")).to_contain_text("on the list already")

    main(page).get_by_label("I am another person").check()
    main(page).get_by_role("button", name="Sign").click()

    expect(main(page).get_by_role("heading", name="Thank you")).to_be_visible()


@pytest.mark.parametrize(("scheme", "viewport"), [("light", PHONE), ("dark", ZOOMED)], ids=["phone", "320 px"])
def test_axe_finds_nothing_on_form_error_and_answer_and_nothing_is_cut_off(open_browser, scheme, viewport):
    page = open_browser(color_scheme=scheme, viewport=viewport)

    def is_fine() -> None:
        # What has scrolled half under the bar is no target of its full size.
        page.evaluate("scrollTo(0, 0)")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0

    page.goto(SIGN)
    is_fine()
    page.get_by_label("My full name").check()
    page.get_by_label("Name to show").fill("ana wolfeschlegelsteinhausenbergerdorff 7")
    page.get_by_role("button", name="Sign").click()
    expect(page.get_by_role("alert")).to_be_focused()
    is_fine()
    page.get_by_label("Counted, but not shown").check()
    page.get_by_role("button", name="Sign").click()
    # Whoever has signed so from this place before is asked who it was.
    another = page.get_by_role("button", name="Another person")
    code = page.get_by_role("heading", name="Your code")
    expect(another.or_(code)).to_be_visible()
    if another.is_visible():
        is_fine()
        another.click()
    expect(code).to_be_visible()
    is_fine()
    page.goto("/withdraw/")
    page.get_by_label("Your code").fill("0000-0000-0000-0000")
    page.get_by_role("button", name="Take it down").click()
    expect(page.get_by_role("alert")).to_be_focused()
    is_fine()


def test_the_sheet_fits_on_one_page_of_paper(open_browser):
    page = open_browser()
    page.goto("/endorse/everything/sheet/")
    for size in ("Letter", "A4"):
        assert page.pdf(format=size).count(b"/Type /Page\n") == 1
