"""The queue of replies: marked in the list, decided on there or on a reply's own page, and no word of it elsewhere."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from reversion.models import Version

from campaigns.models import Reply
from tests.admin_forms import change, fields_of, send
from tests.factories import make_article, make_campaign, make_reply
from tests.markup import Document, text

pytestmark = pytest.mark.django_db

LIST = "/staff/campaigns/reply/"
SECRET = "Zanzibar"


@pytest.fixture
def article(organisation):
    return make_article()


@pytest.fixture
def waiting(article) -> Reply:
    return make_reply(article, f"{SECRET}: call 415-626-4114.", name="Ana", state="waiting")


def page(staff, address=LIST) -> Document:
    return Document(staff.get(address).content.decode())


def bulk(staff, action, *replies):
    return staff.post(LIST, {"action": action, "_selected_action": [reply.pk for reply in replies]}, follow=True)


def rows(document) -> list[str]:
    return [text(each) for each in document.all("tr") if any(cell.tag == "td" for cell in each)]


# ── The list ───────────────────────────────────────────────────────────────


def test_the_list_shows_what_waits_whole_and_marked(staff, waiting, article):
    make_reply(article, "Seen already.")
    document = page(staff)
    (row,) = rows(document)
    assert f"Ana: {SECRET}: call phone number 415-626-4114." in row
    assert "Sample" in row
    marks = [each for each in document.all("mark") if "415-626-4114" in text(each)]
    assert [text(each) for each in marks] == ["phone number 415-626-4114"]
    assert "Marked is what could show who or where somebody is" in document.words


def test_what_a_stranger_wrote_is_never_html(staff, article):
    make_reply(article, "<script>alert(1)</script> <img src=x>", name="<b>Ana</b>", state="waiting")
    html = staff.get(LIST).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "<b>Ana" not in html
    assert "<script>alert(1)</script> <img src=x>" in rows(Document(html))[0]


def test_a_long_reply_goes_on_on_its_own_page_and_says_what_is_left(staff, article):
    reply = make_reply(article, "word " * 400 + "Call 415-626-4114.", state="waiting")
    (row,) = rows(page(staff))
    assert "518 more characters, with 1 more mark" in row
    assert "415-626-4114" not in row
    assert "phone number 415-626-4114" in page(staff, change(reply)).words


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["waiting", "spanish"]),
        ("?state=set-aside", ["doubtful"]),
        ("?state=approved", ["approved"]),
        ("?state=all", ["waiting", "spanish", "doubtful", "approved"]),
        ("?language_code=es", ["spanish"]),
        ("?where=campaign-CAMPAIGN", ["spanish"]),
        ("?where=article-ARTICLE", ["waiting"]),
        ("?where=article-x", ["waiting", "spanish"]),
    ],
)
def test_the_filters(staff, article, query, expected):
    campaign = make_campaign()
    make_reply(article, "waiting", state="waiting")
    make_reply(campaign, "spanish", state="waiting", language_code="es")
    make_reply(article, "doubtful", state="set-aside")
    make_reply(article, "approved")
    address = LIST + query.replace("CAMPAIGN", str(campaign.pk)).replace("ARTICLE", str(article.pk))
    found = [next(word for word in row.split() if word.islower()) for row in rows(page(staff, address))]
    assert found == expected


def test_languages_are_called_by_name(staff, article):
    make_reply(article, "Hola", state="waiting", language_code="es")
    make_reply(article, "Left from before", state="waiting", language_code="tlh")
    queue = page(staff)

    assert ["Spanish" in row for row in rows(queue)] == [True, False]
    assert "tlh" in rows(queue)[1]
    (choice,) = [link for link in queue.links if link.get("href") == "?language_code=es"]
    assert text(choice) == "Spanish"


def test_more_replies_make_no_more_queries(staff):
    numbers = []
    for count in (3, 15):
        for number in range(count):
            make_reply(make_article(f"a-{count}-{number}"), state="waiting")
        staff.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert len(rows(page(staff))) >= count
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_opening_the_queue_deletes_what_is_due(staff, waiting):
    Reply.objects.update(received_on=timezone.localdate() - timedelta(days=31))
    assert rows(page(staff)) == []
    assert not Reply.objects.exists()


# ── Deciding in the list ───────────────────────────────────────────────────


@pytest.mark.parametrize(("action", "state"), [("approve", "approved"), ("decline", "declined")])
def test_several_are_decided_on_at_once(staff, article, action, state):
    replies = [make_reply(article, state="waiting") for _number in range(3)]
    assert f"2 {state}." in Document(bulk(staff, action, *replies[:2]).content.decode()).words
    assert [reply.state for reply in Reply.objects.all()] == [state, state, "waiting"]
    assert [reply.decided_on for reply in Reply.objects.all()] == [timezone.localdate()] * 2 + [None]


def test_an_onlooker_decides_nothing(onlooker, waiting):
    bulk(onlooker, "approve", waiting)
    onlooker.post(change(waiting), {"name": "", "text": "x", "note": "x", "language_code": "en", "_approve": "1"})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.name) == ("waiting", "Ana")
    html = onlooker.get(change(waiting)).content.decode()
    assert "415-626-4114" in html
    assert "_approve" not in html


# ── On its own page ────────────────────────────────────────────────────────


def test_approving_saves_shows_it_and_leads_to_the_next(staff, client, article, waiting):
    following = make_reply(article, "The next.", state="waiting")
    response = send(
        staff, change(waiting), "reply_form", "_approve", text=f"{SECRET}.", note="We have taken out a phone number."
    )
    assert response.headers["Location"] == change(following).partition("?")[0]
    shown = Document(client.get("/news/sample/").content.decode()).main
    assert f"Ana {SECRET}." in shown
    assert "What we changed: We have taken out a phone number." in shown
    assert f"Reply {waiting.pk} is approved" in page(staff, response.headers["Location"]).words


def test_declining_hides_it_and_after_the_last_there_is_the_list(staff, client, waiting):
    response = send(staff, change(waiting), "reply_form", "_decline")
    assert response.headers["Location"] == LIST
    assert "Nothing else is waiting." in page(staff).words
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decided_on) == ("declined", timezone.localdate())


def test_after_the_last_one_comes_the_first_that_was_passed_over(staff, article, waiting):
    last = make_reply(article, "The last.", state="waiting")
    assert send(staff, change(last), "reply_form", "_approve").headers["Location"] == change(waiting).partition("?")[0]


def test_saving_alone_decides_nothing(staff, waiting):
    send(staff, change(waiting), "reply_form", text="Shorter.", note="We have made it shorter.")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.text, waiting.decided_on) == ("waiting", "Shorter.", None)


@pytest.mark.parametrize("changes", [{"text": "Shorter."}, {"name": ""}])
def test_who_changes_something_says_what(staff, waiting, changes):
    response = send(staff, change(waiting), "reply_form", "_approve", **changes)
    assert response.status_code == 200
    assert "Say what you have changed" in Document(response.content.decode()).words
    waiting.refresh_from_db()
    assert (waiting.state, waiting.name) == ("waiting", "Ana")


def test_lines_that_nobody_has_changed_need_no_note(staff, article):
    reply = make_reply(article, "One.\n\nTwo.", state="waiting")
    data = fields_of(staff.get(change(reply)).content.decode(), "reply_form")
    # As browsers send it.
    data["text"] = data["text"].replace("\n", "\r\n")
    assert staff.post(change(reply), {**data, "_approve": "1"}).status_code == 302
    reply.refresh_from_db()
    assert (reply.state, reply.text) == ("approved", "One.\n\nTwo.")


def test_staff_say_in_which_language_it_really_is(staff, waiting):
    send(staff, change(waiting), "reply_form", "_approve", language_code="es")
    waiting.refresh_from_db()
    assert waiting.language_code == "es"


def test_what_a_colleague_has_taken_out_does_not_come_back(staff, waiting):
    opened = fields_of(staff.get(change(waiting)).content.decode(), "reply_form")
    send(staff, change(waiting), "reply_form", "_approve", text="Nothing of it.", note="We have taken out a number.")

    response = staff.post(change(waiting), {**opened, "_approve": "1"})
    again = staff.post(change(waiting), {**fields_of(response.content.decode(), "reply_form"), "_approve": "1"})

    for refused in (response, again):
        assert refused.status_code == 200
        assert "somebody else has changed this" in Document(refused.content.decode()).words
    waiting.refresh_from_db()
    assert waiting.text == "Nothing of it."


def test_one_that_was_taken_back_meanwhile_is_gone_for_staff_too(staff, waiting):
    opened = fields_of(staff.get(change(waiting)).content.decode(), "reply_form")
    address = change(waiting)
    waiting.delete()
    response = staff.post(address, {**opened, "_approve": "1"}, follow=True)
    assert response.status_code == 200
    assert SECRET not in response.content.decode()
    assert not Reply.objects.exists()


# ── No word of it anywhere else ────────────────────────────────────────────


def test_nothing_of_a_reply_is_in_the_admins_log_messages_history_or_log(staff, article, waiting, log):
    others = [make_reply(article, f"{SECRET} {number}", name=SECRET, state="waiting") for number in range(4)]
    answers = [
        send(staff, change(waiting), "reply_form", "_approve", text=f"{SECRET}!", note=f"Not {SECRET}.").wsgi_request,
        staff.post(f"/staff/campaigns/reply/{others[0].pk}/delete/", {"post": "yes"}).wsgi_request,
    ]
    bulk(staff, "approve", others[1])
    bulk(staff, "decline", others[2])
    staff.post(LIST, {"action": "delete_selected", "_selected_action": [others[3].pk], "post": "yes"})

    entries = list(LogEntry.objects.all())
    assert {entry.object_repr for entry in entries} == {f"reply {each.pk}" for each in (waiting, *others)}
    assert SECRET not in str([(entry.object_repr, entry.change_message) for entry in entries])
    said = [str(message) for request in answers for message in request._messages]
    assert said
    assert SECRET not in str(said)
    assert SECRET not in str(list(Version.objects.values_list("serialized_data", "object_repr")))
    assert SECRET not in log.getvalue()


def test_a_replys_history_names_only_its_number(staff, waiting):
    send(staff, change(waiting), "reply_form", "_approve")
    words = page(staff, f"/staff/campaigns/reply/{waiting.pk}/history/").words
    assert f"reply {waiting.pk}" in words
    assert SECRET not in words


# ── On the front page ──────────────────────────────────────────────────────


def test_the_front_page_says_how_many_wait(staff, article, waiting):
    make_reply(article, state="waiting")
    make_reply(article, state="set-aside")
    make_reply(article)
    document = page(staff, "/staff/")
    assert "2 replies waiting" in document.words
    assert "1 reply set aside" in document.words
    assert f"https://example.org{LIST}" in document.addresses


def test_what_a_robot_has_left_is_declined_at_once_however_much_it_is(staff, article):
    def questions(number):
        Reply.objects.all().delete()
        Reply.objects.bulk_create(
            Reply(article=article, text=f"Buy {each}", state="set-aside", language_code="en") for each in range(number)
        )
        data = {"action": "decline", "_selected_action": [Reply.objects.first().pk], "select_across": "1", "index": "0"}
        with CaptureQueriesContext(connection) as captured:
            assert staff.post(f"{LIST}?state=set-aside", data).status_code == 302
        assert Reply.objects.filter(state="declined").count() == number
        return len(captured)

    questions(1)
    assert questions(100) == questions(20)
    assert LogEntry.objects.count() == 121
    assert not LogEntry.objects.filter(object_repr__contains="Buy").exists()
