"""``/privacy/`` says what is true today: its list is read from the settings in force."""

import pytest
from django.test import Client

from contact.inbox.models import Queue
from resources.models import Section
from tests.factories import make_page
from tests.inbox.keys import make_conversation, make_keys
from tests.markup import Document, text

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"


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


# ── What is kept ───────────────────────────────────────────────────────────


def bar(client, what):
    """(days on the site, days in backups after that, days of the longest bar) as they are drawn."""
    document = Document(client.get("/privacy/").content.decode())
    (kept,) = [each for each in document.all("section") if each.get("aria-labelledby") == "kept"]
    (row,) = [each for each in kept.iter("div") if text(each[0]) == what]
    (drawing,) = row.iter(f"{SVG}svg")
    paths = [each.get("d") for each in drawing.iter(f"{SVG}path")]
    days = int(paths[0].removeprefix("M0 5h"))
    after = int(paths[1].split("h")[1].split("v")[0]) if len(paths) > 1 else 0
    return days, after, int(drawing.get("viewBox").split()[2])


def test_bars_are_as_long_as_the_settings_in_force(client, settings):
    settings.BACKUP_DAYS = 14
    Queue.objects.named("help")
    Queue.objects.filter(name="help").update(retention_days=21)

    assert bar(client, "Messages to us") == (21, 14, 379)
    assert bar(client, "Signatures and replies that were not approved") == (30, 14, 379)
    assert live(client)["Messages to us"].startswith("Sealed. Deleted after 21 days. Backups: 14 days more.")


def test_a_longer_time_makes_the_longest_bar(client):
    Queue.objects.named("press")
    Queue.objects.filter(name="press").update(retention_days=700)
    days, after, span = bar(client, "Messages from the press")
    assert days + after == span


def test_without_backups_nothing_is_said_of_them(client, settings):
    settings.BACKUP_DAYS = 0
    assert live(client)["Messages to us"].startswith("Sealed. Deleted after 90 days. Your words")
    assert bar(client, "Messages to us")[1] == 0


def test_what_is_not_kept_is_said_too(client):
    said = live(client)
    for what in ("Which pages you read", "What you search for"):
        assert said[what] == "Nothing."


def test_it_says_what_is_sealed_and_what_is_not(client):
    said = live(client)
    assert said["Orders of brochures"].startswith("Sealed.")
    assert said["Who of our staff opened what"].startswith("Not sealed.")
    assert said["Signatures and replies that are shown"].startswith("Not sealed. Until you take them back")
    assert said["Who of our staff is signed in"].startswith("Not sealed. Until signing out, and for 10 hours at most.")


def test_the_page_does_not_change_when_somebody_writes(client):
    make_keys()
    before = client.get("/privacy/").content

    make_conversation()

    assert client.get("/privacy/").content == before
