"""What is kept is served as it was rendered once; what is not public never is."""

import gzip

import brotli
import pytest
from django.contrib.auth.models import User

from idpwsp.foundation.page_cache.policy import PUBLIC, policy_at
from tests.conftest import Reader
from tests.factories import make_article, make_page
from tests.front import Front

pytestmark = pytest.mark.django_db


def test_a_page_is_rendered_once_for_all_readers(process, django):
    answers = [process.get("/help/") for _reader in range(5)]

    assert django.times == 1
    assert {answer.text for answer in answers} == {"old words " * 100}


def test_each_address_and_each_numbered_page_is_kept_by_itself(process, django):
    for address in ("/help/", "/es/help/", "/news/", "/news/?page=2", "/news/?page=3"):
        process.get(address)
        process.get(address)

    assert process.kept == {"/help/", "/es/help/", "/news/", "/news/?page=2", "/news/?page=3"}
    assert django.times == 5


def test_only_its_head_can_be_asked_for(process):
    whole, head = process.get("/help/"), process.head("/help/")

    assert head.content == b""
    assert head.headers == whole.headers
    assert head.headers["Content-Length"] == str(len(whole.content))


def test_a_head_that_comes_first_leaves_the_whole_page_to_the_next(process):
    process.head("/help/")

    assert process.get("/help/").content


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("*;q=0", None),
        ("br;q=0, *", "gzip"),
        ("deflate", None),
        ("", None),
        ("gzip;q=nonsense", None),
        ("gzip;level=9", None),
        (",;=,", None),
    ],
)
def test_a_reader_gets_the_encoding_that_her_browser_reads(process, accepted, encoding):
    answer = process.get("/help/", headers={"Accept-Encoding": accepted})

    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Length"] == str(len(answer.content))


def test_every_encoding_holds_the_same_words(process):
    plain, packed, brotlied = (
        process.get("/help/", headers={"Accept-Encoding": name}).content for name in ("", "gzip", "br")
    )

    assert gzip.decompress(packed) == brotli.decompress(brotlied) == plain


def test_whoever_has_it_already_gets_a_304_without_words(process):
    first = process.get("/help/", headers={"Accept-Encoding": "br"})
    tag = first.headers["ETag"]

    for tags in (tag, f"W/{tag}", f'"another", {tag}', "*"):
        again = process.get("/help/", headers={"Accept-Encoding": "br", "If-None-Match": tags})
        assert (again.status_code, again.content) == (304, b""), tags
        assert again.headers["ETag"] == tag
        assert again.headers["Vary"] == "Accept-Encoding"
        assert "Content-Length" not in again.headers
        assert "Content-Encoding" not in again.headers


def test_a_tag_is_good_for_one_encoding_and_one_text(process, django, database):
    tag = process.get("/help/", headers={"Accept-Encoding": "br"}).headers["ETag"]

    assert process.get("/help/", headers={"Accept-Encoding": "gzip", "If-None-Match": tag}).status_code == 200
    django.words = "new words"
    database.move()
    assert process.get("/help/", headers={"Accept-Encoding": "br", "If-None-Match": tag}).status_code == 200


def test_the_same_words_rendered_again_are_still_had(process, clock):
    tag = process.get("/help/").headers["ETag"]
    clock.go(3600)

    assert process.get("/help/", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get", "X"])
def test_only_get_and_head_are_answered_from_memory(process, django, method):
    process.get("/help/")
    process.get("/help/", REQUEST_METHOD=method)

    assert django.times == 2
    assert django.asked[-1]["REQUEST_METHOD"] == method


@pytest.mark.parametrize(
    "address", ["/staff/", "/staff/preview/page/1/en/", "/leave/", "/media/pictures/x", "/nothing"]
)
def test_what_did_not_ask_for_it_is_never_kept(process, django, address):
    process.get(address)
    process.get(address)

    assert django.times == 2
    assert not process.kept


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone", "301 Moved Permanently", "500 Oops", "503 Busy"])
def test_only_a_page_is_kept(process, django, status):
    django.status = status
    answers = [process.get("/help/").status_code for _time in range(2)]

    assert answers == [int(status[:3])] * 2
    assert django.times == 2
    assert not process.kept


@pytest.mark.parametrize(
    "header",
    [("Set-Cookie", "a=1"), ("Vary", "Cookie"), ("Vary", "Accept-Encoding, Cookie"), ("Cache-Control", "private")],
)
def test_an_answer_that_looks_like_somebodys_own_is_not_kept(process, django, header):
    django.headers.append(header)
    process.get("/help/")

    assert not process.kept


def test_a_search_is_nobodys_business(process, django):
    process.get("/search/?q=lawyer")
    process.get("/search/?page=2")
    process.get("/search/")

    assert process.kept == {"/search/"}


def test_what_is_kept_is_bounded_and_the_oldest_goes_first(django, database):
    process = Front(django, capacity=5 * (2 * len(django.words) + 4096))
    for year in range(2001, 2012):
        process.get(f"/news/{year}/")

    assert process.kept == {f"/news/{year}/" for year in range(2007, 2012)}


def test_one_page_that_is_larger_than_all_room_is_served_and_not_kept(django, database):
    process = Front(django, capacity=100)

    assert process.get("/help/").status_code == 200
    assert not process.kept


def test_a_page_is_kept_under_its_own_address_and_no_other_spelling(process):
    for address in ("//help/", "/help/\n", "/help/\x00", "/HELP/", "/help/%0A", "/./help/", "/help/;x"):
        process.get(address)

    assert not process.kept


# ── With the real site behind ──────────────────────────────────────────────


@pytest.mark.parametrize(
    "address", ["/help/", "/contact/", "/messages/", "/search/", "/news/", "/feed/", "/sitemap.xml"]
)
def test_pages_forms_lists_and_feeds_come_from_memory(shipped, address, django_assert_num_queries):
    process = Front()
    first = process.get(address)
    assert first.status_code == 200
    with django_assert_num_queries(0):
        again = process.get(address)

    assert again == first


@pytest.mark.parametrize("address", ["/contact/", "/speaker/", "/volunteer/", "/brochure/order/", "/messages/"])
def test_a_form_is_kept_by_us_and_by_nobody_else(shipped, address):
    process = Front()
    process.get(address)
    answer = process.get(address, headers={"If-None-Match": "*"})

    assert address in process.kept
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


@pytest.mark.parametrize(
    "address", ["/", "/es/", "/help/", "/news/", "/search/", "/a-z/", "/sitemap.xml", "/robots.txt"]
)
def test_a_page_may_be_kept_by_caches_for_a_moment(shipped, address):
    assert Front().get(address).headers["Cache-Control"] == PUBLIC


def test_what_is_sent_and_what_comes_of_it_is_never_kept(shipped):
    process = Front()
    for address in ("/contact/", "/messages/", "/search/", "/withdraw/"):
        answer = process.post(
            address, b"q=words&message=words&number=1&code=1", headers={"Origin": "https://example.org"}
        )
        assert answer.status_code in (200, 422)
        assert "public" not in answer.headers.get("Cache-Control", ""), address

    assert not process.kept


def test_every_page_that_a_reader_can_reach_may_be_kept(site):
    others = {
        path
        for path, visit in site.visits.items()
        if visit.status == 200 and not policy_at(path.partition("?")[0]) and not path.startswith("/media/")
    }

    assert not others


def test_staff_see_their_own_pages_and_a_reader_none_of_them(shipped):
    process = Front()
    draft = make_page("draft", status="draft")

    assert process.get(draft.get_absolute_url()).status_code == 404
    assert process.get(f"/staff/preview/page/{draft.pk}/en/").status_code == 302
    assert not process.kept


def test_a_signed_in_member_of_staff_gets_the_readers_page(shipped):
    staff = Reader()
    staff.force_login(User.objects.create_superuser("maria", password="a long password"))
    process = Front()
    make_article("news", status="draft")
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in staff.cookies.items())
    mine = process.get("/news/", headers={"Cookie": cookie})

    assert mine == process.get("/news/")
