"""The queue of replies in a real browser, by keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys.server import Server

REPLIES = """
from campaigns.models import Reply
from tests.factories import make_campaign, make_reply
campaign = make_campaign("QUEUE", status="draft")
for number in range(20):
    make_reply(campaign, f"Reply {number}. " + "She said it again. " * number, name="", state="waiting")
print(campaign.pk)
"""
# Of what has the focus: its kind, and whether it can be seen, with nothing over it.
FOCUSED = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return [document.activeElement.type || "", there === document.activeElement];
}"""


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(browser, staff_server: Server, staff_session, request) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(
        base_url=staff_server.url, java_script_enabled=request.param, storage_state=staff_session
    )
    yield context.new_page()
    context.close()


def test_twenty_replies_are_decided_on_without_a_mouse(page, staff_server, request):
    slug = request.node.callspec.id.replace(" ", "-")
    campaign = staff_server.python(REPLIES.replace("QUEUE", slug)).strip()
    page.goto(f"/staff/campaigns/reply/?where=campaign-{campaign}")
    keys = decided = 0
    while decided < 20:
        page.keyboard.press("Tab")
        keys += 1
        assert keys < 200
        kind, is_seen = page.evaluate(FOCUSED)
        assert kind not in ("radio", "checkbox") or is_seen
        if kind == "radio":
            # Every fourth is declined.
            for _press in range(2 if decided % 4 == 3 else 1):
                page.keyboard.press("ArrowDown")
                keys += 1
            decided += 1
    page.keyboard.press("Enter")
    page.locator(".messagelist").wait_for()
    assert page.locator(".messagelist li").all_inner_texts() == [
        "15 approved.", "5 declined. They are deleted in 30 days."
    ]  # fmt: skip
    assert "There is nothing here." in page.locator("#content").inner_text()
    # Some six keys for each.
    assert keys < 150
