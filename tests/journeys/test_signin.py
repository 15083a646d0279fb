"""The first sign-in and the next, by hand, without script too."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.signing_in import fresh_code
from tests.journeys.test_axe import violations
from tests.journeys.test_staff import labelled

PASSWORD = "a long password"
SOMEBODY = """
from django.contrib.auth.models import User
User.objects.create_user("NAME", password="PASSWORD", is_staff=True)
"""
# What an app makes of the key that was typed into it.
FROM_KEY = """
import base64, time
from django_otp.oath import TOTP
totp = TOTP(base64.b32decode("KEY"))
totp.time = time.time()
print(f"{totp.token():06d}")
"""


def expect_sound(page: Page) -> None:
    for viewport, scheme in ((PHONE, "dark"), (DESKTOP, "light")):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def give_password(page: Page, name: str) -> None:
    page.goto("/staff/links/")
    page.get_by_label(labelled("Username")).fill(name)
    page.get_by_label(labelled("Password")).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def give_code(page: Page, code: str) -> None:
    page.get_by_label(labelled("Code")).fill(code)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_phone_is_set_up_and_a_recovery_code_opens_the_door_once(browser, staff_server, script):
    name = f"rosa-{script}"
    staff_server.python(SOMEBODY.replace("NAME", name).replace("PASSWORD", PASSWORD))
    context = browser.new_context(base_url=staff_server.url, java_script_enabled=script, viewport=DESKTOP)
    page = context.new_page()
    give_password(page, name)
    expect(page.get_by_role("heading", name="Set up your phone")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("QR code"))).to_be_visible()
    if script:
        expect_sound(page)
    key = page.locator(".key").inner_text().replace(" ", "")
    page.get_by_label(labelled("Code that the app shows now")).fill(
        staff_server.python(FROM_KEY.replace("KEY", key)).strip()
    )
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    if script:
        expect_sound(page)
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(set(codes)) == 10
    page.get_by_role("link", name="I have them on paper: go on").click()
    # She may not look at links: but she is in.
    expect(page.get_by_text("This is not open to you")).to_be_visible()

    page.goto("/staff/")
    page.get_by_role("button", name="Log out").click()
    give_password(page, name)
    expect(page.get_by_role("heading", name="Your code")).to_be_visible()
    if script:
        expect_sound(page)
    give_code(page, codes[0].lower())
    expect(page.get_by_text("This is not open to you")).to_be_visible()
    page.goto("/staff/")
    expect(page.get_by_text("That recovery code is used up")).to_be_visible()
    page.get_by_role("button", name="Log out").click()

    give_password(page, name)
    give_code(page, codes[0])
    expect(page.get_by_text("This code is not right")).to_be_visible()
    give_code(page, fresh_code(staff_server, name))
    expect(page.get_by_text("This is not open to you")).to_be_visible()
    context.close()
