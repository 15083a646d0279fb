"""``/.well-known/security.txt`` (RFC 9116)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from idpwsp.foundation.page_cache.policy import policy_at

PATH = "/.well-known/security.txt"

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(settings, organisation):
    settings.SECURITY_CONTACT = "mailto:security@example.org"


def fields(client):
    response = client.get(PATH)
    assert response.status_code == 200
    return dict(line.split(": ", 1) for line in response.content.decode().splitlines())


def test_it_works(client, contact):
    response = client.get(PATH)

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert list(fields(client)) == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    assert fields(client)["Contact"] == "mailto:security@example.org"
    assert fields(client)["Preferred-Languages"] == "en, es"
    assert fields(client)["Canonical"] == "https://example.org/.well-known/security.txt"


@pytest.mark.parametrize("today", ["2026-01-01T00:00:00Z", "2028-02-29T23:59:59Z"])
def test_it_never_expires_and_never_lasts_a_year(client, contact, today):
    with time_machine.travel(today, tick=False):
        expires = datetime.fromisoformat(fields(client)["Expires"])
        assert timedelta(days=90) < expires - datetime.now(UTC) < timedelta(days=365)


def test_it_is_kept_like_other_public_pages(client, contact):
    assert "public" in client.get(PATH).headers["Cache-Control"]
    assert policy_at(PATH)


def test_without_a_contact_there_is_none(client, organisation):
    assert client.get(PATH).status_code == 404


def test_it_can_only_be_read(client, contact):
    assert client.head(PATH).status_code == 200
    assert client.post(PATH).status_code == 405


def test_it_stands_in_no_language(client, contact):
    assert client.get(f"/es{PATH}").status_code == 404


def test_another_name_of_the_site_does_not_change_what_it_says(client, contact, settings):
    settings.ALLOWED_HOSTS = ["mirror.example"]
    response = client.get(PATH, headers={"host": "mirror.example"})
    assert "Canonical: https://example.org/" in response.content.decode()
