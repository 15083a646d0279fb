"""Two words typed on a phone, without JavaScript, lead to the right card; the words stand nowhere."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE


@pytest.fixture
def phone(open_browser):
    return open_browser(java_script_enabled=False, viewport=PHONE)


def search(page, words):
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("searchbox").press("Enter")


def first_hit(page):
    return page.locator(".hits h3 a").first


def test_two_words_lead_to_the_card_and_back_leads_to_the_results(phone):
    phone.goto("/help/")
    phone.locator("header").get_by_role("link", name="Search").click()
    search(phone, "seven years")
    assert "seven" not in phone.url
    assert "seven" not in phone.title().lower()

    first_hit(phone).click()

    expect(phone).to_have_url("/rights/compensation/#seven-years")
    expect(phone.locator("#seven-years")).to_be_in_viewport()
    phone.go_back()
    expect(first_hit(phone)).to_contain_text("Seven years")
    expect(phone).to_have_url("/search/")
    expect(phone.get_by_role("searchbox")).to_have_value("seven years")


def test_the_button_searches_too_and_what_was_found_is_marked(phone):
    phone.goto("/es/search/")
    phone.get_by_role("searchbox").fill("DINERO policia")
    phone.locator("form[role=search] button").click()

    expect(phone).to_have_url("/es/search/")
    expect(first_hit(phone)).to_be_visible()
    assert {"Dinero", "policía"} <= set(phone.locator("mark").all_inner_texts())


def test_the_words_do_not_travel_to_the_next_page(page):
    page.goto("/search/")
    search(page, "seven years")
    with page.expect_request(lambda request: request.is_navigation_request()) as asked:
        first_hit(page).click()

    assert "seven years" not in str(asked.value.all_headers()).lower()
    assert asked.value.headers.get("referer", "").endswith("/search/")


def test_on_a_page_that_is_not_there_one_can_search_at_once(phone):
    phone.goto("/no-such-page/")
    search(phone, "green card")

    expect(first_hit(phone)).to_contain_text("papers")


def test_a_letter_leads_to_its_topics(phone):
    phone.goto("/a-z/")
    phone.get_by_role("link", name="W", exact=True).click()

    expect(phone.get_by_role("heading", name="W", exact=True)).to_be_in_viewport()
    phone.get_by_role("link", name="Warrants").click()
    expect(phone).to_have_url("/rights/reporting/")


def test_forms_and_results_do_not_scroll_sideways(open_browser):
    page = open_browser(viewport={"width": 320, "height": 640})
    for address in ("/search/", "/search/?q=police+report", "/a-z/", "/es/all/", "/no-such-page/"):
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, address
