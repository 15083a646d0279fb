"""``/help/``: who to turn to, by need, usable in ten seconds on a phone."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resources.models import Section, Service
from tests.factories import make_landing, make_need, make_page, make_service, page_words
from tests.markup import read, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def landing(organisation):
    words = {"en": page_words(), "es": page_words(title="Quién puede ayudarte")}
    return make_landing(Section.HELP, words=words)


def test_it_works(client):
    make_service(
        make_need("money"),
        words={"en": {"name": "The state program", "summary": "Helps with costs.", "hours_note": "Weekdays, 9 to 5"}},
        phone="800-777-9229",
        text_number="233733",
        web="https://victims.example/",
        cost=Service.Cost.FREE,
        police=Service.Police.POSSIBLE,
        languages=["en", "es"],
    )

    document = read(client, "/help/")

    for words in ("The state program", "Helps with costs.", "Weekdays, 9 to 5", "Free", "May tell the police"):
        assert words in document.main
    assert "English, Español" in document.main
    assert {"tel:+18007779229", "sms:233733", "https://victims.example/"} <= set(document.addresses)
    assert "800-777-9229" in document.main


def test_each_need_is_one_tap_away(client):
    for key in ("talk", "money"):
        make_service(make_need(key), f"service-{key}")

    document = read(client, "/help/")

    inner = {a.get("href"): text(a) for a in document.first("main").iter("a") if a.get("href").startswith("#")}
    assert inner == {"#talk": "The need talk", "#money": "The need money"}
    assert {"talk", "money"} <= set(document.ids)


def test_what_is_not_known_is_said_to_be_not_known(client):
    make_service(make_need())

    # Hours, cost, languages, police.
    assert read(client, "/help/").main.count("Not known. Ask them") == 4


def test_a_service_that_is_always_open_says_so(client):
    make_service(make_need(), always_open=True)

    assert "Day and night" in read(client, "/help/").main


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Service.Status.DRAFT},
        {"publish_at": datetime(2999, 1, 1, tzinfo=UTC)},
        {"unpublish_at": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
    ids=["draft", "not yet", "no longer"],
)
def test_what_is_not_published_is_nowhere_on_the_page(client, fields):
    make_service(make_need(), "hidden", phone="415-555-0199", **fields)

    document = read(client, "/help/")

    assert "The service hidden" not in document.html
    assert "0199" not in document.html


def test_a_need_without_a_checked_entry_sends_to_our_own_phone(client, organisation):
    make_need("lawyer")

    need = next(element for element in read(client, "/help/").elements if element.get("id") == "lawyer")

    assert [a.get("href") for a in need.iter("a")] == ["tel:+14155550100"]


def test_an_entry_whose_check_is_overdue_warns(client, time_machine):
    make_service(make_need(), check_due=date(2027, 2, 22), checked_on=date(2026, 11, 22))

    time_machine.move_to(datetime(2027, 2, 22, 20, tzinfo=UTC), tick=False)
    assert "may be out of date" not in read(client, "/help/").main
    time_machine.move_to(datetime(2027, 2, 23, 20, tzinfo=UTC), tick=False)
    assert "may be out of date" in read(client, "/help/").main


def test_the_police_number_never_stands_without_saying_whose_it_is(client):
    document = read(client, "/help/")

    near = next(text(element) for element in document.all("p") if "911" in text(element))
    assert "police" in near


def test_a_service_without_spanish_is_there_in_english_and_marked_so(client):
    make_service(make_need(words={"en": {"title": "Money"}, "es": {"title": "Dinero"}}), phone="800-777-9229")

    document = read(client, "/es/help/")

    assert "tel:+18007779229" in document.addresses
    article = next(element for element in document.all("article") if "The service line" in text(element))
    assert "en" in [element.get("lang") for element in article.iter()]


def test_a_need_without_spanish_is_marked_as_english(client):
    make_service(make_need("money"))

    document = read(client, "/es/help/")

    heading = next(element for element in document.all("h2") if "The need money" in text(element))
    around = [element for element in document.elements if any(child is heading for child in element.iter())]
    assert "en" in [element.get("lang") for element in around if element.tag != "html"]


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_number_of_queries_does_not_grow_with_the_directory(client, prefix):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            read(client, f"{prefix}/help/")
        return len(captured)

    make_service(make_need("first"), "first", sources=2)
    before = queries()
    for number in range(4):
        need = make_need(f"need-{number}")
        for each in range(2):
            make_service(need, f"service-{number}-{each}", sources=2)

    assert queries() == before


def test_other_help_pages_do_not_break(client):
    make_page("more", Section.HELP)

    read(client, "/help/more/")
