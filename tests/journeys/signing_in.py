"""Signing in by hand, in both steps."""

import re

from playwright.sync_api import Page

from tests.journeys.server import Server

# Prints a code that the account has not used yet. A phone is set up where there is none.
CODE = """
import time
from django.contrib.auth.models import User
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
user = User.objects.get(username="NAME")
phone = TOTPDevice.objects.filter(user=user, confirmed=True).first() or TOTPDevice(user=user, name="phone")
# A journey may sign in twice within half a minute.
phone.last_t = -1
phone.save()
totp = TOTP(phone.bin_key)
totp.time = time.time()
print(f"{totp.token():06d}")
"""


def fresh_code(site: Server, name: str = "staff") -> str:
    """What somebody's phone shows. Typed at once: it holds for half a minute, and half a minute more."""
    return site.python(CODE.replace("NAME", name)).strip()


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
