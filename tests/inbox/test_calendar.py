"""Requests for a speaker by month: what they ask for, what is agreed, and who has them."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contact.inbox import confirming, conversations, keyholders
from contact.inbox.agreement import Agreement
from contact.inbox.models import AuditEntry, Conversation, Queue, Record
from tests.conftest import Reader
from tests.inbox.asking import in_days, make_request, make_staff, signed_in
from tests.inbox.keys import PASSPHRASE, make_conversation, make_keys
from tests.markup import Document, read, text

CALENDAR = "/staff/inbox/speakers/calendar/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def maria():
    return make_staff("maria", "speakers")


@pytest.fixture
def reader(maria) -> Reader:
    return signed_in(maria)


def agree(conversation: Conversation, by, **facts) -> None:
    agreed = Agreement(**{"date": in_days(40), "time": "19:00", **facts})
    confirming.confirm(conversation, agreed, message="", language="en", by=by, at=confirming.seen(conversation))


def months(document: Document) -> list[str]:
    sections = [section for section in document.all("section") if section.get("class") != "concerns"]
    return [text(heading) for section in sections for heading in section.iter("h2")]


@time_machine.travel("2026-11-23 12:00 -0800")
def test_it_works(maria):
    reader = signed_in(maria)
    make_request("Later", date="2027-01-05")
    make_request("Evening", date="2026-12-11", time="18:30")
    make_request("Morning", date="2026-12-11", time="09:00")
    Conversation.objects.update(assigned_to=maria)
    page = read(reader, CALENDAR)

    assert months(page) == ["December 2026", "January 2027"]
    places = [page.words.index(each) for each in ("Morning", "Evening", "Later")]
    assert places == sorted(places)
    assert "6:30 p.m. · In a room · New · maria has it" in page.words
    assert "Other dates: or the Tuesday after" in page.words
    assert page.errors == []


def test_what_was_agreed_takes_the_place_of_what_was_asked_for(reader, maria):
    conversation = make_request()
    agree(conversation, maria)
    page = read(reader, CALENDAR)
    days = [each.get("datetime") for each in page.all("time")]
    assert days == [in_days(40)]
    assert "Confirmed Marmalade evening" in page.words
    assert "Tuesday after" not in page.words


def test_what_was_called_off_says_so(reader, maria):
    conversation = make_request()
    agree(conversation, maria)
    agree(conversation, maria, is_called_off=True)
    assert "Called off Marmalade evening" in read(reader, CALENDAR).words


def test_what_is_over_stands_by_itself(reader):
    make_request("Long ago", date=in_days(-40))
    page = read(reader, CALENDAR)
    assert "No date is coming up." in page.words
    assert "Long ago" in text(page.first("details"))


@pytest.mark.parametrize("day", ["", "some day in May", "9999-12-31", None])
def test_a_request_without_a_date_is_not_lost(reader, day):
    make_request("Whenever", date=day)
    page = read(reader, CALENDAR)
    assert months(page) == ["Without a date that we can read"]
    assert "Whenever" in page.words


def test_a_time_in_words_is_shown_as_it_was_written(reader):
    make_request(time="in the evening")
    assert "in the evening · In a room" in read(reader, CALENDAR).words


def test_what_staff_typed_in_has_no_date_and_is_shown(reader):
    make_conversation("speakers", "entered")
    assert "A heron at the pond" in read(reader, CALENDAR).words


def test_what_does_not_open_says_so(reader):
    conversation = make_request()
    record = conversation.records.get()
    Record.objects.filter(pk=record.pk).update(sealed=bytes(record.sealed)[:-1] + b"x")
    page = read(reader, CALENDAR)
    assert months(page) == ["Cannot be opened"]
    assert "This was changed or cut after it was written" in page.words


def test_words_of_strangers_are_no_markup(reader):
    make_request('<img src="x">', time="<b>noon</b>", other_dates="<script>")
    page = read(reader, CALENDAR)
    assert page.all("img") == []
    assert '<img src="x">' in page.words


def test_what_was_set_aside_is_left_out(reader):
    Conversation.objects.filter(pk=make_request().pk).update(is_set_aside=True)
    assert "Marmalade" not in read(reader, CALENDAR).words


def test_that_it_was_opened_is_noted_without_a_word_of_it(reader, maria):
    make_request()
    reader.get(CALENDAR)
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.action, entry.queue_id, entry.detail) == (maria, "opened", "speakers", "1")


def test_it_turns_itself_to_the_locked_screen(reader):
    assert reader.get(CALENDAR).headers["Refresh"].startswith("1800; url=/staff/inbox/unlock/")


def test_the_number_of_queries_does_not_grow(reader, maria):
    reader.get(CALENDAR)
    counts = []
    for number in (3, 30):
        for _each in range(number):
            agree(make_request(), maria)
        with CaptureQueriesContext(connection) as queries:
            reader.get(CALENDAR)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_overdue_request_is_gone(reader):
    conversation = make_request()
    Conversation.everything.filter(pk=conversation.pk).update(delete_on=date(2020, 1, 1))
    Record.everything.update(delete_on=date(2020, 1, 1))
    assert "Marmalade" not in read(reader, CALENDAR).words


# ── Refusals ───────────────────────────────────────────────────────────────


def test_whoever_may_read_another_queue_alone_is_told_nothing(maria):
    make_request()
    ana = signed_in(make_staff("ana", "help"))
    response = ana.get(CALENDAR)
    assert response.status_code == 404
    assert "Marmalade" not in response.content.decode()


def test_whoever_may_read_no_queue_is_refused():
    assert signed_in(make_staff("ana"), is_unlocked=False).get(CALENDAR).status_code == 403


def test_locked_it_leads_to_the_locked_screen(maria):
    make_request()
    response = signed_in(maria, is_unlocked=False).get(CALENDAR)
    assert (response.status_code, response.url) == (302, f"/staff/inbox/unlock/?next={CALENDAR.replace('/', '%2F')}")


def test_a_permission_without_a_key_opens_nothing(maria):
    make_request()
    ana = make_staff("ana", "help")
    ana.user_permissions.set([*ana.user_permissions.all(), *maria.user_permissions.all()])
    page = read(signed_in(ana), CALENDAR)
    assert "You hold no key for this." in page.words
    assert "Marmalade" not in page.words


def test_nobody_without_signing_in(client):
    assert client.get(CALENDAR).status_code == 302


def test_it_can_only_be_read(reader):
    assert reader.post(CALENDAR).status_code == 405


def test_more_than_the_newest_are_not_opened(reader, monkeypatch):
    monkeypatch.setattr("contact.inbox.newest.MOST", 1)
    make_request("First")
    make_request("Second")
    page = read(reader, CALENDAR)
    assert ("First" in page.words) != ("Second" in page.words)
    assert "Older requests are not shown." in page.words


def test_a_moved_request_is_in_its_new_place_alone(reader, maria):
    conversation = make_request()
    make_keys(maria, queues=("press",))
    conversations.move(conversation, Queue.objects.named("press"), keyholders.unlock(maria.keyholder, PASSPHRASE))
    assert "Marmalade" not in read(reader, CALENDAR).words
