"""axe finds nothing on the pages for staff that are ours: on a phone and on a desk, light and dark.

What is Django's own (its header, its forms) is Django's to mend: here it is the content of our pages, at WCAG 2.2 AA.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import DESKTOP, PHONE

AXE = Axe()
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
    # It would put copies of the style sheets into the page, which the policy refuses.
    "preload": False,
}
ADDRESSES = [
    "/staff/", "/staff/checks/", "/staff/checked/card/1/", "/staff/deleted/", "/staff/links/", "/staff/help/",
    "/staff/resources/page/2/history/", "/staff/resources/picture/add/",
    "/staff/campaigns/endorsement/sheet/",
]  # fmt: skip


@pytest.fixture
def signed_in(staff_context, staff_server):
    page = staff_context.new_page()
    page.goto("/staff/")
    page.locator("#id_username").fill("staff")
    page.locator("#id_password").fill(staff_server.password)
    page.locator("[type=submit]").first.click()
    page.wait_for_url("**/staff/")
    yield page
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_pages_for_staff(signed_in, scheme):
    signed_in.emulate_media(color_scheme=scheme)
    found = {}
    for address in ADDRESSES:
        for viewport in (PHONE, DESKTOP):
            signed_in.set_viewport_size(viewport)
            assert signed_in.goto(address).status == 200
            violations = AXE.run(signed_in, context="#content", options=OPTIONS).response["violations"]
            found |= {
                (address, viewport["width"], each["id"]): [node["html"][:200] for node in each["nodes"][:3]]
                for each in violations
            }
            too_wide = signed_in.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if too_wide > 0:
                found[address, viewport["width"], "scrolls sideways"] = [f"by {too_wide} px"]
    assert found == {}, "\n".join(f"{where}: {what}" for where, what in found.items())
