"""Everything works without JavaScript: script only adds comfort."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import EACH_KIND, PHONE


@pytest.fixture
def page(open_browser):
    return open_browser(java_script_enabled=False)


@pytest.fixture
def phone(open_browser):
    return open_browser(java_script_enabled=False, viewport=PHONE)


@EACH_KIND
def test_each_kind_of_page_can_be_read(look, address, status):
    phone = look(java_script_enabled=False, viewport=PHONE)
    assert phone.goto(address).status == status

    expect(phone.locator("h1")).to_be_visible()
    expect(phone.locator("main")).to_be_visible()
    assert len(phone.locator("main").inner_text()) > 60
    expect(phone.locator(".leave")).to_be_visible()
    assert "undefined" not in phone.locator("body").inner_text()


def test_script_is_really_off(page):
    page.goto("/")
    for _press in range(3):
        page.keyboard.press("Shift")
    page.wait_for_timeout(300)

    expect(page).to_have_url("/")


def test_the_menu_of_a_phone_opens_and_leads_on(phone):
    phone.goto("/")
    link = phone.locator("header").get_by_role("link", name="Your rights").and_(phone.locator(":visible"))
    expect(link).to_have_count(0)

    phone.locator("header").locator("summary").click()
    link.click()

    expect(phone).to_have_url("/rights/")


def test_the_menu_of_a_desktop_stands_open(page):
    page.goto("/")

    page.locator("header").get_by_role("link", name="Find help").and_(page.locator(":visible")).click()

    expect(page).to_have_url("/help/")


def test_the_language_switch_leads_to_the_same_page_and_back(phone):
    phone.goto("/rights/compensation/")

    phone.get_by_role("link", name="Español", exact=True).click()
    expect(phone).to_have_url("/es/rights/compensation/")
    phone.get_by_role("link", name="English", exact=True).first.click()
    expect(phone).to_have_url("/rights/compensation/")


def test_an_untranslated_page_leads_to_its_english(phone):
    phone.goto("/es/about/specimen/")

    phone.locator("main").locator("a[hreflang=en]").first.click()

    expect(phone).to_have_url("/about/specimen/")


def test_the_breadcrumbs_lead_up(phone):
    phone.goto("/rights/compensation/")

    phone.locator("main").get_by_role("navigation").first.get_by_role("link", name="Your rights").click()

    expect(phone).to_have_url("/rights/")


def test_on_this_page_leads_to_a_part_that_is_then_in_sight(phone):
    phone.goto("/about/specimen/")

    phone.locator("main").get_by_role("link", name="Third part").click()

    assert phone.url.endswith("#" + phone.get_by_role("heading", name="Third part").get_attribute("id"))
    expect(phone.get_by_role("heading", name="Third part")).to_be_in_viewport()


def test_on_the_help_page_a_need_is_one_tap_away(phone):
    phone.goto("/help/")

    phone.locator("main").get_by_role("link", name="A lawyer").click()

    expect(phone.get_by_role("heading", name="A lawyer")).to_be_in_viewport()


def test_the_home_page_has_the_phone_and_the_ways_in_at_hand(phone):
    phone.goto("/")
    expect(phone.locator("main").locator("a[href^='tel:']").first).to_be_visible()

    phone.get_by_role("link", name="What are my rights?").click()

    expect(phone).to_have_url("/rights/")


def test_the_way_out_works(phone, exit_site):
    phone.goto("/help/")

    phone.locator(".leave").click()

    phone.wait_for_url(exit_site.url)
    assert "Rain" in phone.locator("body").inner_text()
    assert exit_site.referrers[-1] is None
