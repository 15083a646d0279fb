"""``/events/<year>/``: what took place in a year."""

from datetime import date

import pytest

from tests.campaigns.test_events_index import listed, read, titled
from tests.factories import make_date

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture(autouse=True)
def _in_november(time_machine):
    time_machine.move_to("2026-11-22T20:00:00Z", tick=False)


def test_what_is_over_stands_there_the_last_first(client):
    titled("january", date(2026, 1, 10))
    titled("october", date(2026, 10, 10))
    titled("before", date(2025, 12, 31))
    titled("coming", date(2026, 12, 24))
    document = read(client, "/events/2026/")

    assert listed(document) == ["October", "January"]
    assert document.title == "Events in 2026 · IDPWSP"


def test_the_last_night_of_the_year_belongs_to_the_year_in_which_it_began(client):
    event = titled("night", date(2025, 12, 31))
    event.dates.update(last_day=date(2026, 1, 1))

    assert listed(read(client, "/events/2025/")) == ["Night"]
    assert client.get("/events/2026/").status_code == 404


def test_an_event_of_two_years_stands_in_both_once_it_is_over(client, time_machine):
    event = titled("series", date(2025, 12, 1))
    make_date(event, date(2026, 12, 1))
    assert client.get("/events/2025/").status_code == 404

    time_machine.move_to("2026-12-03T00:00:00Z")
    assert listed(read(client, "/events/2025/")) == ["Series"]
    assert listed(read(client, "/events/2026/")) == ["Series"]


def test_what_did_not_take_place_still_says_so(client):
    titled("march", date(2026, 1, 10), standing="cancelled")
    assert listed(read(client, "/events/2026/")) == ["Cancelled March"]


def test_the_way_to_other_years_and_what_is_coming(client):
    titled("a", date(2024, 5, 1))
    titled("b", date(2026, 5, 1))

    links = {link.get("href") for link in read(client, "/events/2026/").links}
    assert {"/events/", "/events/2024/"} <= links


def test_it_comes_in_pages(client):
    for number in range(25):
        titled(f"e{number:02}", date(2026, 1, 1 + number))

    assert listed(read(client, "/events/2026/"))[0] == "E24"
    assert len(listed(read(client, "/events/2026/?page=2"))) == 5
    assert client.get("/events/2026/?page=3").status_code == 404


@pytest.mark.parametrize("year", ["2025", "0", "1", "9999", "10000", "99999999999"])
def test_a_year_without_events_is_not_found(client, year):
    titled("b", date(2026, 5, 1))
    assert client.get(f"/events/{year}/").status_code == 404


def test_it_exists_in_every_language(client):
    titled("b", date(2026, 5, 1))
    document = read(client, "/es/events/2026/")

    assert listed(document) == ["B"]
    assert document.language == "es"


def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries):
    titled("first", date(2026, 1, 1))
    client.get("/events/2026/")
    with django_assert_max_num_queries(12) as few:
        client.get("/events/2026/")
    for number in range(15):
        make_date(titled(f"e{number}", date(2026, 2, 1)), date(2026, 2, 2))
    with django_assert_max_num_queries(len(few)):
        client.get("/events/2026/")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(client, method):
    assert getattr(client, method)("/events/2026/").status_code == 405
