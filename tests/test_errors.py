"""When something is not there, not allowed or broken: a styled page, in the language of the address."""

from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection

from tests.conftest import Reader
from tests.factories import make_landing, make_page
from tests.markup import Document, text

pytestmark = pytest.mark.django_db


def refuse(*args):
    raise OperationalError("unable to open database file")


@pytest.fixture
def client(organisation, settings):
    settings.ROOT_URLCONF = "tests.failing_urls"
    make_landing("help")
    make_page("old", unpublish_at=datetime(2020, 1, 1, tzinfo=UTC))
    return Reader(raise_request_exception=False)


ERRORS = {
    404: "no-such-page/",
    410: "about/old/",
    403: "forbidden/",
    500: "broken/",
}


@pytest.mark.parametrize(("status", "address"), ERRORS.items())
@pytest.mark.parametrize("language", ["en", "es"])
def test_an_error_has_a_page_like_any_other(client, status, address, language):
    prefix = "/" if language == "en" else f"/{language}/"

    response = client.get(prefix + address)

    assert response.status_code == status
    document = Document(response.content.decode(), f"https://example.org{prefix}{address}")
    assert document.errors == []
    assert document.language == language
    assert response.headers["Content-Language"] == language
    assert len(document.all("h1")) == 1
    assert document.title.endswith(" · IDPWSP")
    assert len("".join(document.first("style").itertext())) > 1000
    assert document.meta("robots") == "noindex"
    assert "https://example.org/leave/" in document.addresses
    assert "Set-Cookie" not in response.headers
    assert "Content-Security-Policy" in response.headers


@pytest.mark.parametrize("address", ERRORS.values())
def test_in_spanish_it_speaks_spanish(client, address):
    english = Document(client.get(f"/{address}").content.decode())
    spanish = Document(client.get(f"/es/{address}").content.decode())

    assert text(spanish.first("h1")) != text(english.first("h1"))
    assert spanish.title != english.title


@pytest.mark.parametrize("address", ["no-such-page/", "about/old/", "forbidden/"])
def test_it_offers_a_way_on(client, address):
    document = Document(client.get(f"/{address}").content.decode())

    in_main = [a.get("href") for a in document.first("main").iter("a")]
    assert "/help/" in in_main
    assert "tel:+14155550100" in in_main


@pytest.mark.parametrize("address", ERRORS.values())
def test_it_says_nothing_of_what_went_wrong(client, address):
    body = client.get(f"/{address}?q=secret").content.decode()

    assert "secret" not in body
    assert "Traceback" not in body
    assert "ValueError" not in body


@pytest.mark.parametrize("address", ["/", "/help/", "/es/help/", "/staff/login/", "/sitemap.xml"])
def test_a_broken_database_is_our_fault_and_said_so(client, address):
    with connection.execute_wrapper(refuse):
        response = client.get(address)

    if response.status_code == 200:
        assert address == "/staff/login/", "only the sign-in form needs no database"
        return
    assert response.status_code == 500
    document = Document(response.content.decode())
    assert document.errors == []
    assert len(document.all("h1")) == 1
    assert document.language == ("es" if address.startswith("/es/") else "en")
    assert "911" in document.main


def test_a_broken_database_does_not_take_our_phone_away_once_it_was_read(client):
    client.get("/help/")

    with connection.execute_wrapper(refuse):
        response = client.get("/help/")

    assert "tel:+14155550100" in Document(response.content.decode()).addresses


def test_without_any_details_there_is_no_empty_link(client):
    with connection.execute_wrapper(refuse):
        document = Document(client.get("/help/").content.decode())

    assert [a.get("href") for a in document.links if a.get("href") in ("tel:", "", "#")] == []


def test_our_fault_never_asks_the_database(client):
    asked = []

    def watch(execute, sql, *args):
        asked.append(sql)
        return execute(sql, *args)

    with connection.execute_wrapper(watch):
        assert client.get("/broken/").status_code == 500
    assert asked == []


def test_a_form_of_staff_that_came_from_elsewhere_is_refused_with_words(organisation):
    response = Reader(enforce_csrf_checks=True).post("/staff/login/", {"username": "maria", "password": "x"})

    assert response.status_code == 403
    document = Document(response.content.decode())
    assert len(document.all("h1")) == 1
    assert "reload" in document.main
    assert "maria" not in document.html


def test_a_suspicious_request_is_refused(client):
    assert client.get("/suspicious/").status_code == 400


@pytest.mark.parametrize("host", ["evil.example", "example.org.evil.example", "example.org:evil", "a b", "127.0.0.1"])
def test_a_name_that_is_not_ours_is_refused(client, host):
    response = client.get("/help/", headers={"host": host})

    assert response.status_code == 400
    assert host.encode() not in response.content
