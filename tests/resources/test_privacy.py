"""``/privacy/`` says what is true today: its list is read from the settings in force."""

import pytest
from django.test import Client

from resources.models import Section
from tests.factories import make_page
from tests.markup import Document, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def privacy_page(organisation):
    return make_page("privacy", Section.SITE, at_root=True)


def live(client):
    """The list as {what: how}."""
    document = Document(client.get("/privacy/").content.decode())
    return {text(term): text(value) for term, value in zip(document.all("dt"), document.all("dd"), strict=True)}


def test_readers_have_no_cookies(client):
    assert live(client)["Cookies for readers"] == "None."


@pytest.mark.parametrize(("seconds", "hours"), [(3600, "1 hour "), (7 * 3600, "7 hours ")])
def test_the_cookies_of_staff_follow_the_settings(client, settings, seconds, hours):
    settings.SESSION_COOKIE_AGE = seconds
    settings.SESSION_COOKIE_PATH = "/backstage/"

    said = live(client)["Cookies for staff"]

    assert hours in said
    assert "/backstage/" in said


def test_other_hosts_are_named_as_soon_as_one_is_allowed(client, settings):
    before = live(client)["Other sites that this page loads from"]
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**directives, "img-src": ["'self'", "https://pictures.example"]}}

    after = live(client)["Other sites that this page loads from"]

    assert before.startswith("None.")
    assert after == "https://pictures.example"


def test_it_says_whether_the_way_here_is_encrypted(client, settings):
    encrypted = live(client)["The way here"]
    settings.SECURE_SSL_REDIRECT = False

    plain = live(Client(SERVER_NAME="example.org"))["The way here"]

    assert encrypted.startswith("Encrypted (https)")
    assert plain.startswith("Not encrypted")


def test_it_names_the_exit_site_that_staff_have_set(client, organisation):
    organisation.exit_name = "news.example"
    organisation.save()

    assert live(client)["“Leave this site” opens"] == "news.example"
