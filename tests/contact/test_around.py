"""What pages say of the forms, and forms of pages."""

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings

from contact.inbox.models import Queue
from resources.models import Page, Section
from tests.factories import make_page, page_words
from tests.markup import read, text

pytestmark = pytest.mark.django_db


@override_settings(BACKUP_DAYS=14)
def test_the_privacy_page_says_how_long_each_queue_is_kept_and_backups_after_it(client, organisation):
    make_page("privacy", Section.SITE, at_root=True)
    Queue.objects.named("help")
    Queue.objects.filter(name="help").update(retention_days=21)

    words = read(client, "/privacy/").main

    assert "Messages to us Sealed. 21 days from the day it was written. Backups: 14 days more." in words
    for what in (
        "Invitations to speak",
        "What volunteers write to us",
        "Orders of brochures",
        "Messages from the press",
    ):
        assert f"{what} Sealed." in words


@override_settings(BACKUP_DAYS=14)
def test_the_forms_say_how_long_backups_are_kept(client, maria):
    make_page("contact", Section.CONTACT, at_root=True)
    assert "for 14 days more" in read(client, "/contact/").main


@pytest.mark.parametrize(
    ("slug", "section"), [("contact", "contact"), ("speaker", "take-part"), ("volunteer", "take-part")]
)
def test_staff_can_change_a_page_that_has_a_form(slug, section):
    Page(slug=slug, section=section, at_root=True).clean()


def test_no_page_takes_the_address_of_a_form_that_stands_on_none():
    with pytest.raises(ValidationError, match="The site needs this address"):
        Page(slug="search", section="take-part", at_root=True).clean()


def test_the_words_around_a_form_are_those_of_staff_in_its_language(client, maria):
    words = {"en": page_words(title="Talk", body="<p>Be safe.</p>"), "es": page_words(title="Habla")}
    make_page("contact", Section.CONTACT, words, at_root=True)

    english, spanish = read(client, "/contact/"), read(client, "/es/contact/")

    assert text(english.first("h1")) == "Talk"
    assert "Be safe." in english.main
    assert text(spanish.first("h1")) == "Habla"
    assert "https://example.org/es/contact/" in [link.get("href") for link in english.all("link")]


def test_english_words_around_a_form_say_that_they_are_english(client, maria):
    make_page("contact", Section.CONTACT, at_root=True)

    page = read(client, "/es/contact/")

    assert page.first("h1").get("lang") == "en"
    assert page.meta("robots") == "noindex"
