"""``/leave/``: out, at once, whatever state the site is in."""

import pytest
from django.db import OperationalError, connection

from resources.models import Organisation
from tests.conftest import Reader

pytestmark = pytest.mark.django_db


def refuse(*args):
    raise OperationalError("unable to open database file")


def test_it_leads_to_the_exit_site_that_staff_have_set(client, organisation):
    response = client.get("/leave/")

    assert response.status_code == 303
    assert response.headers["Location"] == "https://weather.example/"
    assert response.content == b""


def test_a_new_exit_site_counts_at_once(client, organisation):
    client.get("/leave/")
    organisation.exit_url = "https://news.example/"
    organisation.save()

    assert client.get("/leave/").headers["Location"] == "https://news.example/"


def test_nothing_keeps_the_answer(client, organisation):
    response = client.get("/leave/")

    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_nothing_stands_on_the_way_out(client, organisation):
    """Clearing the cache can take Chromium many seconds."""
    assert "Clear-Site-Data" not in client.get("/leave/").headers


def test_the_exit_site_does_not_learn_where_the_reader_was(client, organisation):
    assert client.get("/leave/").headers["Referrer-Policy"] == "same-origin"


def test_head_does_the_same(client, organisation):
    response = client.head("/leave/")

    assert response.status_code == 303
    assert response.headers["Location"] == "https://weather.example/"


def test_the_script_asks_for_the_copies_to_be_dropped_once_the_reader_is_gone(organisation):
    reader = Reader(enforce_csrf_checks=True)

    response = reader.post("/leave/")

    assert response.status_code == 204
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert response.headers["Cache-Control"] == "no-store"
    assert response.content == b""
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_anything_else_is_refused(client, organisation, method):
    assert getattr(client, method)("/leave/").status_code == 405


def test_nobody_can_choose_where_it_leads(client, organisation):
    for address in ("/leave/?next=https://evil.example/", "/leave/?url=//evil.example"):
        assert client.get(address).headers["Location"] == "https://weather.example/"


def test_it_works_without_a_database_with_the_site_that_was_last_read(client, organisation):
    client.get("/leave/")

    with connection.execute_wrapper(refuse):
        response = client.get("/leave/")

    assert response.status_code == 303
    assert response.headers["Location"] == "https://weather.example/"


def test_it_works_in_a_process_that_has_never_seen_the_database(client):
    with connection.execute_wrapper(refuse):
        response = client.get("/leave/")

    assert response.status_code == 303
    assert response.headers["Location"] == Organisation().exit_url
    assert response.headers["Location"].startswith("https://")


def test_it_works_before_anything_is_loaded(client):
    assert not Organisation.objects.exists()
    assert client.get("/leave/").headers["Location"] == Organisation().exit_url


def test_it_asks_the_database_once_or_twice_and_no_more(client, organisation, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get("/leave/")


def test_it_exists_once_in_no_language(client, organisation):
    assert client.get("/es/leave/").status_code == 404


def test_letters_beyond_ascii_are_written_as_browsers_understand_them(client, organisation):
    """Otherwise Django would encode the whole header as mail does, and nobody would be led anywhere."""
    organisation.exit_url = "https://weather.example/San José?q=ñ"
    organisation.save()

    assert client.get("/leave/").headers["Location"] == "https://weather.example/San%20Jos%C3%A9?q=%C3%B1"
