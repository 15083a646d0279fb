"""``/events/``: what is coming, soonest first; and the next three on the home page."""

from datetime import UTC, date, datetime, time

import pytest

from campaigns.models import Event, Standing
from tests.factories import make_date, make_event, make_page, page_words, put_words
from tests.markup import Document, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to(NOW, tick=False)


def read(client, address="/events/"):
    response = client.get(address)
    assert response.status_code == 200
    document = Document(response.content.decode(), f"https://example.org{address}")
    assert document.errors == []
    return document


def listed(document):
    return [text(each) for each in document.first("main").iter("h2") if list(each.iter("a"))]


def titled(slug, day, **fields):
    return make_event(slug, day, {"en": page_words(title=slug.capitalize())}, **fields)


def test_what_is_coming_stands_soonest_first(client):
    titled("later", date(2026, 12, 5))
    titled("sooner", date(2026, 11, 25))
    titled("over", date(2026, 11, 21))

    assert listed(read(client)) == ["Sooner", "Later"]


def test_each_date_that_is_still_to_come_is_shown(client):
    event = titled("series", date(2026, 11, 15))
    make_date(event, date(2026, 11, 29))
    make_date(event, date(2026, 12, 6), standing=Standing.CANCELLED)

    shown = [text(each).replace("\xa0", " ") for each in read(client).all("p") if list(each.iter("time"))]

    assert shown == ["Sunday, Nov. 29, 2026, 6 p.m. to 8 p.m.", "Sunday, Dec. 6, 2026, 6 p.m. to 8 p.m. Cancelled"]


def test_what_is_going_on_is_still_there_until_its_last_second(client, time_machine):
    titled("now", date(2026, 11, 22)).dates.all().delete()
    make_date(Event.objects.get(), date(2026, 11, 22), time(11), time(13))
    assert listed(read(client)) == ["Now"]

    time_machine.move_to("2026-11-22T20:59:59Z", tick=False)
    assert listed(read(client)) == ["Now"]
    time_machine.move_to("2026-11-22T21:00:00Z", tick=False)
    assert listed(read(client)) == []


def test_without_an_end_it_stays_until_its_day_is_over(client, time_machine):
    titled("open", date(2026, 11, 21)).dates.all().delete()
    make_date(Event.objects.get(), date(2026, 11, 22), time(9), None)
    assert listed(read(client)) == ["Open"]

    time_machine.move_to("2026-11-23T08:00:00Z", tick=False)
    assert listed(read(client)) == []


def test_what_has_no_date_yet_stands_last(client):
    titled("undated", date(2026, 11, 25)).dates.all().delete()
    titled("dated", date(2026, 12, 25))
    document = read(client)

    assert listed(document) == ["Dated", "Undated"]
    assert "The date is not known yet" in document.main


def test_the_words_of_the_querysets():
    coming, over = titled("coming", date(2026, 11, 25)), titled("over", date(2026, 11, 21))

    assert list(Event.objects.upcoming()) == [coming]
    assert list(Event.objects.past()) == [over]
    assert list(Event.objects.upcoming(datetime(2026, 11, 20, tzinfo=UTC))) == [over, coming]
    assert list(Event.objects.past(datetime(2026, 12, 20, tzinfo=UTC))) == [coming, over]
    assert list(Event.objects.upcoming(datetime(2026, 11, 26, 4, tzinfo=UTC))) == []


@pytest.mark.parametrize(("standing", "word"), [("cancelled", "Cancelled"), ("postponed", "Postponed")])
def test_what_does_not_take_place_says_so_in_words(client, standing, word):
    titled("march", date(2026, 11, 25), standing=standing)
    assert listed(read(client)) == [f"{word} March"]


def test_readers_see_only_what_is_published_and_written(client):
    titled("draft", date(2026, 11, 25), status=Event.Status.DRAFT)
    titled("not-yet", date(2026, 11, 25), publish_at=datetime(2026, 11, 23, tzinfo=UTC))
    titled("wordless", date(2026, 11, 25)).translations.all().delete()

    assert listed(read(client)) == []


def test_an_empty_list_says_so_kindly_and_whom_to_call(client):
    document = read(client)

    assert "No event is planned at the moment" in document.main
    assert "tel:+14155550100" in {link.get("href") for link in document.links}


def test_it_says_how_to_subscribe(client):
    links = {link.get("href") for link in read(client).links}
    assert {"webcal://example.org/events/calendar.ics", "/events/calendar.ics"} <= links

    links = {link.get("href") for link in read(client, "/es/events/").links}
    assert {"webcal://example.org/es/events/calendar.ics", "/es/events/calendar.ics"} <= links


def test_it_leads_to_the_years_that_are_over(client):
    titled("a", date(2024, 2, 29))
    titled("b", date(2026, 1, 1))
    titled("c", date(2027, 1, 1))

    links = [link.get("href") for link in read(client).links]
    assert [href for href in links if href in ("/events/2024/", "/events/2026/", "/events/2027/")] == [
        "/events/2026/",
        "/events/2024/",
    ]


def test_what_is_not_translated_stands_there_in_english_and_marked_so(client):
    titled("english", date(2026, 11, 25), standing="cancelled")
    put_words(titled("both", date(2026, 11, 26)), {"es": page_words(title="Los dos")})
    document = read(client, "/es/events/")

    marked = {text(each): each.get("lang") for each in document.first("main").iter("a")}
    assert marked["English"] == "en"
    assert marked["Los dos"] is None


def test_the_browser_keeps_a_discreet_title(client):
    assert read(client).title == "Events · IDPWSP"


# ── Many ───────────────────────────────────────────────────────────────────


def test_a_long_list_comes_in_pages(client):
    for number in range(45):
        titled(f"e{number:02}", date(2026, 12, 1))

    found = [listed(read(client, f"/events/?page={page}")) for page in (1, 2, 3)]
    assert [len(each) for each in found] == [20, 20, 5]
    assert len({title for each in found for title in each}) == 45
    document = read(client, "/events/?page=2")
    current = [text(link) for link in document.links if link.get("aria-current") == "page"]
    assert "2" in current
    assert {"/events/", "?page=3"} <= {link.get("href") for link in document.links}


@pytest.mark.parametrize("page", ["0", "2", "x", "-1", "99999999999999999999"])
def test_a_page_that_is_not_there_is_not_found(client, page):
    titled("one", date(2026, 12, 1))
    assert client.get("/events/", {"page": page}).status_code == 404


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    titled("first", date(2026, 12, 1))
    client.get("/events/")
    with django_assert_max_num_queries(11) as few:
        client.get("/events/")
    for number in range(15):
        make_date(titled(f"e{number}", date(2026, 12, 1)), date(2026, 12, 2))
    with django_assert_max_num_queries(len(few)):
        client.get("/events/")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(client, method):
    assert getattr(client, method)("/events/").status_code == 405


# ── On the home page ───────────────────────────────────────────────────────


def on_home(client, address="/"):
    document = read(client, address)
    part = [each for each in document.all("section") if "/events/" in str([a.get("href") for a in each.iter("a")])]
    return text(part[0]).replace("\xa0", " ") if part else ""


@pytest.fixture
def home():
    return make_page("home", "home", at_root=True)


def test_the_home_page_shows_the_next_three(client, home):
    for number in range(5):
        make_event(
            f"e{number}",
            date(2026, 12, 5 - number),
            {"en": page_words(title=f"Event {number}", area=f"Area {number}")},
            standing="cancelled" if number == 3 else "on",
        )
    shown = on_home(client)

    assert [number for number in range(5) if f"Event {number}" in shown] == [2, 3, 4]
    assert shown.index("Event 4") < shown.index("Event 3") < shown.index("Event 2")
    assert "Tuesday, Dec. 1, 2026, 6 p.m. to 8 p.m." in shown
    assert "Area 4" in shown
    assert "Cancelled Event 3" in shown


def test_the_home_page_says_nothing_where_nothing_is_coming(client, home):
    titled("over", date(2026, 11, 1))
    assert "Coming up" not in read(client).main
