"""An hour's work survives: the session ends, another tab signs in, the database is busy."""

import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.server import Server
from tests.journeys.signing_in import give_code, sign_in
from tests.journeys.test_axe import violations
from tests.journeys.test_staff import labelled

# With all that a browser could change on the way there and back.
LEAD = '\n\nAn hour of work: "quotes", <b>markup</b> & ☂️.\n  A second line.'


@pytest.fixture
def page(staff_context: BrowserContext, staff_server: Server) -> Iterator[Page]:
    """Somebody on the staff who has typed for an hour."""
    # A busy database is waited for.
    staff_context.set_default_timeout(30_000)
    page = staff_context.new_page()
    page.goto(f"{staff_server.url}/staff/")
    sign_in(page, staff_server)
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    page.goto(f"{staff_server.url}/staff/resources/page/?section__exact=rights")
    page.locator("#result_list tbody th a").first.click()
    page.get_by_label(labelled("Lead")).fill(LEAD)
    page.locator(".tiptap").first.click()
    page.keyboard.type("Also in the text. ")
    yield page
    page.close()


def give_password(page: Page, button: str, password: str) -> None:
    page.get_by_label(labelled("Username")).fill("staff")
    page.get_by_label(labelled("Password")).fill(password)
    page.get_by_role("button", name=button).click()


def press_save(page: Page) -> None:
    page.get_by_role("button", name="Save and continue editing").first.click()


def expect_saved(page: Page) -> None:
    expect(page.get_by_text("was changed successfully")).to_be_visible(timeout=30_000)
    # The site keeps a text without the white space around it.
    expect(page.get_by_label(labelled("Lead"))).to_have_value(LEAD.strip())
    expect(page.locator(".tiptap").first).to_contain_text("Also in the text.")


def expect_held(page: Page, heading: str) -> None:
    page.set_viewport_size(PHONE)
    expect(page.get_by_role("heading", name=heading)).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Your words are still in this page.")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size(DESKTOP)


def test_the_session_ends_and_signing_in_on_the_spot_saves_the_words(page, staff_context, staff_server):
    staff_context.clear_cookies(name="staff")
    press_save(page)
    expect_held(page, "Your sign-in has ended")

    give_password(page, "Sign in and send", "not the password")
    expect(page.get_by_role("alert")).to_contain_text("correct username and password")
    assert "not the password" not in page.content()

    # With the keyboard alone: the name is asked for first, and Enter sends.
    page.get_by_label(labelled("Username")).focus()
    page.keyboard.press("Tab")
    page.keyboard.type(staff_server.password)
    page.keyboard.press("Enter")
    expect_held(page, "Now the code from your phone")
    assert staff_server.password not in page.content()
    give_code(page, staff_server)
    expect_saved(page)


def test_words_can_be_read_and_copied_while_they_are_held(page, staff_context):
    staff_context.clear_cookies(name="staff")
    press_save(page)
    page.get_by_text("See your words, to copy them").click()
    shown = [each.input_value() for each in page.locator("details textarea").all()]
    assert LEAD in shown


def test_signing_in_again_in_another_tab_costs_one_more_press(page, staff_context, staff_server):
    other = staff_context.new_page()
    other.goto(f"{staff_server.url}/staff/")
    other.get_by_role("button", name="Log out").click()
    other.goto(f"{staff_server.url}/staff/")
    sign_in(other, staff_server)
    expect(other.get_by_role("button", name="Log out")).to_be_visible()

    press_save(page)
    expect_held(page, "Please send this once more")
    page.get_by_role("button", name="Send again").click()
    expect_saved(page)


def test_a_busy_database_costs_one_more_press(page, staff_server):
    colleague = sqlite3.connect(staff_server.data_dir / "db.sqlite3", isolation_level=None)
    colleague.execute("BEGIN IMMEDIATE")
    press_save(page)
    expect_held(page, "The site is busy")
    colleague.execute("ROLLBACK")
    colleague.close()

    page.get_by_role("button", name="Send again").click()
    expect_saved(page)
