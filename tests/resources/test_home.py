"""``/``: who we are, for whom, and the ways in."""

import pytest

from resources.models import Organisation, Page, Section
from tests.factories import make_door, make_page, page_words
from tests.markup import read, text

pytestmark = pytest.mark.django_db

FULL_NAME = "In Defense of Prostitute Women’s Safety Project"


@pytest.fixture
def home(organisation):
    words = {
        "en": page_words(menu_title="Home", title="When we aren’t safe, no woman is safe.", lead="Since 1998."),
        "es": page_words(menu_title="Inicio", title="Si no estamos a salvo, ninguna lo está.", lead="Desde 1998."),
    }
    return make_page("home", Section.HOME, at_root=True, words=words)


def test_it_says_who_we_are_and_how_to_reach_us(client, home):
    document = read(client, "/")

    assert text(document.first("h1")) == "When we aren’t safe, no woman is safe."
    assert "Since 1998." in document.main
    assert FULL_NAME in document.words
    assert next(document.first("main").iter("a")).get("href") == "tel:+14155550100"
    assert "415-555-0100" in document.main


def test_the_browser_keeps_a_discreet_title(client, home):
    assert read(client, "/").title == "Home · IDPWSP"


def test_the_ways_in_lead_to_published_pages_in_their_order(client, home):
    make_door(home, make_page("second"), order=20)
    make_door(home, make_page("first"), order=10)
    make_door(home, make_page("draft", status=Page.Status.DRAFT), order=5)

    links = {a.get("href"): text(a) for a in read(client, "/").first("main").iter("a")}

    assert [href for href in links if href.startswith("/about/")] == ["/about/first/", "/about/second/"]
    assert links["/about/first/"] == "The way to first"


def test_in_spanish_the_ways_in_stay_in_spanish(client, home):
    words = {"en": {"label": "Your rights"}, "es": {"label": "Tus derechos"}}
    make_door(home, make_page("first"), words=words)

    links = {a.get("href"): text(a) for a in read(client, "/es/").first("main").iter("a")}

    assert links["/es/about/first/"] == "Tus derechos"


def test_search_engines_learn_who_we_are(client, home):
    document = read(client, "/")

    properties = {e.get("itemprop"): e.get("content") or e.get("href") for e in document.elements if e.get("itemprop")}
    assert properties["name"] == FULL_NAME
    assert properties["telephone"] == "+14155550100"
    assert properties["foundingDate"] == "1998"
    assert properties["url"] == "https://example.org/"
    assert document.meta("og:site_name") == FULL_NAME


def test_our_details_are_read_from_the_one_row(client, home, organisation):
    organisation.phone = "415-555-0177"
    organisation.save()

    document = read(client, "/")

    assert "tel:+14155550177" in document.addresses
    assert "0100" not in document.html


def test_there_is_only_ever_one_row_of_details(organisation):
    Organisation(phone="415-555-0177").save()

    assert Organisation.objects.get().phone == "415-555-0177"
