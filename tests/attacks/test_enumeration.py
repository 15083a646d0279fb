"""Who tries addresses, numbers and codes one after the other does not learn which of them exist.

For each kind: what is there and hidden, and what was never there, give the same answer, in its status, its head and
its words, apart from what was asked for itself.
"""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from contact.inbox import conversations, receipts
from contact.inbox.models import Conversation
from resources.shipping import load_shipped_content
from tests.campaigns.signing import post
from tests.conftest import Reader
from tests.factories import (
    make_article,
    make_campaign,
    make_card,
    make_endorsement,
    make_event,
    make_landing,
    make_need,
    make_page,
    make_picture,
    make_reply,
    make_service,
    make_step,
)
from tests.front import Front
from tests.inbox.keys import make_conversation, make_keys
from tests.signin.phones import give_password

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

TOMORROW = timedelta(days=1)


@pytest.fixture(autouse=True)
def content(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_page("home", "home", at_root=True)
    for section in ("help", "rights", "about"):
        make_landing(section)


def told(answer, *asked):
    """All that an answer tells, without what was asked for and what differs by chance."""
    headers = {name: value for name, value in answer.headers.items() if name not in ("Date", "ETag", "Content-Length")}
    # The parts of the policy stand in another order each time.
    policy = sorted(headers.pop("Content-Security-Policy", "").split("; "))
    words = str((answer.status_code, sorted(headers.items()), answer.content.decode(errors="replace")))
    for each in asked:
        words = words.replace(each, "ASKED")
    return re.sub(r'csrfmiddlewaretoken" value="\w+"|nonce[-=]"?[\w+/=-]+', "", f"{words}{policy}")


def same(hidden, missing):
    """That two addresses, which differ in one part, answer alike."""
    parts = next((one, other) for one, other in zip(hidden.split("/"), missing.split("/"), strict=True) if one != other)
    for method in ("GET", "HEAD", "POST"):
        answers = [Front().get(address, REQUEST_METHOD=method) for address in (hidden, missing)]
        assert told(answers[0], parts[0]) == told(answers[1], parts[1]), (method, hidden)
    return answers[0]


# ── Drafts and what comes later ────────────────────────────────────────────


@pytest.mark.parametrize("state", [{"status": "draft"}, {"publish_at": "tomorrow"}], ids=["draft", "later"])
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_draft_looks_like_what_never_was(state, prefix):
    if "publish_at" in state:
        state = {"publish_at": timezone.now() + TOMORROW}
    make_page("qqhidden", "about", **state)
    campaign = make_campaign("qqhidden", **state)
    make_article("qqhidden", **state)
    make_event("qqhidden", **state)
    make_step(campaign, "qqstep")
    shown = make_campaign("shown")
    make_step(shown, "qqhidden", **({"status": "draft"} if "status" in state else state))
    make_reply(make_article("shown"), text="x")
    for pattern in (
        "/about/{}/",
        "/campaigns/{}/",
        "/campaigns/{}/news/",
        "/campaigns/{}/feed/",
        "/campaigns/{}/reply/",
        "/campaigns/{}/replies/",
        "/endorse/{}/",
        "/endorse/{}/names/",
        "/endorse/{}/sheet/",
        "/news/{}/",
        "/news/{}/reply/",
        "/news/{}/replies/",
        "/events/{}/",
        "/events/{}.ics",
        "/campaigns/{}/step/qqstep/",
        "/campaigns/shown/step/{}/",
    ):
        answer = same(prefix + pattern.format("qqhidden"), prefix + pattern.format("qqnobody"))
        assert answer.status_code in (403, 404, 405), pattern


def test_a_service_a_need_and_a_card_too():
    need = make_need("qqhidden")
    service = make_service(need, "qqhidden", status="draft")
    page = make_page("shown", "rights")
    make_card(page, "qqhidden", status="draft")
    for address in (f"/help/service/{service.pk}/", "/help/service/999999/"):
        assert Front().get(address).status_code == 404
    assert "qqhidden" not in Front().get("/rights/shown/").text
    assert "The service qqhidden" not in Front().get("/help/").text


def test_numbers_of_pages_in_lists_tell_nothing_of_drafts():
    for number in range(30):
        make_article(f"qq{number}", status="draft")
    assert Front().get("/news/?page=2").status_code == Front().get("/campaigns/?page=2").status_code == 404
    assert "qq" not in Front().get("/sitemap.xml").text + Front().get("/feed/").text


# ── Previews ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["a stranger", "staff with other rights"])
def test_a_preview_looks_the_same_whether_there_is_one(who):
    page = make_page("idea", "about", status="draft")
    reader = Reader()
    if who != "a stranger":
        reader.force_login(User.objects.create_user("ana", is_staff=True))
    for kind in ("page", "campaign", "article", "event"):
        answers = [reader.get(f"/staff/preview/{kind}/{pk}/en/") for pk in (page.pk, 999_999)]
        numbers = [f"/{page.pk}/", "/999999/", f"%2F{page.pk}%2F", "%2F999999%2F"]
        assert told(answers[0], *numbers) == told(answers[1], *numbers)
        assert answers[0].status_code == (302 if who == "a stranger" else 403)


def test_every_address_of_staff_looks_alike_to_a_stranger():
    page = make_page("idea", "about", status="draft")
    for there, not_there in (
        (f"/staff/resources/page/{page.pk}/change/", "/staff/resources/page/999999/change/"),
        ("/staff/resources/page/", "/staff/resources/nothing/"),
        ("/staff/inbox/help/", "/staff/inbox/nothing/"),
        ("/staff/checked/card/1/", "/staff/checked/card/999999/"),
        ("/staff/security/", "/staff/nothing/"),
    ):
        for method in ("GET", "HEAD"):
            answers = [Reader().generic(method, address) for address in (there, not_there)]
            asked = [there, not_there, quote(there, safe=""), quote(not_there, safe="")]
            assert told(answers[0], *asked) == told(answers[1], *asked), there
            assert answers[0].status_code == 302
            assert answers[0].headers["Location"].startswith("/staff/login/")


# ── Media ──────────────────────────────────────────────────────────────────


def test_a_picture_that_may_not_be_shown_looks_like_none():
    hidden = make_picture(people="somebody", may_show="no")
    for width in (360, 800):
        address = hidden.url(width, "webp")
        assert same(address, address.replace(hidden.token, "f" * 16)).status_code in (403, 404, 405)
    for answer in (
        Reader().get(f"/staff/pictures/{hidden.token}/small.webp"),
        Reader().get(f"/staff/pictures/{'f' * 16}/small.webp"),
    ):
        assert answer.status_code == 302


def test_the_name_of_a_picture_cannot_be_counted_up_to():
    tokens = [make_picture().token for _each in range(3)]
    assert all(len(token) == 16 for token in tokens)
    assert len({token[:6] for token in tokens}) == 3, "they are random from their first digits"


# ── Numbers and codes ──────────────────────────────────────────────────────


@pytest.fixture
def numbers():
    """Three that are of no use to whoever has them, each for a reason of its own."""
    make_keys(User.objects.create_user("holder", is_staff=True))
    replaced, receipt = make_conversation()
    conversations.renumber(replaced.pk, conversations.new_receipt())
    overdue, late = make_conversation()
    Conversation.objects.filter(pk=overdue.pk).update(delete_on=timezone.localdate())
    gone, deleted = make_conversation()
    Conversation.objects.filter(pk=gone.pk).delete()
    return [receipt.number, late.number, deleted.number, receipts.new()]


@pytest.mark.parametrize(
    "address",
    ["/messages/", "/messages/write/", "/messages/contact/", "/messages/delete/", "/messages/check/", "/es/messages/"],
)
def test_a_number_that_was_one_looks_like_one_that_never_was(client, numbers, address):
    make_page("contact", "contact", at_root=True)
    answers = []
    for number in numbers:
        sent = {"number": number, "text": "Words", "sure": "on", "last_four": number[-4:], "way": "none"}
        answer = post(client, address, sent, {"sec-fetch-site": "same-origin"})
        # Its last four digits by themselves are not shown again, and may be a year or a colour elsewhere in the page.
        answers.append(told(answer, number, receipts.grouped(number)))
    assert len(set(answers)) == 1


def test_a_code_of_what_is_declined_or_gone_looks_like_none(client):
    """A code is tried by POST alone, and is 80 random bits: what is told is what whoever wrote it has to know."""
    from idpwsp.foundation.guard import codes

    campaign = make_campaign()
    entry = make_endorsement(campaign)
    lost = entry.new_code()
    entry.save()
    entry.delete()
    answers = [
        told(post(client, "/withdraw/", {"code": code}, {"sec-fetch-site": "same-origin"}), code)
        for code in (lost, codes.new(), codes.new())
    ]
    assert len(set(answers)) == 1


def test_an_entry_has_no_number_that_can_be_tried(client):
    reply = make_reply(make_article("shown"), state="waiting", text="qqwords")
    for address in (
        f"/news/shown/reply/?pk={reply.pk}",
        f"/withdraw/?code={reply.pk}",
        f"/news/shown/replies/?page={reply.pk}",
    ):
        assert "qqwords" not in Front().get(address).text


# ── People ─────────────────────────────────────────────────────────────────


def test_nobody_has_an_account_that_nobody_has_made():
    """Neither a migration nor the shipped content makes one, with a password that stands in a manual."""
    load_shipped_content()
    assert not User.objects.exists()


def test_a_name_of_staff_cannot_be_told_from_one_that_is_not():
    User.objects.create_user("maria", password="a long password", is_staff=True)
    User.objects.create_user("left", password="a long password", is_staff=True, is_active=False)
    User.objects.create_user("reader", password="a long password")
    answers = {
        told(give_password(Reader(), name, "a wrong password"), name) for name in ("maria", "left", "reader", "nobody")
    }
    assert len(answers) == 1
    # The right password of somebody who may not come in is no sign either.
    refused = {told(give_password(Reader(), name, "a long password"), name) for name in ("left", "reader", "nobody")}
    assert refused == answers
