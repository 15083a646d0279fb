"""Signing in by hand, in both steps."""

import re
import time

from django_otp.oath import TOTP
from playwright.sync_api import Browser, Page, StorageState

from tests.journeys.server import Server

PHONE = """
from django.contrib.auth.models import User
from django_otp.plugins.otp_totp.models import TOTPDevice
TOTPDevice.objects.create(user=User.objects.get(username="NAME"), name="phone")
"""
KEY = """
SELECT device.id, key FROM otp_totp_totpdevice device JOIN auth_user ON auth_user.id = user_id
WHERE username = ? AND confirmed
"""


def signed_in(browser: Browser, site: Server) -> StorageState:
    """Sign in. Returns the cookies, with which other windows are signed in too."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto("/staff/")
    sign_in(page, site)
    state = context.storage_state()
    context.close()
    return state


def fresh_code(site: Server, name: str = "staff") -> str:
    """What somebody's phone shows. Typed at once: it holds for half a minute, and half a minute more.

    A phone is set up where there is none.
    """
    if not site.ask(KEY, name):
        site.python(PHONE.replace("NAME", name))
    [(device, key)] = site.ask(KEY, name)
    # A journey may sign in twice within half a minute.
    site.ask("UPDATE otp_totp_totpdevice SET last_t = -1 WHERE id = ?", device)
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time()
    return f"{totp.token():06d}"


def sign_in(page: Page, site: Server, name: str = "staff", password: str = "") -> None:
    """From whichever page asks for it to the page that was wanted, or to the front page for staff."""
    # First: whoever has no phone yet would be asked to set one up.
    fresh_code(site, name)
    page.locator("#id_username").fill(name)
    page.locator("#id_password").fill(password or site.password)
    page.locator("#content [type=submit]").click()
    give_code(page, site, name)
    page.wait_for_url(re.compile("/staff/(?!login/)"))


def give_code(page: Page, site: Server, name: str = "staff") -> None:
    """The second step, where it is asked for."""
    field = page.locator("[name$=one_time_code]")
    field.wait_for()
    field.fill(fresh_code(site, name))
    field.press("Enter")
