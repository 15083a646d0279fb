"""The dates of events: Los Angeles time across the clock changes, midnight, leap days and years."""

from datetime import UTC, date, datetime, time

import pytest
import reversion
from django.core.exceptions import ValidationError
from django.utils import translation
from reversion.models import Revision

from campaigns.models import Event, EventDate, Standing
from campaigns.templatetags.events import when
from idpwsp.foundation.history.restoring import recover, restore
from tests.factories import make_date, make_event

pytestmark = pytest.mark.django_db

SPRING = date(2027, 3, 14)  # 2:00 becomes 3:00
AUTUMN = date(2026, 11, 1)  # 2:00 becomes 1:00


def a_date(day, starts=None, ends=None, last_day=None, **fields):
    """A date as a form has it, before it is saved."""
    return EventDate(event=Event(), day=day, starts=starts, ends=ends, last_day=last_day, **fields)


def refused(each):
    """{field: code or message} of what is wrong with a date."""
    with pytest.raises(ValidationError) as error:
        each.clean()
    return error.value.message_dict


# ── The moments ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "starts", "ends", "last_day", "starts_at", "over_at"),
    [
        pytest.param(
            date(2026, 7, 1), time(18), time(20), None, "2026-07-02T01:00", "2026-07-02T03:00", id="a summer evening"
        ),
        pytest.param(
            date(2026, 12, 1), time(18), time(20), None, "2026-12-02T02:00", "2026-12-02T04:00", id="a winter evening"
        ),
        pytest.param(SPRING, time(1), time(4), None, "2027-03-14T09:00", "2027-03-14T11:00", id="over the lost hour"),
        pytest.param(
            AUTUMN, time(0, 30), time(3), None, "2026-11-01T07:30", "2026-11-01T11:00", id="over the double hour"
        ),
        pytest.param(AUTUMN, time(1, 30), None, None, "2026-11-01T08:30", "2026-11-02T08:00", id="the first of two"),
        pytest.param(SPRING, None, None, None, "2027-03-14T08:00", "2027-03-15T07:00", id="a day of 23 hours"),
        pytest.param(AUTUMN, None, None, None, "2026-11-01T07:00", "2026-11-02T08:00", id="a day of 25 hours"),
        pytest.param(
            date(2026, 7, 1),
            time(22),
            time(2),
            date(2026, 7, 2),
            "2026-07-02T05:00",
            "2026-07-02T09:00",
            id="past midnight",
        ),
        pytest.param(
            date(2026, 12, 31),
            time(22),
            time(2),
            date(2027, 1, 1),
            "2027-01-01T06:00",
            "2027-01-01T10:00",
            id="over the year’s end",
        ),
        pytest.param(date(2028, 2, 29), None, None, None, "2028-02-29T08:00", "2028-03-01T08:00", id="a leap day"),
        pytest.param(
            date(2026, 7, 1), None, None, date(2026, 7, 3), "2026-07-01T07:00", "2026-07-04T07:00", id="three days"
        ),
    ],
)
def test_it_begins_and_is_over_at_the_right_moment(day, starts, ends, last_day, starts_at, over_at):
    saved = make_date(make_event(), day, starts, ends, last_day=last_day)
    saved.refresh_from_db()

    assert saved.starts_at == datetime.fromisoformat(starts_at).replace(tzinfo=UTC)
    assert saved.over_at == datetime.fromisoformat(over_at).replace(tzinfo=UTC)
    saved.clean()


def test_it_is_over_on_the_second(time_machine):
    time_machine.move_to("2026-07-02T02:59:59Z")
    each = make_date(make_event(), date(2026, 7, 1))
    assert not each.is_over()
    time_machine.move_to("2026-07-02T03:00:00Z")
    assert each.is_over()


# ── What is refused, kindly ────────────────────────────────────────────────


@pytest.mark.parametrize("at", [time(2), time(2, 30), time(2, 59)])
def test_a_time_that_the_clocks_skip_is_refused(at):
    assert "clocks go forward" in refused(a_date(SPRING, at, time(5)))["starts"][0]
    assert "clocks go forward" in refused(a_date(SPRING, time(1), at))["ends"][0]
    assert "clocks go forward" in refused(a_date(date(2027, 3, 13), time(23), at, SPRING))["ends"][0]


@pytest.mark.parametrize(("day", "at"), [(SPRING, time(1, 59)), (SPRING, time(3)), (AUTUMN, time(1, 30))])
def test_the_times_around_it_and_the_double_hour_are_taken(day, at):
    a_date(day, at, time(5)).clean()


def test_an_end_past_midnight_needs_the_last_day():
    assert "give the next day" in refused(a_date(date(2026, 7, 1), time(22), time(2)))["ends"][0]
    assert "give the next day" in refused(a_date(date(2026, 7, 1), time(22), time(22)))["ends"][0]
    a_date(date(2026, 7, 1), time(22), time(2), date(2026, 7, 2)).clean()


def test_a_last_day_before_the_first_is_refused():
    assert list(refused(a_date(date(2026, 7, 2), last_day=date(2026, 7, 1)))) == ["last_day"]


def test_an_end_without_a_beginning_is_refused():
    assert "Say from when" in refused(a_date(date(2026, 7, 1), None, time(20)))["starts"][0]


@pytest.mark.parametrize("day", [date(206, 7, 1), date(9999, 12, 31)])
def test_a_year_that_nobody_meant_is_refused(day):
    for fields in ({"day": day}, {"day": date(2026, 7, 1), "last_day": day}):
        with pytest.raises(ValidationError, match="Check the year"):
            a_date(**fields).clean_fields(exclude=["event", "starts_at", "over_at"])


def test_a_day_that_could_not_be_read_is_complained_of_once():
    a_date(None, time(18)).clean()


# ── In words ───────────────────────────────────────────────────────────────

A_DAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("starts", "ends", "last_day", "words"),
    [
        (time(18), time(20, 30), None, "Friday, Nov. 27, 2026, 6 p.m. to 8:30 p.m."),
        (time(18), None, None, "Friday, Nov. 27, 2026, 6 p.m."),
        (time(22), time(2), date(2026, 11, 28), "Friday, Nov. 27, 2026, 10 p.m. to 2 a.m. the next day"),
        (
            time(22),
            time(2),
            date(2026, 11, 29),
            "Friday, Nov. 27, 2026, 10 p.m., to Sunday, Nov. 29, 2026, 2 a.m.",
        ),
        (time(12), None, date(2026, 11, 29), "Friday, Nov. 27, 2026, noon, to Sunday, Nov. 29, 2026"),
        (None, None, None, "Friday, Nov. 27, 2026, all day"),
        (None, None, date(2026, 11, 28), "Friday, Nov. 27, 2026, to Saturday, Nov. 28, 2026, all day"),
    ],
)
def test_it_is_said_in_words(starts, ends, last_day, words):
    assert when(a_date(A_DAY, starts, ends, last_day)).replace("\xa0", " ") == words


def test_it_is_said_in_spanish_too():
    with translation.override("es"):
        assert when(a_date(A_DAY, time(18))).startswith("viernes 27 de noviembre de 2026")


def test_a_time_is_never_torn_apart():
    assert "6\xa0p.m." in when(a_date(A_DAY, time(18)))


# ── Does it take place? ────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("whole", "own", "effective"),
    [
        ("on", "on", "on"),
        ("on", "cancelled", "cancelled"),
        ("on", "postponed", "postponed"),
        ("cancelled", "on", "cancelled"),
        ("cancelled", "postponed", "cancelled"),
        ("postponed", "on", "postponed"),
        ("postponed", "cancelled", "cancelled"),
    ],
)
def test_of_the_event_and_its_date_the_worse_counts(whole, own, effective):
    each = EventDate(event=Event(standing=whole), day=A_DAY, standing=own)

    assert each.effective_standing == effective


def test_an_event_stands_as_all_its_dates_do():
    event = make_event()
    event.dates.update(standing=Standing.CANCELLED)
    assert event.effective_standing == Standing.CANCELLED

    make_date(event, A_DAY)
    assert event.effective_standing == Standing.ON

    event.standing = Standing.POSTPONED
    assert event.effective_standing == Standing.POSTPONED


# ── History ────────────────────────────────────────────────────────────────


def revised(event, **fields):
    """Change the event's date in a revision of its own."""
    with reversion.create_revision():
        each = event.dates.get()
        for name, value in fields.items():
            setattr(each, name, value)
        each.save()
        event.save()
        reversion.add_to_revision(event)
    return Revision.objects.latest("pk")


def test_moments_are_right_when_history_brings_a_date_back():
    event = make_event(day=date(2026, 7, 1))
    first = revised(event)
    revised(event, day=date(2026, 12, 1), starts=time(9))

    restore(Event, event.pk, first)

    assert event.dates.get().starts_at == datetime(2026, 7, 2, 1, tzinfo=UTC)
    assert event.dates.get().over_at == datetime(2026, 7, 2, 3, tzinfo=UTC)


def test_moments_are_right_when_a_deleted_event_comes_back():
    event = make_event(day=date(2026, 7, 1))
    revised(event)
    pk = event.pk
    event.delete()
    version = Revision.objects.latest("pk").version_set.get(object_id=pk, content_type__model="event")

    recover(version)

    assert EventDate.objects.get(event=pk).starts_at == datetime(2026, 7, 2, 1, tzinfo=UTC)
