"""How calendars learn of changes: SEQUENCE, LAST-MODIFIED, and asking again."""

from datetime import date, time, timedelta

import pytest
import reversion
from reversion.models import Revision

from campaigns.models import Event
from idpwsp.foundation.history.restoring import restore
from tests.campaigns.icalendar import ALL, ONE, only
from tests.factories import make_date, make_event, page_words, put_words
from tests.front import Front

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to("2026-11-22T20:00:00Z", tick=False)


@pytest.fixture
def event():
    event = make_event(day=date(2026, 11, 27), place_given="public", place="Hall")
    put_words(event, {"es": page_words(menu_title="Taller")})
    return event


def saved(thing, commit_callbacks, **fields):
    """Change something and save it, in a transaction of its own."""
    with commit_callbacks(execute=True):
        for name, value in fields.items():
            setattr(thing, name, value)
        thing.save()


@pytest.fixture
def start(event, django_capture_on_commit_callbacks):
    """The event as calendars have it at first."""
    saved(event, django_capture_on_commit_callbacks)
    return event


CHANGES = {
    "the day": ("date", {"day": date(2026, 11, 28)}),
    "the hour": ("date", {"starts": time(17)}),
    "the end": ("date", {"ends": None}),
    "a cancelled date": ("date", {"standing": "cancelled"}),
    "a cancelled event": ("event", {"standing": "cancelled"}),
    "the place": ("event", {"place": "Other hall"}),
    "the place is hidden": ("event", {"place_given": "on-request"}),
    "the address": ("event", {"slug": "moved"}),
    "the short title": ("en", {"menu_title": "Another"}),
    "the Spanish short title": ("es", {"menu_title": "Otro"}),
}
NO_CHANGES = {
    "nothing of the date": ("date", {}),
    "nothing of the event": ("event", {}),
    "nothing of the words": ("en", {}),
    "words that no calendar shows": ("en", {"title": "New", "body": "<p>New.</p>", "area": "New", "notice": "New"}),
    "what is free": ("event", {"is_free": False, "food": "yes"}),
    "a link": ("event", {"online_given": "public", "online_url": "https://meet.example/"}),
    "unpublished": ("event", {"status": "draft"}),
}


def part(event, name):
    return {"event": event, "date": event.dates.first()}.get(name) or event.words_in(name)


@pytest.mark.parametrize(("name", "fields"), CHANGES.values(), ids=CHANGES)
def test_a_change_that_calendars_show_raises_the_sequence_once(
    start, name, fields, time_machine, django_capture_on_commit_callbacks
):
    before = start.dates.get()
    time_machine.shift(3600)
    saved(part(start, name), django_capture_on_commit_callbacks, **fields)
    after = start.dates.get()

    assert after.sequence == before.sequence + 1
    assert after.calendar_changed_at == before.calendar_changed_at + timedelta(hours=1)
    assert after.uid == before.uid


@pytest.mark.parametrize(("name", "fields"), NO_CHANGES.values(), ids=NO_CHANGES)
def test_nothing_else_raises_it(start, name, fields, time_machine, django_capture_on_commit_callbacks):
    before = start.dates.get()
    time_machine.shift(3600)
    saved(part(start, name), django_capture_on_commit_callbacks, **fields)
    after = start.dates.get()

    assert (after.sequence, after.calendar_changed_at) == (before.sequence, before.calendar_changed_at)


def test_what_is_saved_together_counts_once(start, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        start.standing = "postponed"
        start.save()
        each = start.dates.get()
        each.day = date(2026, 12, 1)
        each.save()
        each.starts = time(9)
        each.save()

    assert start.dates.get().sequence == 1


def test_only_the_date_that_changed_is_raised(start, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        other = make_date(start, date(2026, 12, 4))
    saved(other, django_capture_on_commit_callbacks, standing="cancelled")

    assert [each.sequence for each in start.dates.all()] == [0, 1]


def test_an_object_that_was_read_before_a_change_takes_nothing_back(start, django_capture_on_commit_callbacks):
    stale = start.dates.get()
    saved(start, django_capture_on_commit_callbacks, standing="cancelled")
    saved(stale, django_capture_on_commit_callbacks, day=date(2026, 12, 24))

    assert start.dates.get().sequence == 2
    assert start.dates.get().day == date(2026, 12, 24)


def test_history_takes_the_words_back_and_the_sequence_on(start, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), reversion.create_revision():
        start.save()
    first = Revision.objects.latest("pk")
    saved(start.dates.get(), django_capture_on_commit_callbacks, standing="cancelled")

    with django_capture_on_commit_callbacks(execute=True):
        restore(Event, start.pk, first)

    assert (start.dates.get().standing, start.dates.get().sequence) == ("on", 2)


def test_a_translation_that_goes_raises_it(start, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        start.words_in("es").delete()

    assert start.dates.get().sequence == 1


def test_the_calendar_tells_the_change(client, start, time_machine, django_capture_on_commit_callbacks):
    before = only(client)
    time_machine.shift(3600)
    saved(start.dates.get(), django_capture_on_commit_callbacks, standing="cancelled")
    after = only(client)

    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) == int(before.sequence.value) + 1
    assert after.status.value == "CANCELLED"
    assert after.last_modified.value == before.last_modified.value + timedelta(hours=1)
    assert after.dtstamp.value == after.last_modified.value


@pytest.mark.parametrize("address", [ONE, ALL])
def test_who_has_it_already_is_told_so(start, address, time_machine, django_capture_on_commit_callbacks):
    first = Front().get(address)
    time_machine.shift(3600)
    headers = {"If-None-Match": first.headers["ETag"]}
    again = Front().get(address, headers=headers)
    assert (again.status_code, again.content) == (304, b"")

    saved(start, django_capture_on_commit_callbacks, standing="cancelled")
    assert Front().get(address, headers=headers).status_code == 200
