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
    "/staff/codes/", "/staff/resources/page/2/history/", "/staff/resources/picture/add/",
    "/staff/campaigns/campaign/", "/staff/campaigns/campaign/add/", "/staff/campaigns/campaign/CAMPAIGN/change/",
    "/staff/campaigns/article/", "/staff/campaigns/article/ARTICLE/change/",
    "/staff/campaigns/event/", "/staff/campaigns/event/EVENT/change/",
    "/staff/campaigns/reply/", "/staff/campaigns/reply/?state=set-aside", "/staff/campaigns/reply/REPLY/change/",
    "/staff/campaigns/endorsement/", "/staff/campaigns/endorsement/ENDORSEMENT/change/",
    "/staff/campaigns/endorsement/sheet/",
    "/staff/inbox/unlock/", "/staff/inbox/setup/", "/staff/inbox/passphrase/", "/staff/inbox/keyholders/",
    "/staff/inbox/settings/", "/staff/inbox/audit/",
]  # fmt: skip
# These need an inbox that is unlocked.
UNLOCKED = [
    "/staff/inbox/", "/staff/inbox/help/", "/staff/inbox/c/MESSAGE/", "/staff/inbox/c/MESSAGE/answer/",
    "/staff/inbox/c/MESSAGE/delete/", "/staff/inbox/enter/", "/staff/inbox/keyholders/", "/staff/inbox/c/SPEAKER/",
    "/staff/inbox/c/SPEAKER/confirm/", "/staff/inbox/c/SPEAKER/sheet/speaker/", "/staff/inbox/speakers/calendar/",
    "/staff/inbox/volunteers/table/",
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

from django.contrib.auth.models import User
from contact.inbox import conversations
from contact.inbox.agreement import Agreement
from contact.inbox.confirming import confirm, seen
from contact.inbox.letters import Contact
from tests.inbox.asking import in_days, make_request, make_volunteer
from tests.inbox.keys import make_conversation, make_letter
staff = User.objects.get(username="staff")
contact = Contact("phone", "415-555-0142", hours="Mornings", may_leave_voicemail=True, say_you_are="the dentist")
letter = make_letter(contact=contact, language="es", needs_interpreter=True)
message, _receipt = make_conversation(letter=letter)
conversations.write_again(message, "And there is more. " * 20)
conversations.answer(message, "Come on Tuesday")
conversations.add_note(message, "She sounded well", staff)
_another, _aside = make_conversation(), make_conversation(is_set_aside=True)
speaker, _open, _over = make_request(), make_request(date=""), make_request(date=in_days(-3))
agreed = Agreement(date=in_days(30), time="18:30", place="Hall 7", speaker="Star", for_speaker="The word is heron")
confirm(speaker, agreed, message="Welcome", language="en", by=staff, at=seen(speaker))
make_volunteer(), make_volunteer("Ana", Contact())
print(f"MESSAGE {message.pk} SPEAKER {speaker.pk}")
"""


@pytest.fixture(scope="module")
def made(staff_server):
    """The numbers of what was made for the screens, by its name."""
    words = staff_server.python(THINGS).split()
    return dict(zip(words[::2], words[1::2], strict=True))


@pytest.fixture
def page(signed_in_context):
    return signed_in_context.new_page()


def problems(page, address):
    """What is wrong with a page that is open."""
    # The editor is named a moment after it is there.
    expect(page.locator(".tiptap:not([aria-label])")).to_have_count(0)
    looked = AXE.run(page, context={"include": ["#content"], "exclude": NOT_OURS}, options=OPTIONS)
    found = {
        (address, each["id"]): [node["html"][:200] for node in each["nodes"][:3]]
        for each in looked.response["violations"]
    }
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return {**found, (address, "scrolls sideways"): [f"by {too_wide} px"]} if too_wide > 0 else found


# The colours change with the scheme, the layout with the width: each is seen twice, without seeing every pair.
@pytest.mark.parametrize(("scheme", "viewport"), [("light", PHONE), ("dark", DESKTOP)], ids=["phone", "desk"])
def test_axe_finds_nothing_on_pages_for_staff(page, made, staff_server, scheme, viewport):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(viewport)
    found = {}
    for address in [*ADDRESSES, *UNLOCKED]:
        if address == UNLOCKED[0]:
            page.goto("/staff/inbox/unlock/")
            page.locator("[name='passphrase']").fill(staff_server.passphrase)
            page.keyboard.press("Enter")
            page.wait_for_url("**/staff/inbox/")
        whole = re.sub("[A-Z]+", lambda name: made[name[0]], address)
        assert page.goto(whole).status == 200, whole
        assert page.url.endswith(whole)
        found |= problems(page, address)
    assert found == {}, "\n".join(f"{where}: {what}" for where, what in found.items())
