"""Staff edit an event with its dates, in every language, and take changes back."""

from datetime import date, time, timedelta

import pytest
import reversion
from django.utils import timezone
from reversion.models import Version

from campaigns.models import Event, EventDate
from campaigns.models.event import Standing
from tests.admin_forms import fields_of, send
from tests.factories import make_campaign, make_date, make_event, page_words
from tests.markup import Document

pytestmark = pytest.mark.django_db

ADD = "/staff/campaigns/event/add/"
LIST = "/staff/campaigns/event/"


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def event(organisation) -> Event:
    with reversion.create_revision():
        words = {
            "en": page_words(menu_title="Know your rights", title="Know your rights"),
            "es": page_words(menu_title="Sus derechos", title="Sus derechos"),
        }
        event = make_event("rights", in_days(7), words, kind=Event.Kind.LEGAL_WORKSHOP)
        reversion.add_to_revision(event)
    return event


def change(event: Event, language: str = "en") -> str:
    return f"{LIST}{event.pk}/change/?language={language}"


def save(staff, event, language="en", **changes):
    response = send(staff, change(event, language), "event_form", **changes)
    assert response.status_code == 302, Document(response.content.decode()).words


def history(staff, event) -> Document:
    return Document(staff.get(f"{LIST}{event.pk}/history/").content.decode())


def press(staff, event, part: str):
    """The newest button of the history that takes this back."""
    button = next(each for each in history(staff, event).all("button") if part in (each.get("value") or ""))
    revision = Version.objects.get_for_object(event).first().revision_id
    staff.post(f"{LIST}{event.pk}/history/", {"revision": revision, "what": button.get("value")})


# ── Writing ────────────────────────────────────────────────────────────────


def test_an_event_is_called_with_several_dates_at_once(staff):
    dates = {
        "dates-0-day": in_days(3).isoformat(), "dates-0-starts": "18:30", "dates-0-ends": "20:00",
        "dates-1-day": in_days(10).isoformat(),
    }  # fmt: skip
    response = send(
        staff, ADD, "event_form", menu_title="Vigil", title="A vigil", slug="vigil", kind="action",
        status="published", **dates,
    )  # fmt: skip
    assert response.status_code == 302, Document(response.content.decode()).words
    first, second = Event.objects.get().dates.all()
    assert (first.day, first.starts, first.ends) == (in_days(3), time(18, 30), time(20))
    assert (second.day, second.starts) == (in_days(10), None)


def test_days_and_times_are_asked_for_as_every_browser_can(staff, event):
    document = Document(staff.get(change(event)).content.decode())
    types = {each.get("name"): (each.get("type"), each.get("value")) for each in document.all("input")}
    assert types["dates-0-day"] == ("date", in_days(7).isoformat())
    assert types["dates-0-starts"] == ("time", "18:00")
    labels = {each.get("for") for each in document.all("label")}
    assert {"id_dates-0-day", "id_dates-0-starts", "id_dates-0-ends", "id_dates-0-DELETE"} <= labels


def test_the_languages_spoken_are_ticked(staff, event):
    save(staff, event, languages=["en", "tl"])
    event.refresh_from_db()
    assert event.languages == ["en", "tl"]


def test_a_translation_asks_for_words_alone(staff, event):
    html = staff.get(change(event, "es")).content.decode()
    fields = fields_of(html, "event_form")
    asked = {name for name in fields if not name.startswith(("initial-", "_", "csrf", "is_", "reviewed", "es"))}
    assert asked == {
        "menu_title", "title", "lead", "body", "notice", "area", "cost", "interpretation", "access", "search_words",
    }  # fmt: skip
    save(staff, event, "es", area="Mission")
    assert event.translations.get(language_code="es").area == "Mission"
    assert event.dates.count() == 1


def test_a_date_is_cancelled_without_the_others(staff, event):
    make_date(event, in_days(14))
    save(staff, event, **{"dates-1-standing": "cancelled"})
    assert [each.standing for each in event.dates.all()] == [Standing.ON, Standing.CANCELLED]


def test_a_colleague_who_moved_a_date_is_not_written_over(staff, event):
    opened = fields_of(staff.get(change(event)).content.decode(), "event_form")
    save(staff, event, **{"dates-0-starts": "19:00", "title": "Hers"})
    response = staff.post(change(event), {**opened, "dates-0-starts": "17:00", "_save": "1"})
    words = Document(response.content.decode()).words
    assert "saved while you were writing" in words
    again = fields_of(response.content.decode(), "event_form")
    assert (again["dates-0-starts"], again["title"]) == ("17:00", "Hers")
    assert event.dates.get().starts == time(19)
    assert staff.post(change(event), {**again, "_save": "1"}).status_code == 302
    assert event.dates.get().starts == time(17)


# ── Taking back ────────────────────────────────────────────────────────────


def test_a_date_that_was_moved_is_moved_back(staff, event):
    before = event.dates.get()
    save(staff, event, **{"dates-0-day": in_days(30).isoformat()})
    assert "Date “" in history(staff, event).words
    press(staff, event, ":day")
    after = event.dates.get()
    assert (after.day, after.starts_at, after.uid) == (before.day, before.starts_at, before.uid)


def test_a_date_that_was_removed_comes_back_under_its_own_name_in_calendars(staff, event):
    before = event.dates.get()
    save(staff, event, status="draft", **{"dates-0-DELETE": "on"})
    press(staff, event, "eventdate:")
    after = event.dates.get()
    assert (after.uid, after.starts_at) == (before.uid, before.starts_at)


def test_an_event_that_was_deleted_comes_back_with_its_dates(staff, event):
    staff.post(f"{LIST}{event.pk}/delete/", {"post": "yes"})
    document = Document(staff.get("/staff/deleted/").content.decode())
    assert "Event: Know your rights" in document.words
    version = next(each.get("value") for each in document.all("button") if each.get("name") == "version")
    staff.post("/staff/deleted/", {"version": version})
    assert EventDate.objects.get().day == in_days(7)


# ── The list ───────────────────────────────────────────────────────────────


@pytest.fixture
def over(organisation) -> Event:
    return make_event("vigil", date(2025, 3, 3), {"en": page_words(menu_title="A vigil")}, standing="cancelled")


def listed(staff, query: str = "") -> str:
    return Document(staff.get(f"{LIST}?{query}").content.decode()).words


def test_the_list_says_what_is_next_and_what_is_over(staff, event, over):
    words = listed(staff)
    assert "Over: March 3, 2025" in words or "Over: Mar. 3, 2025" in words
    assert words.index("Know your rights") < words.index("A vigil")


def test_the_list_is_narrowed_by_time_standing_and_campaign(staff, event, over):
    event.campaign = make_campaign("money", {"en": page_words(menu_title="Money", demand="Pay.")})
    event.save()
    assert "A vigil" not in listed(staff, "when=coming")
    assert "Know your rights" not in listed(staff, "when=over")
    assert "Know your rights" not in listed(staff, "standing__exact=cancelled")
    assert "Know your rights" not in listed(staff, "dates__day__year=2025")
    assert "A vigil" not in listed(staff, f"campaign__id__exact={event.campaign.pk}")


def test_several_are_deleted_at_once(staff, event, over):
    chosen = {"action": "delete_selected", "_selected_action": [event.pk, over.pk], "post": "yes"}
    assert staff.post(LIST, chosen).status_code == 302
    assert not Event.objects.exists()


def test_the_list_asks_the_database_as_often_for_many_events(staff, event, django_assert_max_num_queries):
    for number in range(25):
        make_date(make_event(f"event-{number}", campaign=make_campaign(f"campaign-{number}")), in_days(number))
    with django_assert_max_num_queries(20):
        staff.get(LIST)


# ── Refusals ───────────────────────────────────────────────────────────────


def test_a_published_event_needs_a_day(staff, event):
    response = send(staff, change(event), "event_form", **{"dates-0-DELETE": "on"})
    assert "Readers find an event by its day" in response.content.decode()
    assert event.dates.count() == 1


def test_a_draft_needs_no_day_yet(staff, event):
    save(staff, event, status="draft", **{"dates-0-DELETE": "on"})
    assert not event.dates.exists()


@pytest.mark.parametrize(("field", "typed"), [("day", "next Monday"), ("starts", "half past six"), ("ends", "8")])
def test_what_is_no_day_or_time_is_refused_kindly_and_kept(staff, event, field, typed):
    response = send(staff, change(event), "event_form", **{f"dates-0-{field}": typed})
    html = response.content.decode()
    assert "like this" in html
    assert fields_of(html, "event_form")[f"dates-0-{field}"] == typed


def test_nobody_gets_in_without_signing_in(client, event):
    assert client.get(change(event)).status_code == 302
