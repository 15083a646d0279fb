"""``/events/<slug>.ics`` and ``/events/calendar.ics``: what stands in them, and what does not."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from campaigns.models import Event, Standing
from idpwsp.foundation.discretion import revealing_word
from resources.models import Organisation
from tests.campaigns.icalendar import ALL, ONE, events, lines, only, raw
from tests.discreet import gives_away
from tests.factories import make_date, make_event, page_words, put_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to("2026-11-22T20:00:00Z", tick=False)


def dated(day, starts=time(18), ends=time(20), **fields):
    """An event on one such date alone."""
    event = make_event()
    event.dates.all().delete()
    make_date(event, day, starts, ends, **fields)
    return event


# ── The file ───────────────────────────────────────────────────────────────


def test_it_is_a_calendar_by_the_rules(client):
    make_event(day=date(2026, 11, 27))
    found = lines(raw(client, ONE))

    assert found[0] == "BEGIN:VCALENDAR"
    assert found[-1] == "END:VCALENDAR"
    names = [re.split("[;:]", line)[0] for line in found]
    for once in ("PRODID", "VERSION", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "SEQUENCE", "URL"):
        assert names.count(once) == 1, once
    assert names.count("LAST-MODIFIED") == 1
    assert not {"METHOD", "ORGANIZER", "ATTENDEE", "DESCRIPTION", "LOCATION"} & set(names)
    assert "BEGIN:VALARM" not in found
    assert "VERSION:2.0" in found
    assert "TRANSP:TRANSPARENT" in found
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in found
    assert "X-PUBLISHED-TTL:PT6H" in found


@pytest.mark.parametrize(("address", "name"), [(ONE, "event.ics"), (ALL, "calendar.ics")])
def test_it_is_sent_as_a_calendar_under_a_name_that_says_nothing(client, address, name):
    make_event()
    response = client.get(address)

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "Set-Cookie" not in response.headers


def test_words_that_mean_something_to_the_format_are_escaped_and_long_lines_folded(client):
    place = "Hall, upper floor; back\\slash\n" + "Ñandú 租戶 " * 20
    make_event(words={"en": page_words(menu_title="One, two; three\\four")}, place_given="public", place=place)
    found = only(client)

    assert found.summary.value == "One, two; three\\four"
    assert found.location.value == place.replace("\n", ", ").strip()
    assert r"SUMMARY:One\, two\; three\\four" in lines(raw(client, ONE))


def test_a_line_break_cannot_bring_in_a_line_of_its_own(client):
    make_event(place_given="public", place="Hall\r\nATTENDEE:mailto:x@example.org\nX")
    assert not [line for line in lines(raw(client, ONE)) if line.startswith("ATTENDEE")]


# ── Moments ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("day", "starts", "ends", "last_day", "begins", "finishes"),
    [
        pytest.param(date(2027, 7, 1), time(18), time(20), None, "20270702T010000Z", "20270702T030000Z", id="summer"),
        pytest.param(date(2027, 12, 1), time(18), time(20), None, "20271202T020000Z", "20271202T040000Z", id="winter"),
        pytest.param(date(2027, 3, 14), time(1), time(4), None, "20270314T090000Z", "20270314T110000Z", id="spring"),
        pytest.param(date(2027, 11, 7), time(0), time(3), None, "20271107T070000Z", "20271107T110000Z", id="autumn"),
        pytest.param(
            date(2026, 12, 31),
            time(22),
            time(2),
            date(2027, 1, 1),
            "20270101T060000Z",
            "20270101T100000Z",
            id="over the year’s end",
        ),
    ],
)
def test_hours_are_told_in_utc(client, day, starts, ends, last_day, begins, finishes):
    dated(day, starts, ends, last_day=last_day)
    found = lines(raw(client, ONE))

    assert f"DTSTART:{begins}" in found
    assert f"DTEND:{finishes}" in found


@pytest.mark.parametrize(
    ("day", "last_day", "finishes"),
    [
        pytest.param(date(2028, 2, 29), None, "20280301", id="a leap day"),
        pytest.param(date(2028, 2, 28), date(2028, 2, 29), "20280301", id="to a leap day"),
        pytest.param(date(2026, 12, 31), None, "20270101", id="the year’s end"),
        pytest.param(date(2027, 3, 14), None, "20270315", id="a day of 23 hours"),
    ],
)
def test_whole_days_have_no_hours_and_end_on_the_day_after(client, day, last_day, finishes):
    dated(day, None, None, last_day=last_day)
    found = lines(raw(client, ONE))

    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in found
    assert f"DTEND;VALUE=DATE:{finishes}" in found
    assert only(client).dtstart.value == day


def test_without_an_end_none_is_invented(client):
    dated(date(2026, 11, 27), time(18), None)
    assert "dtend" not in only(client).contents


# ── Which events ───────────────────────────────────────────────────────────


def test_one_event_comes_with_all_its_dates(client):
    event = make_event(day=date(2020, 1, 1))
    make_date(event, date(2026, 12, 1))
    found = events(client)

    assert [each.dtstart.value.year for each in found] == [2020, 2026]
    assert len({each.uid.value for each in found}) == 2


def test_the_calendar_holds_what_is_coming_and_the_last_ninety_days(client):
    today = date(2026, 11, 22)
    for slug, day in {"far": 900, "soon": 1, "just": -89, "long-ago": -92}.items():
        make_event(slug, today + timedelta(days=day), {"en": page_words(menu_title=slug)})

    assert [each.summary.value for each in events(client, ALL)] == ["just", "soon", "far"]


def test_an_empty_calendar_is_a_valid_one(client):
    content = raw(client, ALL)

    assert events(client, ALL) == []
    # RFC 5545, 3.6: at least one component.
    assert lines(content).count("BEGIN:VTIMEZONE") == 1


def test_a_cancelled_date_stays_and_says_so(client):
    event = make_event(day=date(2026, 11, 27))
    make_date(event, date(2026, 12, 4), standing=Standing.CANCELLED)
    make_date(event, date(2026, 12, 11), standing=Standing.POSTPONED)

    for address in (ONE, ALL):
        found = events(client, address)
        assert [each.status.value for each in found] == ["CONFIRMED", "CANCELLED", "TENTATIVE"]
        assert [each.summary.value for each in found] == ["Sample", "Cancelled: Sample", "Postponed: Sample"]


def test_a_cancelled_event_cancels_all_its_dates(client):
    event = make_event(standing=Standing.CANCELLED)
    make_date(event, date(2026, 12, 11), standing=Standing.POSTPONED)

    assert {each.status.value for each in events(client)} == {"CANCELLED"}


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Event.Status.DRAFT},
        {"publish_at": datetime(2026, 12, 1, tzinfo=UTC)},
        {"unpublish_at": datetime(2026, 11, 1, tzinfo=UTC)},
    ],
)
def test_what_readers_may_not_see_is_in_no_calendar(client, fields):
    make_event(**fields)

    assert events(client, ALL) == []
    assert client.get(ONE).status_code in (404, 410)


def test_an_event_without_words_is_in_no_calendar(client):
    make_event().translations.all().delete()

    assert events(client, ALL) == []
    assert client.get(ONE).status_code == 404


def test_what_moved_is_found(client):
    event = make_event()
    event.slug = "moved"
    event.save()
    response = client.get(ONE)

    assert (response.status_code, response.headers["Location"]) == (301, "/events/moved.ics")
    assert client.get("/events/never.ics").status_code == 404


# ── Languages ──────────────────────────────────────────────────────────────


def test_each_language_has_its_own(client):
    event = make_event()
    put_words(event, {"es": page_words(menu_title="Taller")})
    english, spanish = only(client), only(client, "/es/events/calendar.ics")

    assert spanish.summary.value == "Taller"
    assert spanish.url.value == "https://example.org/es/events/sample/"
    assert english.url.value == "https://example.org/events/sample/"
    assert english.uid.value == spanish.uid.value


def test_what_is_not_translated_is_told_in_english(client):
    make_event()
    assert only(client, "/es/events/sample.ics").summary.value == "Sample"


# ── Discretion ─────────────────────────────────────────────────────────────


def test_nothing_in_it_gives_a_reader_away(client):
    words = page_words(
        menu_title="Legal workshop",
        title="Rights of sex workers after rape",
        lead="For victims of violence.",
        body="<p>Prostitutes only.</p>",
        notice="Because of the murder.",
        area="Near the brothel",
    )
    make_event(words={"en": words}, place_given="public", place="Sex Workers’ House\n1 Main Street")
    for address in (ONE, ALL):
        content = raw(client, address).decode()
        assert revealing_word(content) is None
        assert gives_away(content) is None
        assert "In Defense" not in content


def test_it_is_called_by_our_short_name(client):
    Organisation.objects.update(short_name="Umbrella")
    found = lines(raw(client, ALL))

    assert {"NAME:Umbrella", "X-WR-CALNAME:Umbrella", "PRODID:-//Umbrella//Events//EN"} <= set(found)


def test_a_comma_in_our_short_name_is_escaped(client):
    Organisation.objects.update(short_name="Umbrella, Inc.")
    assert {r"NAME:Umbrella\, Inc.", r"X-WR-CALNAME:Umbrella\, Inc."} <= set(lines(raw(client, ALL)))


@pytest.mark.parametrize("given", ["on-request", "none"])
def test_a_hidden_place_and_any_link_stay_out(client, given):
    make_event(place_given=given, place="Secret Street", online_given="public", online_url="https://meet.example/room")
    content = raw(client, ONE).decode()

    assert "LOCATION" not in content
    assert "meet.example" not in content


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    make_event("first")
    with django_assert_max_num_queries(6) as few:
        client.get(ALL)
    for number in range(12):
        make_date(make_event(f"e{number}"), date(2026, 12, 2))
    with django_assert_max_num_queries(len(few)):
        client.get(ALL)


@pytest.mark.parametrize("address", [ONE, ALL])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(client, method, address):
    make_event()
    assert getattr(client, method)(address).status_code == 405


def test_what_staff_paste_breaks_no_line(client):
    words = page_words(menu_title="Work\x0bshop\x85A\u2028B\r\nDTSTART:19990101\x07")
    make_event(words={"en": words}, place_given="public", place="A\x1bhall\x0c\x7f\nB street")
    found = only(client)

    assert found.summary.value == "Work shop A B DTSTART:19990101"
    assert found.location.value == "A hall, B street"
