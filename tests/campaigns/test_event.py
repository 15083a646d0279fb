"""``/events/<slug>/``: what, when, where, and whether it takes place."""

from datetime import UTC, date, datetime, time

import pytest
import reversion
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from reversion.models import Version

from campaigns.models import Event, Known, Standing
from idpwsp.foundation.links.models import OutwardLink
from idpwsp.foundation.links.outcome import Outcome
from tests.factories import make_campaign, make_date, make_event, make_page, page_words, put_words
from tests.markup import Document, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

PLACE = "The Blue House\n12 Secret Street"
LINK = "https://meet.example/secret-room"


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to("2026-11-22T20:00:00Z", tick=False)


def read(client, address="/events/sample/"):
    response = client.get(address)
    assert response.status_code == 200
    document = Document(response.content.decode(), f"https://example.org{address}")
    assert document.errors == []
    return document


def words_of(document):
    return document.main.replace("\xa0", " ")


def test_it_works(client):
    event = make_event(day=date(2026, 11, 27), languages=["en", "es"], step_free=Known.YES, police_free=Known.YES)
    put_words(event, {"es": page_words(title="Una reunión")})
    document = read(client)

    assert text(document.first("h1")) == "A sample event"
    assert document.title == "Sample · IDPWSP"
    assert "Friday, Nov. 27, 2026, 6 p.m. to 8 p.m." in words_of(document)
    assert "Los Angeles time" in document.main
    assert document.first("time").get("datetime") == "2026-11-27T18:00:00-08:00"
    facts = dict(zip(map(text, document.all("dt")), map(text, document.all("dd")), strict=True))
    assert facts["What"] == "Public meeting"
    assert facts["Cost"] == "Free"
    assert facts["Languages"] == "English, Español"
    assert facts["No steps on the way in"] == "Yes"
    assert facts["Without police"] == "Yes"
    assert facts["Childcare"] == facts["Food"] == facts["Interpretation"] == "Not known yet. Ask us"
    assert "/es/events/sample/" in {link.get("href") for link in document.links}


def test_the_day_of_an_all_day_event_has_no_hour(client):
    event = make_event()
    event.dates.all().delete()
    make_date(event, date(2026, 11, 27), None, None, last_day=date(2026, 11, 28))

    assert read(client).first("time").get("datetime") == "2026-11-27"


def test_every_date_is_shown(client):
    event = make_event(day=date(2026, 11, 27))
    make_date(event, date(2026, 12, 4), time(22), time(1), last_day=date(2026, 12, 5))
    make_date(event, date(2026, 12, 11), standing=Standing.CANCELLED)

    shown = [text(each) for each in read(client).all("p") if list(each.iter("time"))]

    assert len(shown) == 3
    assert shown[1].replace("\xa0", " ").endswith("10 p.m. to 1 a.m. the next day")
    assert [each.endswith("Cancelled") for each in shown] == [False, False, True]


def test_an_event_without_a_date_says_so(client):
    make_event().dates.all().delete()
    document = read(client)

    assert "The date is not known yet" in document.main
    assert not [link for link in document.links if link.get("href").endswith(".ics")]


@pytest.mark.parametrize(("standing", "word"), [("cancelled", "Cancelled"), ("postponed", "Postponed")])
@pytest.mark.parametrize("whole", [True, False])
def test_what_does_not_take_place_says_so_in_words_at_once(client, standing, word, whole):
    event = make_event(standing=standing if whole else "on")
    if not whole:
        event.dates.update(standing=standing)
    document = read(client)

    assert text(document.first("h1")) == f"{word} A sample event"
    assert document.title == f"{word}: Sample · IDPWSP"


def test_the_notice_stands_on_top(client):
    make_event(words={"en": page_words(notice="The hall is flooded.")})
    document = read(client)

    assert document.main.index("The hall is flooded.") < document.main.index("When")


def test_what_is_over_says_so(client):
    make_event(day=date(2026, 11, 21))
    assert "This event is over." in read(client).main


@pytest.mark.parametrize("how", ["over", "cancelled", "every date cancelled"])
def test_nobody_is_asked_to_join_what_is_over_or_cancelled(client, how):
    event = make_event(day=date(2026, 11, 27), online_given=Event.Given.ON_REQUEST)
    assert "call" in read(client).main
    assert "/events/sample.ics" in {link.get("href") for link in read(client).links}

    if how == "over":
        event.dates.all().delete()
        make_date(event, date(2026, 11, 21))
    elif how == "cancelled":
        Event.objects.update(standing=Standing.CANCELLED)
    else:
        event.dates.update(standing=Standing.CANCELLED)
    document = read(client)

    assert "call" not in document.main
    assert "Where" not in [text(heading) for heading in document.all("h2")]
    assert "/events/sample.ics" not in {link.get("href") for link in document.links}


def test_where_something_was_stays_to_be_read_without_the_link_to_join(client):
    make_event(
        day=date(2026, 11, 21), place_given=Event.Given.PUBLIC, place=PLACE,
        online_given=Event.Given.PUBLIC, online_url=LINK,
    )  # fmt: skip
    document = read(client)

    assert "The Blue House" in document.main
    assert LINK not in document.addresses


def test_the_campaign_it_belongs_to_is_named_once_readers_may_see_it(client):
    campaign = make_campaign("safety")
    make_event(campaign=campaign)
    assert "/campaigns/safety/" in {link.get("href") for link in read(client).links}

    campaign.status = "draft"
    campaign.save()
    assert "/campaigns/safety/" not in {link.get("href") for link in read(client).links}


def test_its_cost_is_told(client):
    make_event(is_free=False, words={"en": page_words(cost="Five dollars, or nothing")})
    make_event("other", is_free=False)

    assert "Five dollars, or nothing" in read(client).main
    facts = read(client, "/events/other/")
    assert text(facts.all("dd")[1]) == "Not known yet. Ask us"


def test_what_the_translation_leaves_out_is_told_in_english_and_marked_so(client):
    told = {
        "cost": "Five dollars", "interpretation": "Into Thai", "access": "A quiet room.",
        "notice": "The hall is flooded.", "area": "Downtown",
    }  # fmt: skip
    words = {"en": page_words(**told), "es": page_words(title="Un taller", area="El centro")}
    make_event(is_free=False, words=words)
    document = read(client, "/es/events/sample/")

    english = [text(each) for each in document.all("dd") + document.all("p") if each.get("lang") == "en"]
    assert sorted(english) == ["A quiet room.", "Five dollars", "Into Thai", "The hall is flooded."]
    assert "El centro" in document.main
    assert not [each for each in read(client).all("dd") if each.get("lang") == "en"]


# ── Where ──────────────────────────────────────────────────────────────────


def test_a_public_place_and_link_are_shown(client):
    make_event(place_given="public", place=PLACE, online_given="public", online_url=LINK)
    document = read(client)

    assert "The Blue House 12 Secret Street" in document.main
    link = next(each for each in document.links if each.get("href") == LINK)
    assert link.get("rel") == "noreferrer"


def test_what_is_given_on_request_says_whom_to_call(client):
    make_event(online_given="on-request", words={"en": page_words(area="Mission District")})
    document = read(client)

    assert "We give the place to whoever asks: call 415-555-0100" in document.main
    assert "We give the link to whoever asks: call 415-555-0100" in document.main
    assert "Mission District" in document.main


def test_a_purely_online_event_speaks_of_no_place(client):
    make_event(place_given="none", online_given="public", online_url=LINK)
    assert "We give the place" not in read(client).main


@pytest.mark.parametrize("given", ["on-request", "none"])
def test_a_form_with_a_hidden_place_or_link_is_refused_and_says_why(given):
    event = Event(slug="x", kind="meeting", place_given=given, place=PLACE, online_given=given, online_url=LINK)
    with pytest.raises(ValidationError) as error:
        event.full_clean()

    assert set(error.value.message_dict) == {"place", "online_url"}
    assert "not kept on this site at all" in error.value.message_dict["place"][0]


def test_a_public_place_or_link_that_is_missing_is_asked_for():
    with pytest.raises(ValidationError) as error:
        Event(slug="x", kind="meeting", place_given="public", online_given="public").full_clean()

    assert set(error.value.message_dict) == {"place", "online_url"}


def stored():
    return set(Event.objects.values_list("place", "online_url"))


def test_a_hidden_place_is_dropped_on_every_way_into_the_database():
    event = make_event(place_given="on-request", place=PLACE, online_given="on-request", online_url=LINK)
    assert stored() == {("", "")}

    event.place_given = event.online_given = "public"
    event.place, event.online_url = PLACE, LINK
    event.save()
    assert stored() == {(PLACE, LINK)}

    event.place_given = event.online_given = "none"
    event.save(update_fields=["place_given", "online_given"])
    assert stored() == {("", "")}

    event.place = PLACE
    event.save_base(raw=True)
    assert stored() == {("", "")}

    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.update(place=PLACE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.bulk_create([Event(slug="bulk", kind="meeting", online_url=LINK)])


def test_a_place_that_becomes_hidden_is_forgotten_in_history_too():
    with reversion.create_revision():
        event = make_event(place_given="public", place=PLACE, online_given="public", online_url=LINK)
    assert "Secret Street" in Version.objects.get_for_object(event).get().serialized_data
    OutwardLink.objects.create(address=LINK, asked_at=timezone.now(), outcome=Outcome.FINE)

    with reversion.create_revision():
        event.place_given = "on-request"
        event.save()

    kept = [version.serialized_data for version in Version.objects.get_for_object(event)]
    assert len(kept) == 2
    assert not [each for each in kept if "Secret Street" in each]
    # What still stands on the page stays.
    assert all("secret-room" in each for each in kept)
    assert OutwardLink.objects.exists()

    event.online_given = "on-request"
    event.save()
    assert not [each for each in Version.objects.get_for_object(event) if "secret-room" in each.serialized_data]
    assert not OutwardLink.objects.exists()


def test_a_hidden_place_leaks_nowhere(client):
    make_page("home", "home", at_root=True)
    event = make_event(place_given="public", place=PLACE, online_given="public", online_url=LINK)
    for given in ("place_given", "online_given"):
        setattr(event, given, "on-request")
    event.save()

    for address in ("/", "/events/", "/events/sample/", "/events/sample.ics", "/events/calendar.ics"):
        source = client.get(address).content.decode().lower()
        assert "secret" not in source, address
        assert "blue house" not in source, address


# ── Refusals ───────────────────────────────────────────────────────────────


def test_a_draft_is_not_found(client):
    make_event(status=Event.Status.DRAFT)
    assert client.get("/events/sample/").status_code == 404


def test_what_was_taken_down_is_gone_and_what_moved_is_found(client):
    event = make_event()
    event.slug = "moved"
    event.save()
    response = client.get("/events/sample/")
    assert (response.status_code, response.headers["Location"]) == (301, "/events/moved/")

    event.unpublish_at = datetime(2026, 11, 1, tzinfo=UTC)
    event.save()
    assert client.get("/events/moved/").status_code == 410


def test_in_a_language_without_words_the_english_is_offered(client):
    make_event()
    assert "A sample event" in read(client, "/es/events/sample/").main


@pytest.mark.parametrize(("standing", "word"), [("on", ""), ("cancelled", "Cancelado"), ("postponed", "Pospuesto")])
def test_without_words_in_the_language_it_still_says_whether_and_when(client, standing, word):
    make_event(day=date(2026, 11, 27), standing=standing)
    document = read(client, "/es/events/sample/")

    assert "27 de noviembre de 2026" in document.main
    assert [text(mark) for mark in document.all("mark")] == ([word] if word else [])


@pytest.mark.parametrize("slug", ["2026", "calendar", "feed"])
def test_an_address_where_something_else_stands_is_refused(slug):
    with pytest.raises(ValidationError) as error:
        Event(slug=slug, kind="meeting").full_clean()
    assert set(error.value.message_dict) == {"slug"}


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    event = make_event()
    client.get("/events/sample/")
    with django_assert_max_num_queries(14):
        client.get("/events/sample/")
    for number in range(1, 9):
        make_date(event, date(2026, 12, number))
    with django_assert_max_num_queries(14):
        client.get("/events/sample/")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(client, method):
    make_event()
    assert getattr(client, method)("/events/sample/").status_code == 405
