"""The speakers' dates as a file that may lie on a phone which others look at."""

import pytest
import vobject
from django.utils import timezone

from contact.inbox.models import AuditEntry, Conversation
from idpwsp.foundation.discretion import revealing_word
from tests.campaigns.icalendar import lines
from tests.conftest import Reader
from tests.inbox.asking import in_days, make_request, make_staff, signed_in
from tests.inbox.test_calendar import agree

FILE = "/staff/inbox/speakers/calendar.ics"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def maria():
    return make_staff("maria", "speakers")


@pytest.fixture
def reader(maria) -> Reader:
    return signed_in(maria)


def events(reader) -> list:
    response = reader.post(FILE)
    assert response.status_code == 200
    assert lines(response.content)
    calendar = vobject.readOne(response.content.decode())
    assert calendar.validate(raiseException=True)
    return calendar.contents["vevent"]


def test_it_works(reader):
    make_request(date="2099-07-01", time="18:30")
    response = reader.post(FILE)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="calendar.ics"'
    assert response.headers["Cache-Control"].count("no-store")
    assert "Refresh" not in response.headers
    [event] = events(reader)
    assert (event.summary.value, event.status.value) == ("Talk, not certain", "TENTATIVE")
    assert event.dtstart.value.astimezone(timezone.get_default_timezone()).isoformat() == "2099-07-01T18:30:00-07:00"


def test_without_a_time_it_is_a_whole_day(reader):
    make_request(date="2099-07-01", time="in the evening")
    [event] = events(reader)
    assert event.dtstart.value.isoformat() == "2099-07-01"


def test_a_confirmed_talk_has_its_agreed_hours(reader, maria):
    agree(make_request(), maria, date="2099-01-05", time="22:00", until="00:30")
    [event] = events(reader)
    assert (event.summary.value, event.status.value) == ("Talk", "CONFIRMED")
    assert (event.dtend.value - event.dtstart.value).total_seconds() == 2.5 * 3600


def test_what_was_called_off_tells_the_calendar_so(reader, maria):
    conversation = make_request()
    agree(conversation, maria)
    before = events(reader)[0].uid.value
    agree(conversation, maria, is_called_off=True)
    [event] = events(reader)
    assert (event.summary.value, event.status.value, event.uid.value) == ("Called off: talk", "CANCELLED", before)


def test_nothing_in_it_gives_anybody_away(reader, maria):
    make_request("Escort workers", inviter="Sex Workers’ Union", place="Brothel lane", topic_other="Rape")
    agree(make_request(), maria, place="Sex Workers’ House", topic="Murder", speaker="Zyxana", for_speaker="violence")
    content = reader.post(FILE).content.decode()
    assert revealing_word(content) is None
    for word in ("Zyxana", "Heron", "Quarry", "Hall", "example.org/", "DESCRIPTION", "LOCATION", "ATTENDEE"):
        assert word not in content
    assert "X-WR-CALNAME:IDPWSP\r\n" in content


def test_what_was_declined_is_left_out(reader):
    make_request()
    Conversation.objects.filter(pk=make_request().pk).update(state=Conversation.State.DONE)
    assert len(events(reader)) == 1


def test_without_a_date_there_is_no_file(reader):
    make_request(date="")
    response = reader.post(FILE, follow=True)
    assert response.redirect_chain == [("/staff/inbox/speakers/calendar/", 302)]
    assert "There is no date that a calendar could hold." in response.content.decode()
    assert not AuditEntry.objects.filter(action="exported").exists()


def test_that_it_was_saved_is_noted_with_how_many(reader, maria):
    make_request()
    make_request(date=in_days(1))
    reader.post(FILE)
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.action, entry.queue_id, entry.detail) == (maria, "exported", "speakers", "2")


# ── Refusals ───────────────────────────────────────────────────────────────


def test_a_link_does_not_fetch_it(reader):
    make_request()
    assert reader.get(FILE).status_code == 405
    assert not AuditEntry.objects.exists()


def test_locked_it_leads_to_the_locked_screen(maria):
    make_request()
    response = signed_in(maria, is_unlocked=False).post(FILE)
    assert (response.status_code, response.url) == (302, "/staff/inbox/unlock/")


def test_whoever_may_read_another_queue_alone_gets_none(maria):
    make_request()
    assert signed_in(make_staff("ana", "help")).post(FILE).status_code == 404


def test_whoever_may_read_no_queue_is_refused(maria):
    assert signed_in(make_staff("ana"), is_unlocked=False).post(FILE).status_code == 403


def test_nobody_without_signing_in(client):
    assert client.post(FILE).status_code in (302, 403)


def test_a_year_that_no_calendar_can_reckon_with_spares_the_others(reader, maria):
    make_request(date="2099-07-01")
    agree(make_request(), maria, date="9999-12-31", time="22:00", until="00:30")
    assert len(events(reader)) == 1
