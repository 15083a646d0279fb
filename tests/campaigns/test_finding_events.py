"""Search finds events by their next date, says how they stand, and puts them last in the moment they are over."""

import pytest

from campaigns.models import Event
from campaigns.models.event import Standing
from idpwsp.search.models import Entry
from tests.campaigns.finding import DAY, NOON, TODAY, above, found, zebra
from tests.factories import make_date, make_event

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOON, tick=False)


def test_a_result_says_when_an_event_is_and_afterwards_that_it_is_over():
    make_event("stripes", TODAY + DAY, zebra())

    assert above("zebra") == ["Events / Nov. 23, 2026"]
    assert above("zebra", at=NOON + 2 * DAY) == ["Events / Nov. 23, 2026 / Past event"]


def test_of_several_dates_the_next_one_stands_there():
    event = make_event("stripes", TODAY + DAY, zebra())
    make_date(event, TODAY + 8 * DAY)

    assert above("zebra") == ["Events / Nov. 23, 2026"]
    assert above("zebra", at=NOON + 2 * DAY) == ["Events / Nov. 30, 2026"]
    assert above("zebra", at=NOON + 9 * DAY) == ["Events / Nov. 30, 2026 / Past event"]


def test_an_event_goes_when_it_is_over_if_it_disappears_then():
    make_event("stripes", TODAY + DAY, zebra(), publish_at=NOON + DAY / 2, unpublish_at=NOON + 2 * DAY)

    assert found("zebra", at=NOON) == found("zebra", at=NOON + 2 * DAY) == []
    assert len(found("zebra", at=NOON + DAY)) == len(found("zebra", at=NOON + 2 * DAY - DAY / 24)) == 1


@pytest.mark.parametrize(("standing", "says"), [("cancelled", "Cancelled"), ("postponed", "Postponed")])
def test_a_cancelled_and_a_postponed_event_say_so(standing, says):
    event = make_event("stripes", TODAY + DAY, zebra(), standing=standing)
    assert above("zebra") == [f"Events / Nov. 23, 2026 / {says}"]

    event.standing = Standing.ON
    event.save()
    each = event.dates.get()
    each.standing = standing
    each.save()

    assert above("zebra") == [f"Events / Nov. 23, 2026 / {says}"]


def test_a_cancelled_date_among_others_is_not_the_next():
    event = make_event("stripes", TODAY + 8 * DAY, zebra())
    make_date(event, TODAY + DAY, standing=Standing.CANCELLED)

    assert above("zebra") == ["Events / Nov. 30, 2026"]


def test_an_event_without_a_date_is_found():
    event = make_event("stripes", TODAY, zebra())
    event.dates.get().delete()

    assert found("zebra") == ["/events/stripes/"]


def test_kind_place_and_languages_spoken_find_an_event():
    make_event(
        "stripes",
        words=zebra(area="Tenderloin", interpretation="Vietnamese on request"),
        kind=Event.Kind.LEGAL_WORKSHOP,
        place_given=Event.Given.PUBLIC,
        place="Rhino Hall",
        languages=["es"],
    )

    for query in ("tenderloin", "rhino hall", "legal workshop", "español", "vietnamese"):
        assert found(query) == ["/events/stripes/"], query


def test_a_hidden_place_or_link_is_not_in_the_index():
    hidden = {"place_given": Event.Given.ON_REQUEST, "online_given": Event.Given.ON_REQUEST}
    make_event("stripes", words=zebra(), place="Rhino Hall", online_url="https://meet.example/rhino", **hidden)

    assert found("zebra")
    assert found("rhino") == []
    assert not any("rhino" in str(value).lower() for row in Entry.objects.values() for value in row.values())
