"""Somebody writes to us: without script, on a narrow screen, and reads the number.

What comes after that: test_inbox.py."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE


@pytest.fixture
def page(open_browser):
    return open_browser(java_script_enabled=False, viewport=PHONE)


def main(page):
    return page.locator("main")


def test_a_message_is_sent_without_script_and_its_number_stands_in_no_address(page):
    page.goto("/contact/")
    main(page).get_by_label("Your message").fill("Marmalade sky over the quarry")
    main(page).get_by_role("button", name="Send the message").click()

    # What it is about is missing; nothing that was typed is.
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="What is it about?").click()
    main(page).get_by_label("Something else").check()
    expect(main(page).get_by_label("Your message")).to_have_value("Marmalade sky over the quarry")
    main(page).get_by_role("button", name="Send the message").click()

    expect(main(page).get_by_role("heading", name="It has reached us")).to_be_visible()
    number = main(page).locator("code").inner_text()
    assert len(number.replace(" ", "")) == 20
    assert not any(group in page.url for group in number.split())
    assert "Marmalade" not in page.content()
    assert page.context.cookies() == []
