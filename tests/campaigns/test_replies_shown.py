"""Replies as readers find them: what was approved, oldest first, and an honest count."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Reply
from campaigns.replying import in_pages
from tests.factories import make_article, make_campaign, make_reply
from tests.markup import Document, read, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(organisation):
    return make_article()


def close(article) -> None:
    article.takes_replies = False
    article.save()


def shown(document) -> list[str]:
    return [text(each) for each in document.all("article")]


def test_only_what_was_approved_is_shown_and_counted(client, article):
    for state in Reply.State:
        make_reply(article, f"Words {state.value}.", state=state)
    make_reply(make_article("other"), "Words elsewhere.")
    document = read(client, "/news/sample/")
    assert "1 reply" in document.main
    assert len(shown(document)) == 1
    assert "Words approved." in document.main


def test_the_oldest_comes_first_with_its_name_and_day(client, article):
    make_reply(article, "First.", name="Ana", received_on=timezone.datetime(2026, 11, 3).date())
    make_reply(article, "Second.")
    assert [each.split()[:2] for each in shown(read(client, "/news/sample/"))] == [["Ana", "First."], ["No", "name"]]
    assert "Nov. 3, 2026" in read(client, "/news/sample/").main


def test_lines_and_paragraphs_are_as_they_were_typed_each_in_its_own_direction(client, article):
    make_reply(article, "One.\nTwo.\n \n\nنحن هنا", name="مريم")
    html = client.get("/news/sample/").content.decode()
    assert '<p dir="auto">One.<br>Two.</p>' in html
    assert '<p dir="auto">نحن هنا</p>' in html
    assert "<bdi>مريم</bdi>" in html


def test_a_reply_says_its_language_in_every_language_of_the_page(client, article):
    make_reply(article, "Gracias.", language_code="es")
    (words,) = [each for each in read(client, "/news/sample/").all("div") if each.get("lang")]
    assert (words.get("lang"), text(words)) == ("es", "Gracias.")


def test_the_note_of_staff_stands_below(client, article):
    make_reply(article, "Call us.", note="We have taken out a <number>.")
    assert "What we changed: We have taken out a <number>." in read(client, "/news/sample/").main


def test_nothing_becomes_a_link(client, article):
    make_reply(article, "See https://evil.example/ or www.evil.example")
    assert not [each for each in read(client, "/news/sample/").addresses if "evil" in each]


def test_where_nobody_has_replied_yet_the_form_is_offered(client, article):
    document = read(client, "/news/sample/")
    assert "Nobody has replied yet." in document.main
    assert "https://example.org/news/sample/reply/" in document.addresses


def test_what_is_closed_keeps_its_replies_and_says_so(client, article):
    make_reply(article, "Still here.")
    close(article)
    document = read(client, "/news/sample/")
    assert "Still here." in document.main
    assert "Replies are closed." in document.main
    assert "https://example.org/news/sample/reply/" not in document.addresses


def test_closed_and_without_replies_there_is_nothing(client, article):
    close(article)
    assert "repl" not in read(client, "/news/sample/").main.lower()


def test_a_campaign_shows_its_replies_too(client, organisation):
    make_reply(make_campaign(), "To the campaign.")
    assert "To the campaign." in read(client, "/campaigns/sample/").main
    assert "To the campaign." in read(client, "/campaigns/sample/replies/").main


# ── Many ───────────────────────────────────────────────────────────────────


def test_many_replies_stand_on_pages_of_their_own(client, article):
    for number in range(45):
        make_reply(article, f"Reply number {number}.")
    document = read(client, "/news/sample/")
    assert "45 replies" in document.main
    assert len(shown(document)) == 20
    assert "https://example.org/news/sample/replies/" in document.addresses

    pages = [read(client, f"/news/sample/replies/?page={number}") for number in (1, 2, 3)]
    assert [len(shown(page)) for page in pages] == [20, 20, 5]
    assert "Reply number 20." in shown(pages[1])[0]
    assert "Page 2 of 3" in pages[1].main
    assert all(page.errors == [] for page in pages)
    assert len({page.title for page in pages}) == 3


@pytest.mark.parametrize("number", ["0", "4", "-1", "x", "", "1" * 40, "²", "１"])
def test_a_page_that_does_not_exist_is_missing(client, article, number):
    make_reply(article)
    assert client.get("/news/sample/replies/", {"page": number}).status_code == 404


def test_long_replies_are_fewer_on_a_page_and_none_is_cut(client, article):
    for number in range(3):
        make_reply(article, f"Reply {number}. ".ljust(4_000, "x"))
    assert len(shown(read(client, "/news/sample/"))) == 1
    pages = [shown(read(client, f"/news/sample/replies/?page={number}")) for number in (1, 2)]
    assert [len(page) for page in pages] == [2, 1]
    assert all(each.count("x") > 3_900 for page in pages for each in page)


def test_pages_hold_what_fits_and_at_least_one():
    assert in_pages([], 10) == [[]]
    assert in_pages([(1, 50), (2, 5), (3, 5), (4, 1)], 10) == [[1], [2, 3], [4]]
    assert [len(page) for page in in_pages([(number, 0) for number in range(41)], 10)] == [20, 20, 1]


def test_a_page_fits_into_its_budget_with_as_many_words_as_it_takes(client, article):
    # Words that hardly repeat: what a page weighs is what gzip makes of it.
    words = " ".join(f"{number * 7919 % 99991:x}" for number in range(1_500))
    for start in range(0, 6_000, 500):
        make_reply(article, words[start : start + 500], name="Somebody")
    for address in ("/news/sample/", "/news/sample/replies/", "/news/sample/reply/"):
        packed = client.get(address, headers={"accept-encoding": "gzip"}).content
        assert len(packed) <= 14 * 1024


def test_replies_in_chinese_fit_too(client, article):
    for start in range(20):
        words = "".join(chr(0x4E00 + number * 7919 % 1201) for number in range(start * 450, start * 450 + 450))
        make_reply(article, words, language_code="zh-hant")
    for address in ("/news/sample/", "/news/sample/replies/"):
        assert len(shown(read(client, address))) > 1
        packed = client.get(address, headers={"accept-encoding": "gzip"}).content
        assert len(packed) <= 14 * 1024
    assert len(shown(read(client, "/news/sample/replies/?page=4"))) == 5


def test_a_reply_that_is_too_long_to_stand_below_is_a_page_away(client, article):
    make_reply(article, "x" * 5_000)
    page = read(client, "/news/sample/")
    assert (shown(page), "1 reply" in page.main) == ([], True)
    assert "https://example.org/news/sample/replies/" in page.addresses
    assert len(shown(read(client, "/news/sample/replies/"))) == 1


@pytest.mark.parametrize("address", ["/news/sample/", "/news/sample/replies/", "/news/sample/reply/"])
def test_more_replies_make_no_more_queries(client, article, address):
    numbers = []
    for count in (3, 15):
        for _each in range(count):
            make_reply(article)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_the_replies_of_what_is_gone_are_gone(client, article):
    make_reply(article)
    article.unpublish_at = timezone.now()
    article.save()
    assert client.get("/news/sample/replies/").status_code == 410
    assert client.get("/news/never/replies/").status_code == 404


def test_replies_are_not_searched(client, article):
    make_reply(article, "Xylophone.")
    assert "Xylophone." not in Document(client.get("/search/?q=xylophone").content.decode()).main


@pytest.mark.parametrize("number", ["0", "2", "0000000019", "1" + "0" * 5000, "000000001" + "0" * 5000, "x", "-1", ""])
def test_a_page_that_there_is_not_is_not_found(client, article, number):
    make_reply(article)
    assert client.get("/news/sample/replies/", {"page": number}).status_code == 404
