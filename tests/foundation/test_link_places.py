"""Where outward links stand: all of them are found, and staff are led to the form that changes them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from idpwsp.foundation.links.places import addresses, places
from resources.models import Card, Page, Section
from tests.factories import make_card, make_door, make_landing, make_need, make_page, make_service, page_words

pytestmark = pytest.mark.django_db


def link(address: str) -> str:
    return f'<p>See <a href="{address}">there</a>.</p>'


def one_place(address):
    (place,) = places({address})[address]
    return place


def test_every_kind_of_content_is_looked_through(organisation):
    organisation.donation_url = "https://give.example/"
    organisation.save()
    page = make_page(
        words={
            "en": page_words(body=link("https://body.example/?a=1&amp;b=2")),
            "es": page_words(body=link("http://cuerpo.example/")),
        }
    )
    make_card(page, "time", {"en": {"title": "Time", "body": link("https://card.example/")}})
    make_service(make_need(), "line", web="https://service.example/")
    assert addresses() == {
        "https://weather.example/",
        "https://give.example/",
        "https://body.example/?a=1&b=2",
        "http://cuerpo.example/",
        "https://card.example/",
        "https://source.example/time/0",
        "https://service.example/",
        "https://source.example/line/0",
    }


def test_links_within_the_site_and_other_schemes_are_not_outward(organisation):
    words = "".join(link(address) for address in ("/rights/", "#part-1", "tel:911", "mailto:a@b.example"))
    make_page(words={"en": page_words(body=words + link("https://example.org/rights/"))})
    assert addresses() == {"https://weather.example/"}


def test_fragments_are_of_no_concern_to_other_hosts(organisation):
    make_page(words={"en": page_words(body=link("https://a.example/page#one") + link("https://a.example/page#two"))})
    assert "https://a.example/page" in addresses()
    assert one_place("https://a.example/page").thing == "Sample"


def test_a_draft_is_looked_through_and_marked():
    page = make_page(words={"en": page_words(body=link("https://page.example/"))}, status=Page.Status.DRAFT)
    make_card(page, "time")
    assert not one_place("https://page.example/").is_seen
    assert not one_place("https://source.example/time/0").is_seen


def test_a_draft_card_on_a_published_page_is_not_seen():
    make_card(make_page(), "time", status=Card.Status.DRAFT)
    assert not one_place("https://source.example/time/0").is_seen


def test_what_readers_see_comes_first():
    address = "https://same.example/"
    for slug, status in (("a-draft", Page.Status.DRAFT), ("public", Page.Status.PUBLISHED)):
        words = page_words(menu_title=slug, body=link(address))
        make_page(slug, words={"en": words}, status=status)
    assert [(place.thing, place.is_seen) for place in places({address})[address]] == [
        ("public", True),
        ("a-draft", False),
    ]


def test_a_source_leads_to_its_card_on_the_form_of_its_page():
    page = make_page(section=Section.RIGHTS)
    make_card(page, "first", order=1, sources=0)
    make_card(page, "time", {"en": {"title": "Seven years", "body": "<p>…</p>"}}, order=2)
    place = one_place("https://source.example/time/0")
    assert (place.thing, place.part, place.field, place.language) == ("Sample", "Seven years", "source", "")
    assert place.url == f"/staff/resources/page/{page.pk}/change/#cards-1"
    assert place.is_seen


def test_words_lead_to_the_form_in_their_language():
    page = make_page(words={"en": page_words(), "es": page_words(body=link("https://cuerpo.example/"))})
    place = one_place("https://cuerpo.example/")
    assert (place.part, place.field, place.language) == ("", "text", "es")
    assert place.url == f"/staff/resources/page/{page.pk}/change/?language=es"


def test_a_service_and_its_source_lead_to_its_form():
    service = make_service(make_need(), "line", web="https://service.example/")
    for address, field in (("https://service.example/", "website"), ("https://source.example/line/0", "source")):
        place = one_place(address)
        assert (place.thing, place.part, place.field) == ("The service line", "", field)
        assert place.url == f"/staff/resources/service/{service.pk}/change/"


def test_where_an_address_stands_nowhere_there_is_no_place():
    assert places({"https://nowhere.example/"}) == {}


def test_many_links_take_as_many_queries_as_a_few(django_assert_num_queries, organisation):
    def fill(start, stop):
        for number in range(start, stop):
            page = make_page(
                f"page-{number}",
                words={
                    "en": page_words(body=link(f"https://en.example/{number}")),
                    "es": page_words(body=link(f"https://es.example/{number}")),
                },
            )
            body = link(f"https://card.example/{number}")
            make_card(page, f"card-{number}", {"en": {"title": "A card", "body": body}}, sources=2)
            make_service(make_need(f"need-{number}"), f"line-{number}", web=f"https://web.example/{number}")

    make_door(make_landing(Section.HOME), make_page("target"))
    fill(0, 1)
    few = addresses()
    with CaptureQueriesContext(connection) as queries:
        places(few)
    fill(1, 25)
    many = addresses()
    assert len(many) >= 100
    with django_assert_num_queries(len(queries)):
        assert set(places(many)) == many
