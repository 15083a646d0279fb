"""``/search/``: whoever types two words lands on the right card, and nobody learns what they were."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from idpwsp.search import finding, views
from resources.models import Page, PageWords, Section
from tests.conftest import Reader
from tests.factories import make_card, make_landing, make_need, make_page, make_service, page_words, put_words
from tests.markup import Document, text
from tests.search.odd import ODD

pytestmark = pytest.mark.django_db

# The database's work for a page without words, with words, and in a language that falls back on English.
QUERIES_FORM, QUERIES_FOUND, QUERIES_IN_ENGLISH = 5, 8, 10


@pytest.fixture(autouse=True)
def menu(organisation):
    make_landing("help", words={"en": page_words(menu_title="Find help", title="Who can help")})


@pytest.fixture
def rights():
    page = make_page("compensation", Section.RIGHTS, {"en": page_words(title="Money after a crime", body="")})
    make_card(page, "seven-years", {"en": {"title": "Seven years", "body": "<p>The deadline of the zebra.</p>"}})
    return page


def ask(client, query, address="/search/", **more):
    response = client.post(address, {"q": query, **more})
    assert response.status_code == 200
    return Document(response.content.decode(), f"https://example.org{address}")


def hits(document):
    """(address, title) of each result."""
    sections = [each for each in document.all("section") if each.get("class") == "hits"]
    return [(a.get("href"), text(a)) for each in sections for h3 in each.iter("h3") for a in h3.iter("a")]


# ── Finding ────────────────────────────────────────────────────────────────


def test_it_works(client, rights):
    document = ask(client, "zebra deadline")

    assert hits(document) == [("/rights/compensation/#seven-years", "Seven years")]
    assert {text(mark) for mark in document.all("mark")} == {"zebra", "deadline"}
    assert "Your rights / Sample" in document.main
    assert document.errors == []


@pytest.mark.parametrize(
    "query", ["DEADLINE zebra", "zebra deadline", "déadline", "ｚｅｂｒａ", "dead", "adlin", "  zebra?! ", "“zebra”"]
)
def test_order_case_accents_width_and_the_rest_of_a_word_do_not_matter(client, rights, query):
    assert hits(ask(client, query)) == [("/rights/compensation/#seven-years", "Seven years")]


def test_a_word_of_the_page_and_one_of_the_card_find_the_card(client, rights):
    assert hits(ask(client, "crime deadline")) == [("/rights/compensation/#seven-years", "Seven years")]


def test_every_word_has_to_be_there(client, rights):
    assert hits(ask(client, "deadline giraffe")) == []


def test_two_chinese_characters_are_enough_and_simplified_finds_traditional(client):
    make_page("rent", words={"en": page_words(title="長期租戶住宅", body="<p>居住權</p>")})

    for query in ("租户", "租戶", "居住权", "租户居住"):
        assert [address for address, _title in hits(ask(client, query))] == ["/about/rent/"]


def test_vietnamese_is_found_without_its_accents(client):
    make_page("campaign", words={"en": page_words(title="Chiến dịch của đường phố")})

    for query in ("chien dich", "chiến dịch", "duong pho"):
        assert [address for address, _title in hits(ask(client, query))] == ["/about/campaign/"]


def test_titles_come_first_then_cards_then_text(client):
    make_page("text", words={"en": page_words(title="Other", body="<p>A zebra.</p>")}, order=1)
    page = make_page("card", words={"en": page_words(title="Third")}, order=2)
    make_card(page, "zebra-card", {"en": {"title": "A zebra", "body": "<p>x</p>"}})
    make_page("title", words={"en": page_words(title="The zebra")}, order=3)

    assert [address for address, _title in hits(ask(client, "zebra"))] == [
        "/about/title/",
        "/about/card/#zebra-card",
        "/about/text/",
    ]


def test_beginnings_of_words_come_before_middles(client):
    make_page("middle", words={"en": page_words(title="Police and services")}, order=1)
    make_page("beginning", words={"en": page_words(title="Iceland")}, order=2)
    make_page("whole", words={"en": page_words(title="Ice")}, order=3)

    assert [address for address, _title in hits(ask(client, "ice"))] == [
        "/about/whole/",
        "/about/beginning/",
        "/about/middle/",
    ]


def test_a_page_shows_its_best_places_not_all_of_them(client, rights):
    for number in range(10):
        make_card(rights, f"z{number}", {"en": {"title": f"Zebra {number}", "body": "<p>x</p>"}})

    assert len(hits(ask(client, "zebra"))) == finding.MOST_OF_A_PAGE


def test_a_service_is_found_where_it_stands(client):
    service = make_service(make_need(), "aid", {"en": {"name": "Aid", "summary": "x", "search_words": "zebra"}})

    document = ask(client, "zebra")

    assert hits(document) == [(f"/help/#entry-{service.pk}", "Aid")]
    assert "zebra" not in document.main


def test_search_words_lead_to_the_page_and_are_shown_nowhere(client, rights):
    PageWords.objects.filter(master=rights).update(search_words="")
    row = PageWords.objects.get(master=rights)
    row.search_words = "john, bad date"
    row.save()

    assert hits(ask(client, "bad date"))[0][0] == "/rights/compensation/"
    for address in ("/rights/compensation/", "/a-z/", "/all/"):
        assert "bad date" not in client.get(address).content.decode()
    assert "bad date" not in text(ask(client, "john").first("main"))


def test_a_draft_is_not_found(client, rights):
    rights.status = Page.Status.DRAFT
    rights.save()

    assert hits(ask(client, "zebra")) == []


# ── Languages ──────────────────────────────────────────────────────────────


def test_a_reader_finds_what_is_in_her_language(client, rights):
    put_words(rights, {"es": page_words(title="Dinero, zebra")})

    document = ask(client, "zebra", "/es/search/")

    assert hits(document) == [("/es/rights/compensation/", "Dinero, zebra")]
    assert not [a for a in document.links if a.get("href") == "/rights/compensation/#seven-years"]


def test_where_her_language_has_nothing_the_english_is_shown_as_english(client, rights):
    document = ask(client, "zebra", "/es/search/")

    assert hits(document) == [("/rights/compensation/#seven-years", "Seven years")]
    link = next(a for a in document.links if a.get("href") == "/rights/compensation/#seven-years")
    assert link.get("hreflang") == "en"
    assert [each.get("lang") for each in document.all("ol") if each.get("lang")] == ["en"]


def test_english_words_win_over_middles_of_words_in_her_language(client, rights):
    make_page("check", words={"en": page_words(), "es": page_words(title="Revisar", body="")})
    make_card(rights, "visa", {"en": {"title": "The visa", "body": "<p>x</p>"}})

    assert hits(ask(client, "visa", "/es/search/")) == [
        ("/rights/compensation/#visa", "The visa"),
        ("/es/about/check/", "Revisar"),
    ]


# ── Nothing found, nothing asked ───────────────────────────────────────────


def test_nothing_found_offers_the_phone_the_help_directory_and_the_main_pages(client):
    make_landing("rights")
    document = ask(client, "xylophone")
    main = document.first("main")

    assert hits(document) == []
    assert "Nothing found" in document.main
    addresses = {a.get("href") for a in main.iter("a")}
    assert {"tel:+14155550100", "tel:911", "/help/", "/rights/", "/a-z/", "/all/"} <= addresses
    assert document.meta("robots") == "noindex"


def test_without_words_it_is_the_form_and_the_main_pages(client):
    document = Document(client.get("/search/").content.decode())

    form = next(each for each in document.all("form"))
    assert (form.get("method"), form.get("action")) == ("post", "/search/")
    assert document.meta("robots") is None
    assert "/help/" in {a.get("href") for a in document.first("main").iter("a")}


@pytest.mark.parametrize("query", ["", "   ", "?!", "🌂", "\u0301"])
def test_no_word_is_no_search(client, rights, query):
    document = ask(client, query)

    assert hits(document) == []
    assert document.meta("robots") == "noindex"


# ── What was typed ─────────────────────────────────────────────────────────


def test_what_was_typed_stands_in_the_field_and_nowhere_a_browser_keeps_it(client, rights):
    response = client.post("/search/", {"q": "Zebra deadline"})
    document = Document(response.content.decode())

    assert document.first("input").get("value") == "Zebra deadline"
    assert "zebra" not in document.title.lower()
    assert not [a.get("href") for a in document.links if "zebra" in a.get("href").lower()]
    assert "zebra" not in str(response.headers).lower()


def test_no_cookie_no_token_and_nobody_to_ask_where_it_came_from(client, rights):
    reader = Reader(enforce_csrf_checks=True, headers={"origin": "null"})

    response = reader.post("/search/", {"q": "zebra"})

    assert response.status_code == 200
    assert not response.cookies
    assert "csrf" not in response.content.decode().lower()
    assert response.headers.get("Vary", "Accept-Encoding") == "Accept-Encoding"


def test_a_link_that_somebody_was_sent_is_answered_alike(client, rights):
    posted, got = client.post("/search/", {"q": "zebra"}), client.get("/search/?q=zebra")

    assert got.content == posted.content


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_it_can_only_be_asked(client, method):
    assert getattr(client, method)("/search/").status_code == 405


def test_no_answer_to_words_is_kept_by_what_stands_between(client, rights):
    for response in (client.post("/search/", {"q": "zebra"}), client.get("/search/?q=zebra")):
        assert "private" in response.headers["Cache-Control"]
        assert "public" not in response.headers["Cache-Control"]


def test_an_error_is_logged_without_the_words(client, log, monkeypatch):
    def fail(words, *_rest):
        raise ValueError(f"cannot find {words}")

    monkeypatch.setattr(views, "find", fail)
    reader = Reader(raise_request_exception=False)

    assert reader.post("/search/", {"q": "telltale"}).status_code == 500
    assert reader.get("/search/?q=telltale").status_code == 500
    assert log.getvalue()
    assert "telltale" not in log.getvalue()


def test_nothing_of_it_is_stored(client, rights):
    client.post("/search/", {"q": "zebra"})
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.post("/search/", {"q": "telltale"})

    assert [query for query in queries if not query["sql"].startswith("SELECT")] == []
    assert [query for query in queries if "telltale" in query["sql"]] == []


# ── Odd input ──────────────────────────────────────────────────────────────

EACH_ODD = pytest.mark.parametrize("query", ODD.values(), ids=ODD.keys())


@EACH_ODD
def test_odd_input_gives_a_page(client, rights, query):
    encoded = urlencode({"q": query.encode("utf-8", "surrogatepass")})
    for response in (
        client.post("/search/", encoded, content_type="application/x-www-form-urlencoded"),
        client.get(f"/search/?{encoded}"),
        client.get(f"/es/search/?{encoded}"),
    ):
        assert response.status_code == 200
        document = Document(response.content.decode())
        assert document.errors == []
        assert len(document.first("input").get("value")) <= finding.LONGEST_QUERY
        assert len(document.all("script")) == 1
        assert not [each for each in document.elements for name in each.attrib if name.startswith("on")]


@pytest.mark.parametrize("query", ["%", "_", "*", ".*", "%_%", "[a-z]%xylophone", "zeb%giraffe"])
def test_wildcards_are_no_wildcards(client, rights, query):
    assert hits(ask(client, query)) == []


@pytest.mark.parametrize(
    "query_string", ["q=%ff%fe", "q=%ed%a0%80", "q=a&q=b", "q[]=a", "q=%", "q=%00", "q", "q=a;q=b", "q=%u0041"]
)
def test_a_broken_address_gives_a_page(client, query_string):
    assert client.get(f"/search/?{query_string}").status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "application/x-www-form-urlencoded", ""])
def test_a_body_of_any_kind_gives_a_page(client, kind):
    assert client.post("/search/", data=b"q=\xff\xfe&q=%ff", content_type=kind).status_code == 200


# ── More results ───────────────────────────────────────────────────────────


@pytest.fixture
def many():
    for number in range(25):
        make_page(f"page-{number}", words={"en": page_words(title=f"Zebra {number:02}")}, order=number)


def test_more_results_are_a_button_away(client, many):
    seen = []
    for screen, expected in (("1", 10), ("2", 10), ("3", 5)):
        document = ask(client, "zebra", page=screen)
        assert len(hits(document)) == expected
        more = [button.get("value") for button in document.all("button") if button.get("name") == "page"]
        assert more == ([str(int(screen) + 1)] if expected == 10 else [])
        seen += hits(document)
    assert seen == sorted(set(seen), key=lambda hit: hit[1])
    assert len(seen) == 25


@pytest.mark.parametrize("screen", ["0", "-1", "x", "99999", "9" * 400, "1e9", "٣", ""])
def test_a_screen_that_there_is_not_is_the_nearest_that_there_is(client, many, screen):
    assert len(hits(ask(client, "zebra", page=screen))) in (10, 5)


# ── Cost ───────────────────────────────────────────────────────────────────


def queries(client, address, **data):
    with CaptureQueriesContext(connection) as captured:
        client.post(address, data)
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_what_is_found(client, rights):
    ask(client, "zebra")
    one = queries(client, "/search/", q="zebra")
    for number in range(40):
        page = make_page(f"page-{number}", words={"en": page_words(title=f"Zebra {number}")})
        make_card(page, "zebra", {"en": {"title": "Zebra", "body": "<p>zebra</p>"}})
    ask(client, "zebra")

    assert queries(client, "/search/", q="zebra") == one == QUERIES_FOUND
    assert queries(client, "/search/", q="xylophone") <= QUERIES_FOUND


def test_the_number_of_queries_is_small(client, rights):
    ask(client, "zebra", "/es/search/")

    assert queries(client, "/search/") == QUERIES_FORM
    assert queries(client, "/es/search/", q="zebra") == QUERIES_IN_ENGLISH
