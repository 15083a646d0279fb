"""Changing how one may be reached: it works, then every refusal."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contact.inbox import conversations, derivation
from contact.inbox.letters import Contact
from contact.inbox.models import Queue
from tests.contact.conftest import Written
from tests.contact.sending import fill, heading, page_of, send

pytestmark = pytest.mark.django_db

ADDRESS = "/messages/contact/"
PHONE = {"way": "phone", "contact_address": "(415) 555-0134"}


def change(client, written: Written, **fields: str):
    return send(client, ADDRESS, written.number, **fields)


def contacts(written: Written) -> list[Contact | None]:
    return [each.contact for each in written.opened("contact")]


def test_the_form_below_the_answers_tells_staff_how_they_may_be_reached(client, written: Written):
    shown = page_of(send(client, "/messages/", written.number))
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    fields = {**PHONE, "hours": "Mornings", "may_leave_voicemail": "on", "say_you_are": "The dentist", "until": until}

    page = page_of(client.post(ADDRESS, fill(shown, ADDRESS, **fields)))

    assert heading(page) == "It is changed"
    assert contacts(written) == [Contact("phone", "(415) 555-0134", "Mornings", True, "The dentist", until)]


def test_not_at_all_is_chosen_before_anybody_chooses(client, written: Written):
    shown = page_of(send(client, "/messages/", written.number))
    (chosen,) = [each for each in shown.all("input") if "checked" in each.attrib]
    assert (chosen.get("name"), chosen.get("value")) == ("way", "none")

    page = page_of(change(client, written, way="none"))

    assert "We will not contact you." in page.main
    assert contacts(written) == [Contact()]


def test_what_was_told_before_is_not_shown(client, written: Written):
    change(client, written, **PHONE)
    assert "555-0134" not in send(client, "/messages/", written.number).content.decode()


def test_of_who_is_not_to_be_reached_nothing_else_is_kept(client, written: Written):
    change(client, written, way="none", hours="Mornings", say_you_are="The dentist", may_leave_voicemail="on")
    assert contacts(written) == [Contact()]


@pytest.mark.parametrize("way", ["text", "email", "post"])
def test_a_voicemail_is_left_on_a_phone_alone(client, written: Written, way):
    change(client, written, way=way, contact_address="ana.415.555.0134@example.org", may_leave_voicemail="on")
    (contact,) = contacts(written)
    assert contact is not None
    assert not contact.may_leave_voicemail


@pytest.mark.parametrize(
    ("way", "address"),
    [
        ("phone", "+52 55 1234 5678"),
        ("text", "٤١٥٥٥٥٠١٣٤"),
        ("email", "ana@example.org"),
        ("post", "Ana\nBox 12\nSan Francisco"),
    ],
)
def test_each_way_takes_what_belongs_to_it_as_typed(client, written: Written, way, address):
    page_of(change(client, written, way=way, contact_address=address))
    (contact,) = contacts(written)
    assert contact == Contact(way, address)


def test_changed_and_changed_back_the_last_one_holds(client, written: Written):
    change(client, written, **PHONE)
    change(client, written, way="none")
    change(client, written, **PHONE)
    assert [contact.way for contact in contacts(written) if contact] == ["phone", "none", "phone"]


def test_pressed_twice_it_is_one_change(client, written: Written):
    change(client, written, **PHONE)
    page_of(change(client, written, **PHONE))
    assert len(contacts(written)) == 1


# ── Refusals ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Please choose one."),
        ({"way": "pigeon"}, "not one of the available choices"),
        ({"way": "phone"}, "Write where we reach you"),
        ({"way": "post", "contact_address": " \n"}, "Write where we reach you"),
        ({"way": "email", "contact_address": "ana at example"}, "does not look like an e-mail address"),
        ({"way": "phone", "contact_address": "555-013"}, "too short for a phone number"),
        ({"way": "text", "contact_address": "ana@example.org"}, "too short for a phone number"),
        ({"way": "none", "contact_address": "(415) 555-0134"}, "You chose that we do not contact you."),
        ({**PHONE, "until": "2020-01-01"}, "This day is over."),
        ({**PHONE, "until": "some day"}, "We could not read this day."),
        ({**PHONE, "hours": "x" * 201}, "201 characters long"),
        ({**PHONE, "contact_address": "1" * 301}, "301 characters long"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_changes(client, written: Written, fields, said):
    page = page_of(change(client, written, **fields), 422)

    assert said in page.main
    assert "Nothing has been changed yet." in page.main
    assert contacts(written) == []


def test_an_error_keeps_every_word_and_choice(client, written: Written):
    fields = {"contact_address": "ana at example", "hours": "Mornings", "say_you_are": "The dentist"}
    page = page_of(change(client, written, way="email", **fields), 422)
    values = {each.get("name"): each.get("value") for each in page.all("input")}
    assert (values["hours"], values["say_you_are"]) == ("Mornings", "The dentist")
    assert (page.first("textarea").text or "").strip() == "ana at example"
    assert [each.get("value") for each in page.all("input") if "checked" in each.attrib] == ["email"]


@pytest.mark.parametrize("today", [0, 1])
def test_today_is_not_over_yet(client, written: Written, today):
    until = timezone.localdate() + timedelta(days=today)
    page_of(change(client, written, **PHONE, until=until.isoformat()))
    (contact,) = contacts(written)
    assert contact is not None
    assert contact.is_allowed(until)
    assert not contact.is_allowed(until + timedelta(days=1))


def test_after_it_was_deleted_nothing_is_kept(client, written: Written):
    conversations.delete(written.conversation)
    page = page_of(change(client, written, **PHONE), 410)
    assert "Nothing has been changed or stored just now." in page.main


def test_while_the_queue_is_stopped_or_there_is_no_room_it_comes_back(client, written: Written, monkeypatch):
    def busy(number: str) -> None:
        raise derivation.Busy

    with monkeypatch.context() as patch:
        patch.setattr(conversations, "find", busy)
        response = change(client, written, **PHONE)
        assert response.status_code == 503
        assert "555-0134" in response.content.decode()
    Queue.objects.filter(name="help").update(is_stopped=True)
    response = change(client, written, **PHONE)
    assert response.status_code == 503
    assert "555-0134" in response.content.decode()


def test_another_site_changes_nothing(client, written: Written):
    response = send(client, ADDRESS, written.number, {"sec-fetch-site": "cross-site"}, **PHONE)
    assert response.status_code == 403
    assert contacts(written) == []
