"""Somebody writes to us: without script, on a narrow screen, and reads the number."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE
from tests.journeys.test_axe import violations


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


def test_a_group_asks_for_a_speaker(page):
    page.goto("/speaker/")
    form = main(page)
    form.get_by_label("A labor union").check()
    form.get_by_label("Name of the group").fill("Dockers of the bay")
    form.get_by_label("E-mail").fill("ana@example.org")
    form.get_by_label("On which day?").fill("2099-04-12")
    form.get_by_label("In a room", exact=True).check()
    form.get_by_label("Who sex workers are").check()
    form.get_by_label("Will there be recording").fill("No")
    form.get_by_label("Will anyone from the press").fill("No")
    form.get_by_label("Will police").fill("No")
    form.get_by_role("button", name="Send the invitation").click()
    expect(form.get_by_role("heading", name="It has reached us")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_with_the_number_and_the_one_with_errors_are_accessible(open_browser, scheme):
    page = open_browser(color_scheme=scheme)
    page.goto("/volunteer/")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("Research").check()
    page.get_by_label("What shall we call you?").fill(f"Star {scheme}")
    page.get_by_label("Do not contact me").check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", name="It has reached us")).to_be_visible()
    assert violations(page) == []
