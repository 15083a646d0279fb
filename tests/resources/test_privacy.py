"""``/privacy/`` says what is true today: its list is read from the settings in force."""

import pytest
from django.core.management import call_command
from django.test import Client

from contact.inbox.models import Queue
from resources.models import Section
from tests.factories import make_page
from tests.inbox.keys import make_conversation, make_keys
from tests.markup import Document, read, text

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def privacy_page(organisation):
    return make_page("privacy", Section.SITE, at_root=True)


@pytest.fixture
def shipped(privacy_page):
    """The page as it is delivered."""
    privacy_page.delete()
    call_command("load_content", verbosity=0)


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


def test_it_says_when_other_sites_would_learn_where_somebody_came_from(client, settings):
    line = "What other sites learn when you follow a link"
    before = live(client)[line]
    settings.SECURE_REFERRER_POLICY = "unsafe-url"

    assert before == "Not that you came from here."
    assert live(client)[line] == "That you came from here."


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


def row(client, what):
    document = Document(client.get("/privacy/").content.decode())
    (kept,) = [each for each in document.all("section") if each.get("aria-labelledby") == "kept"]
    (found,) = [each for each in kept.iter("div") if text(each[0]) == what]
    return found


def bar(client, what):
    """(days on the site or "open", days in backups after that, days of the longest bar) as they are drawn; or None."""
    drawn = list(row(client, what).iter(f"{SVG}svg"))
    if not drawn:
        return None
    paths = {each.get("class"): each.get("d") for each in drawn[0].iter(f"{SVG}path")}
    days = int(paths[None].removeprefix("M0 5h")) if None in paths else "open"
    after = int(paths["after"].split("v10h-")[1].rstrip("z")) if "after" in paths else 0
    return days, after, int(drawn[0].get("viewBox").split()[2])


def test_bars_are_as_long_as_the_settings_in_force(client, settings):
    settings.BACKUP_DAYS = 14
    Queue.objects.named("help")
    Queue.objects.filter(name="help").update(retention_days=21)

    assert bar(client, "Messages to us") == (21, 14, 379)
    assert bar(client, "Signatures and replies that were not approved") == (30, 14, 379)
    said = live(client)["Messages to us"]
    assert said.startswith("Sealed. 21 days from the day it was written. Backups: 14 days more.")


def test_a_longer_time_makes_the_longest_bar(client):
    Queue.objects.named("press")
    Queue.objects.filter(name="press").update(retention_days=700)
    days, after, span = bar(client, "Messages from the press")
    assert days + after == span


def test_without_backups_nothing_is_said_of_them(client, settings):
    settings.BACKUP_DAYS = 0
    assert live(client)["Messages to us"].startswith("Sealed. 90 days from the day it was written. Your words")
    assert bar(client, "Messages to us")[1] == 0
    assert bar(client, "Signatures and replies that are shown") is None


def test_what_has_no_fixed_day_stays_in_backups_too(client, settings):
    settings.BACKUP_DAYS = 14
    what = "Signatures and replies that are shown"
    assert live(client)[what].startswith("Not sealed. Until you take them back with your code. Backups: 14 days more.")
    assert bar(client, what) == ("open", 14, 379)


def test_what_never_comes_into_a_backup_has_none_after_it(client):
    assert "Backups" not in live(client)["Invitations to join our staff"]
    assert "Backups" not in live(client)["E-mail to our staff"]
    assert bar(client, "Who of our staff is signed in") is None


def test_what_is_not_kept_is_said_too(client):
    said = read(client, "/privacy/").main
    assert "Never kept Which pages you read. What you search for." in said


def test_it_says_that_words_of_people_are_sealed_or_not_and_nothing_of_others(client):
    said = live(client)
    assert said["Orders of brochures"].startswith("Sealed.")
    assert said["Beside each message"].startswith("Not sealed.")
    assert said["Who of our staff opened what"].startswith("365 days from the day it happened.")
    assert said["Who of our staff is signed in"].startswith("Until signing out, and for 10 hours at most.")


def test_of_numbers_against_robots_one_is_said_to_be_made_from_the_words(client):
    said = live(client)["Numbers against robots"]
    assert "They count for 1 hour, the one from your words for 10 minutes." in said
    assert "one of them from your words too" in said


def test_wrong_passwords_of_staff_are_said_to_stand_in_the_security_log(client):
    said = live(client)["What staff did that touches safety"]
    assert said.startswith("180 days from the day it happened.")
    assert "wrong passwords" in said


def test_that_history_has_no_end_is_said(client):
    said = live(client)["Pages, news and events that staff write"]
    assert said.startswith("No end is set.")
    assert "drafts, earlier versions and what was deleted" in said


def test_numbers_are_written_as_in_the_language(client, shipped):
    assert "5,000" in client.get("/privacy/").content.decode()
    # As the Royal Spanish Academy has it: a space that does not break.
    assert "5\xa0000" in client.get("/es/privacy/").content.decode()


def test_the_page_does_not_change_when_somebody_writes(client):
    make_keys()
    before = client.get("/privacy/").content

    make_conversation()

    assert client.get("/privacy/").content == before
