"""axe finds nothing on the pages for staff that are ours: on a phone in the light, and on a desk in the dark.

What is Django's own (its header, its forms) is Django's to mend: here it is the content of our pages, at WCAG 2.2 AA.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import DESKTOP, PHONE

AXE = Axe()
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
    # It would put copies of the style sheets into the page, which the policy refuses.
    "preload": False,
}
# Django's calendar and select boxes, and the editor's own buttons.
NOT_OURS = [".datetimeshortcuts", ".select2-container", ".prose-menubar"]
ADDRESSES = [
    "/staff/", "/staff/checks/", "/staff/checked/card/1/", "/staff/deleted/", "/staff/links/", "/staff/help/",
    "/staff/resources/page/2/history/", "/staff/resources/picture/add/",
    "/staff/campaigns/campaign/", "/staff/campaigns/campaign/add/", "/staff/campaigns/campaign/CAMPAIGN/change/",
    "/staff/campaigns/article/", "/staff/campaigns/article/ARTICLE/change/",
    "/staff/campaigns/event/", "/staff/campaigns/event/EVENT/change/",
    "/staff/campaigns/reply/", "/staff/campaigns/reply/?state=set-aside", "/staff/campaigns/reply/REPLY/change/",
    "/staff/campaigns/endorsement/", "/staff/campaigns/endorsement/ENDORSEMENT/change/",
    "/staff/campaigns/endorsement/sheet/",
    "/staff/inbox/unlock/", "/staff/inbox/setup/", "/staff/inbox/passphrase/", "/staff/inbox/keyholders/",
    "/staff/inbox/settings/", "/staff/inbox/audit/",
]  # fmt: skip
# A draft of each, and what readers send to it.
THINGS = """
from datetime import timedelta
from django.utils import timezone
from campaigns.models import Correction
from tests.factories import (
    make_article, make_campaign, make_date, make_endorsement, make_event, make_reply, make_step, put_words
)
campaign = make_campaign("axe", status="draft")
make_step(campaign, "axe")
article = make_article("axe", status="draft", campaign=campaign)
put_words(Correction.objects.create(article=article), {"en": {"text": "This said 2012. It was 2013."}})
event = make_event("axe", status="draft", campaign=campaign)
make_date(event, timezone.localdate() + timedelta(days=14), standing="cancelled")
reply = make_reply(campaign, "Ring Lena Park at 415-555-0142.", name="Star", state="waiting")
endorsement, _double = make_endorsement(campaign, "Ana"), make_endorsement(campaign, "Ana")
print(f"CAMPAIGN {campaign.pk} ARTICLE {article.pk} EVENT {event.pk} REPLY {reply.pk} ENDORSEMENT {endorsement.pk}")
"""


@pytest.fixture(scope="module")
def addresses(staff_server):
    """The addresses of all screens, with the numbers of what was made for them."""
    words = staff_server.python(THINGS).split()
    numbers = dict(zip(words[::2], words[1::2], strict=True))
    return [re.sub("[A-Z]+", lambda name: numbers[name[0]], address) for address in ADDRESSES]


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


# The colours change with the scheme, the layout with the width: each is seen twice, without seeing every pair.
@pytest.mark.parametrize(("scheme", "viewport"), [("light", PHONE), ("dark", DESKTOP)], ids=["phone", "desk"])
def test_axe_finds_nothing_on_pages_for_staff(signed_in, addresses, scheme, viewport):
    signed_in.emulate_media(color_scheme=scheme)
    signed_in.set_viewport_size(viewport)
    found = {}
    for address in addresses:
        assert signed_in.goto(address).status == 200
        # The editor is named a moment after it is there.
        expect(signed_in.locator(".tiptap:not([aria-label])")).to_have_count(0)
        violations = AXE.run(
            signed_in, context={"include": ["#content"], "exclude": NOT_OURS}, options=OPTIONS
        ).response["violations"]
        found |= {(address, each["id"]): [node["html"][:200] for node in each["nodes"][:3]] for each in violations}
        too_wide = signed_in.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if too_wide > 0:
            found[address, "scrolls sideways"] = [f"by {too_wide} px"]
    assert found == {}, "\n".join(f"{where}: {what}" for where, what in found.items())
