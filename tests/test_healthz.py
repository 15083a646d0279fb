"""``/healthz``: whether requests are answered at all."""

import pytest
from django.test import Client

from tests.conftest import Reader


def test_it_works(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"alive\n")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers


def test_it_asks_no_database():
    """No database is allowed in this test; one that is gone is no different."""
    assert Client().get("/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "strange.example"])
def test_a_watcher_on_the_machine_asks_without_encryption_and_by_any_name(path, host):
    response = Client(HTTP_HOST=host).get(path)

    assert response.status_code in (200, 503)
    assert "Location" not in response.headers


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_it_can_only_be_read(path):
    for method in ("post", "put", "delete"):
        response = getattr(Reader(), method)(path)
        assert response.status_code == 405
        assert response.headers["Cache-Control"] == "no-store"
    assert Reader().head(path).status_code in (200, 503)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz/", "/es/healthz", "/es/readyz", "/readyz/"])
def test_no_other_address_is_answered(organisation, path):
    assert Reader().get(path, follow=True).status_code == 404


@pytest.mark.django_db
def test_whoever_else_comes_without_encryption_is_still_sent_on():
    for path in ("/healthz/", "/x/healthz", "/readyz2"):
        assert Client(SERVER_NAME="example.org").get(path).status_code == 301, path


@pytest.mark.django_db
def test_it_stands_in_no_sitemap(site):
    assert not [path for path in site.visits if "healthz" in path or "readyz" in path]
