"""What a stranger puts into an address or a header neither fills the cache nor changes what the next reader gets."""

import random
import string

import pytest

from idpwsp.foundation.page_cache.policy import Policy, policy_at
from tests.front import Front

pytestmark = pytest.mark.django_db

HEADERS = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-For": "6.6.6.6",
    "X-Forwarded-Proto": "http",
    "X-Original-URL": "/staff/",
    "X-Rewrite-URL": "/staff/",
    "X-HTTP-Method-Override": "POST",
    "Forwarded": "host=evil.example",
    "Cookie": "staff=evil; staff-form=evil; django_language=es",
    "Authorization": "Basic ZXZpbA==",
    "Accept": "application/evil",
    "Accept-Language": "es",
    "Accept-Encoding": "evil, br;q=evil",
    "User-Agent": "evil",
    "Referer": "https://evil.example/",
    "Origin": "https://evil.example",
    "Range": "bytes=0-10",
    "If-None-Match": '"evil"',
    "If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT",
    "X-Requested-With": "XMLHttpRequest",
    "Sec-Fetch-Site": "cross-site",
    "Save-Data": "on",
    "Script-Name": "/evil",
}


def test_django_learns_nothing_of_whoever_asks(process, django):
    process.get("/help/?evil=1", headers={**HEADERS, "Host": "example.org"}, REMOTE_ADDR="6.6.6.6", SCRIPT_NAME="/evil")
    (asked,) = django.asked

    assert "evil" not in str(asked)
    assert "6.6.6.6" not in str(asked)
    assert {name for name in asked if name.startswith("HTTP_")} == {"HTTP_HOST"}
    assert asked["HTTP_HOST"] == "example.org"


@pytest.mark.parametrize("name", sorted(HEADERS))
@pytest.mark.parametrize("address", ["/", "/contact/", "/feed/"])
def test_no_header_changes_what_the_next_reader_gets(shipped, name, address):
    clean = Front().get(address)
    process = Front()
    process.get(address, headers={name: HEADERS[name]})

    assert process.get(address) == clean


def test_an_unknown_name_of_the_site_is_refused_also_for_what_is_kept(shipped):
    process = Front()
    process.get("/")

    assert process.get("/", headers={"Host": "evil.example"}).status_code == 400
    assert process.get("/", headers={"Host": ""}).status_code == 400
    assert process.get("/", headers={"Host": "example.org:8080"}).status_code == 200


def test_who_comes_without_tls_is_led_to_the_secure_address(shipped):
    process = Front()
    process.get("/")
    answer = process.get("/", **{"wsgi.url_scheme": "http"})

    assert answer.status_code == 301
    assert answer.headers["Location"] == "https://example.org/"


def test_a_thousand_made_up_queries_are_one_page(process, django):
    dice = random.Random(6)  # noqa: S311
    for _time in range(1000):
        name, value = ("".join(dice.choices(string.printable, k=8)) for _part in "12")
        process.get(f"/all/?{name}={value}")
    for query in ("fbclid=abc", "utm_source=x&utm_medium=y", "page=2", "q=1", "", "&&&", "%", "page=2&page=3"):
        process.get(f"/all/?{query}")

    assert process.kept == {"/all/"}
    assert django.times == 1


@pytest.mark.parametrize("page", ["0", "01", "-1", "+2", " 2", "2 ", "٢", "2.0", "1e3", "last", "9999999", "", "2'"])
def test_a_page_number_has_one_spelling(process, page):
    process.get(f"/news/?page={page}")

    assert not process.kept


def test_pages_that_are_not_there_are_not_kept(shipped):
    process = Front()
    for number in range(2, 12):
        assert process.get(f"/news/?page={number}").status_code == 404

    assert not process.kept


def test_no_page_answers_to_a_number_that_is_not_there(site, shipped):
    """Otherwise a million numbers would be a million addresses of one page."""
    numbered = {path for path in site.visits if (policy := policy_at(path)) and "page" in policy.query}
    process = Front()
    answers = {path: process.get(f"{path}?page=99999").status_code for path in numbered}

    assert len(numbered) > 20
    assert set(answers.values()) <= {404}, answers
    assert not process.kept


def test_more_names_than_a_person_would_ever_send_are_not_looked_at(process):
    process.get("/news/?" + "&".join(f"n{number}=1" for number in range(60)))

    assert not process.kept


def test_a_private_name_makes_an_answer_private_wherever_it_stands():
    policy = Policy(query=("page",), private=("q",))

    assert policy.address("/x/", "a=1&q=words") is None
    assert policy.address("/x/", "q") is None
    assert policy.address("/x/", "%71=words") is None
    assert policy.address("/x/", "page=2&a=1") == "/x/?page=2"
    assert policy.address("/x/", "a=q") == "/x/"
