"""Volunteers as a table: who offers what, and how they may be reached today."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contact.inbox import conversations
from contact.inbox.letters import Contact
from contact.inbox.models import AuditEntry, Conversation, Record
from tests.conftest import Reader
from tests.inbox.asking import in_days, make_staff, make_volunteer, signed_in
from tests.inbox.keys import make_conversation
from tests.markup import read, text

TABLE = "/staff/inbox/volunteers/table/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def maria():
    return make_staff("maria", "volunteers")


@pytest.fixture
def reader(maria) -> Reader:
    return signed_in(maria)


def rows(reader: Reader, query: str = "") -> list[str]:
    page = read(reader, TABLE + query)
    assert page.errors == []
    return [text(each) for body in page.all("tbody") for each in body.iter("tr")]


def test_it_works(reader):
    conversation = make_volunteer(interests=["web", "other"], interests_other="Baking")
    Conversation.objects.filter(pk=conversation.pk).update(delete_on=date(2099, 5, 1))
    [row] = rows(reader)
    assert row == (
        "Juniper By e-mail: juniper@mail.example Web work, Something else, Baking Welsh Maps Mondays May 1, 2099"
    )


def test_it_is_narrowed_to_one_interest(reader):
    make_volunteer("Juniper", interests=["web"])
    make_volunteer("Rowan", interests=["outreach", "research"])
    assert [row.split()[0] for row in rows(reader, "?interest=research")] == ["Rowan"]
    assert len(rows(reader)) == 2
    assert len(rows(reader, "?interest=spying")) == 2


# ── How they may be reached ────────────────────────────────────────────────


def test_who_asked_not_to_be_contacted_is_not(reader):
    make_volunteer(contact=Contact(way="none", address="juniper@mail.example"))
    [row] = rows(reader)
    assert "Do not contact" in row
    assert "mail.example" not in row


def test_after_the_last_day_nothing_is_shown_to_reach_them_by(reader):
    make_volunteer(contact=Contact(way="phone", address="415-555-0199", until=in_days(-1), say_you_are="the library"))
    [row] = rows(reader)
    assert "No longer allowed" in row
    assert "0199" not in row
    assert "library" not in row


def test_until_that_day_it_is(reader):
    make_volunteer(contact=Contact(way="phone", address="415-555-0199", until=in_days(0), say_you_are="the library"))
    [row] = rows(reader)
    assert "By phone: 415-555-0199 Say you are the library No voicemail until" in row


def test_a_later_change_holds(reader):
    conversations.change_contact(make_volunteer(), Contact())
    [row] = rows(reader)
    assert "Do not contact" in row
    assert "mail.example" not in row


def test_a_change_that_does_not_open_allows_nothing(reader):
    record = conversations.change_contact(make_volunteer(), Contact())
    Record.objects.filter(pk=record.pk).update(sealed=b"x")
    [row] = rows(reader)
    assert "Do not contact" in row
    assert "mail.example" not in row
    assert "This was changed or cut" in row


# ── What else may be there ─────────────────────────────────────────────────


def test_who_was_typed_in_by_staff_has_a_row(reader):
    make_conversation("volunteers", "entered")
    [row] = rows(reader)
    assert row.startswith("A heron at the pond Do not contact")


def test_odd_data_breaks_nothing(reader):
    make_volunteer(interests="web", languages=["Welsh", "Irish"], skills=None)
    [row] = rows(reader)
    assert "Welsh, Irish" in row


def test_words_of_strangers_are_no_markup(reader):
    make_volunteer('<img src="x">')
    assert '<img src="x">' in rows(reader)[0]
    assert read(reader, TABLE).all("img") == []


def test_what_was_set_aside_is_left_out(reader):
    Conversation.objects.filter(pk=make_volunteer().pk).update(is_set_aside=True)
    assert rows(reader) == []
    assert "Nobody so far." in read(reader, TABLE).words


def test_whose_date_has_come_is_gone(reader):
    conversation = make_volunteer()
    Record.everything.filter(conversation=conversation).update(delete_on=date(2020, 1, 1))
    Conversation.everything.update(delete_on=date(2020, 1, 1))
    assert rows(reader) == []


def test_it_says_what_becomes_of_a_file(reader):
    make_volunteer()
    words = read(reader, TABLE).words
    assert "On your computer the file is not sealed" in words
    assert "Each row says before which day it must be deleted" in words


def test_that_it_was_opened_is_noted(reader, maria):
    make_volunteer()
    reader.get(TABLE)
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.action, entry.queue_id, entry.detail) == (maria, "opened", "volunteers", "1")


def test_it_turns_itself_to_the_locked_screen(reader):
    assert "unlock" in reader.get(TABLE).headers["Refresh"]


def test_the_number_of_queries_does_not_grow(reader):
    reader.get(TABLE)
    counts = []
    for number in (3, 30):
        for _each in range(number):
            make_volunteer()
        with CaptureQueriesContext(connection) as queries:
            reader.get(TABLE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# ── Refusals ───────────────────────────────────────────────────────────────


def test_locked_it_leads_to_the_locked_screen(maria):
    make_volunteer()
    response = signed_in(maria, is_unlocked=False).get(TABLE)
    assert response.status_code == 302
    assert response.url.startswith("/staff/inbox/unlock/?next=")


def test_whoever_may_read_another_queue_alone_is_told_nothing(maria):
    make_volunteer()
    response = signed_in(make_staff("ana", "speakers")).get(TABLE)
    assert response.status_code == 404
    assert "Juniper" not in response.content.decode()


def test_whoever_may_read_no_queue_is_refused():
    assert signed_in(make_staff("ana"), is_unlocked=False).get(TABLE).status_code == 403


def test_nobody_without_signing_in(client):
    assert client.get(TABLE).status_code == 302


def test_it_can_only_be_read(reader):
    assert reader.post(TABLE).status_code == 405
