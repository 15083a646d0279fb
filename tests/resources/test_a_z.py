"""``/a-z/``: the topics by their first letter, for those who do not search."""

from datetime import UTC, datetime

import pytest

from resources.models import Page, Section, Service
from tests.factories import (
    make_article,
    make_campaign,
    make_event,
    make_landing,
    make_need,
    make_page,
    make_service,
    page_words,
    put_words,
)
from tests.markup import Document, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


def letters(client, address="/a-z/"):
    """{letter: [(topic, address)]} in the order of the page."""
    response = client.get(address)
    assert response.status_code == 200
    document = Document(response.content.decode())
    assert document.errors == []
    found = {}
    for section in document.first("main").iter("section"):
        heading = next((text(each) for each in section.iter("h2")), "")
        found[heading] = [(text(a), a.get("href")) for a in section.iter("a")]
    return found


def test_a_page_stands_under_each_of_its_topics(client):
    words = page_words(topics="Warrants\n  bad dates \n\nÁrbol", menu_title="Reporting")
    make_page("reporting", Section.RIGHTS, {"en": words})

    path = "/rights/reporting/"
    assert letters(client) == {"A": [("Árbol", path)], "B": [("bad dates", path)], "W": [("Warrants", path)]}


def test_a_page_without_topics_stands_under_its_short_title(client):
    make_page("papers", Section.RIGHTS, {"en": page_words(menu_title="Papers")})
    make_page("won", Section.ABOUT, {"en": page_words(menu_title="Won")})

    assert letters(client)["P"] == [("Papers", "/rights/papers/")]


def test_accents_and_case_do_not_matter_to_the_order_and_enye_comes_after_n(client):
    topics = ["zorro", "Ñandú", "nube", "Nz", "ábaco", "Abeja", "acera"]
    make_page("a", words={"en": page_words(), "es": page_words(topics="\n".join(topics))})

    found = letters(client, "/es/a-z/")

    assert list(found) == ["A", "N", "Ñ", "Z"]
    assert [topic for topic, _path in found["A"]] == ["ábaco", "Abeja", "acera"]
    assert [topic for topic, _path in found["N"]] == ["nube", "Nz"]


def test_what_begins_with_no_letter_comes_last(client):
    make_page("a", words={"en": page_words(topics="911\nZebra")})

    assert list(letters(client)) == ["Z", "Other"]


def test_a_script_without_letters_gets_one_list(client):
    make_page("a", words={"en": page_words(topics="租戶\n賠償")})
    document = Document(client.get("/a-z/").content.decode())

    assert list(letters(client)) == [""]
    assert not [each for each in document.all("nav") if each.get("class") == "letters"]


def test_the_letters_lead_to_their_place(client):
    make_page("a", words={"en": page_words(topics="Apple\nBread")})
    document = Document(client.get("/a-z/").content.decode())

    targets = [a.get("href")[1:] for nav in document.all("nav") if nav.get("class") == "letters" for a in nav.iter("a")]
    assert len(targets) == 2
    assert set(targets) <= set(document.ids)


def test_needs_and_services_stand_in_it_too(client):
    make_landing("help", words={"en": page_words(menu_title="Find help")})
    need = make_need("lawyer", {"en": {"title": "Lawyer"}})
    service = make_service(need, "aid", {"en": {"name": "Legal Aid", "summary": "x"}})
    service.needs.add(make_need("money", {"en": {"title": "Money"}}))

    found = letters(client)

    assert found["L"] == [("Lawyer", "/help/#lawyer"), ("Legal Aid", f"/help/#entry-{service.pk}")]


def test_only_what_is_published_now(client, time_machine):
    time_machine.move_to("2026-11-22T12:00:00Z")
    make_page("draft", words={"en": page_words(topics="Draft")}, status=Page.Status.DRAFT)
    make_page("later", words={"en": page_words(topics="Later")}, publish_at="2026-11-23T12:00:00Z")
    make_landing("help", words={"en": page_words(topics="Help")})
    make_service(make_need("need", {"en": {"title": "Need"}}), "x", status=Service.Status.DRAFT)

    assert list(letters(client)) == ["H", "N"]
    time_machine.move_to("2026-11-24T12:00:00Z")
    assert list(letters(client)) == ["H", "L", "N"]


def test_what_is_not_translated_is_there_in_english_and_marked_so(client):
    make_page("papers", Section.RIGHTS, {"en": page_words(topics="Papers")})
    document = Document(client.get("/es/a-z/").content.decode())

    link = next(a for a in document.first("main").iter("a") if a.get("href") == "/es/rights/papers/")
    assert [span.get("lang") for span in link.iter("span")] == ["en"]


def test_campaigns_stand_there_by_their_short_title(client):
    words = {"en": page_words(menu_title="Loitering"), "es": page_words(menu_title="Merodeo")}
    make_campaign("loitering", words)
    make_campaign("draft", status=Page.Status.DRAFT)
    make_campaign("old", unpublish_at=datetime(2020, 1, 1, tzinfo=UTC))

    assert letters(client) == {"": [("Loitering", "/campaigns/loitering/")]}
    assert letters(client, "/es/a-z/") == {"": [("Merodeo", "/es/campaigns/loitering/")]}


def test_news_and_events_are_no_topics(client):
    make_article()
    make_event()

    assert letters(client) == {}


def test_topics_of_a_translation_are_its_own(client):
    page = make_page("papers", Section.RIGHTS, {"en": page_words(topics="Papers")})
    put_words(page, {"es": page_words(topics="Papeles")})

    assert letters(client, "/es/a-z/") == {"": [("Papeles", "/es/rights/papers/")]}


def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries):
    make_landing("help")
    need = make_need()
    for number in range(3):
        make_page(f"p{number}")
        make_service(need, f"s{number}")
        make_campaign(f"c{number}")
    client.get("/a-z/")
    with django_assert_num_queries(7):
        client.get("/a-z/")
    for number in range(3, 9):
        make_page(f"p{number}")
        make_service(make_need(f"n{number}"), f"s{number}")
        make_campaign(f"c{number}")
    # Whoever comes first after a change has it indexed.
    client.get("/a-z/")
    with django_assert_num_queries(7):
        client.get("/a-z/")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_can_only_be_read(client, method):
    assert getattr(client, method)("/a-z/").status_code == 405
