"""Reading one conversation. What was permitted for contact comes before anything else."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from contact.inbox import conversations
from contact.inbox.letters import Contact
from contact.inbox.models import AuditEntry, Conversation, Queue, Record
from tests.inbox.keys import make_conversation, make_letter, unlock
from tests.inbox.staff import Colleague, done, make_staff
from tests.markup import Document

pytestmark = pytest.mark.django_db

PHONE = {"way": "phone", "address": "415-555-0100", "hours": "mornings", "say_you_are": "Maria from the library"}


@pytest.fixture
def maria() -> Colleague:
    return make_staff()[0]


def written(contact: Contact | None = None, **values: Any) -> tuple[Conversation, str]:
    found, _receipt = make_conversation(letter=make_letter(contact=contact or Contact(), **values))
    return found, f"c/{found.pk}/"


def until(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_it_shows_all_that_was_written_in_its_order(maria: Colleague) -> None:
    found, address = written()
    conversations.answer(found, "Come on Tuesday")
    conversations.add_note(found, "She sounded well", maria.user)
    conversations.write_again(found, "I will come")
    words = maria.words(address)
    said = ["A heron at the pond", "What happened Marmalade sky", "Our answer", "Come on Tuesday",
            "Note to colleagues: Maria", "She sounded well", "Written again", "I will come"]  # fmt: skip
    places = [words.index(each) for each in said]
    assert places == sorted(places)
    assert words.count("deleted on") >= 4


def test_line_breaks_and_direction_stay(maria: Colleague) -> None:
    _found, address = written(fields=[("What happened", "one\n  two\nשלום")])
    document = Document(maria.get(address).content.decode())
    [answer] = [each for each in document.all("dd") if each.text == "one\n  two\nשלום"]
    assert answer.get("dir") == "auto"


def test_what_was_written_is_text_and_no_markup(maria: Colleague) -> None:
    _found, address = written(subject="<b>Subject</b>", fields=[("What", "<script>alert(1)</script>")])
    html = maria.get(address).content.decode()
    assert "<script>alert" not in html
    assert "<b>Subject" not in html


def test_the_tab_is_neutral(maria: Colleague) -> None:
    _found, address = written()
    assert Document(maria.get(address).content.decode()).title == "Conversation | IDPWSP"


# ── Contact ────────────────────────────────────────────────────────────────


def test_do_not_contact_stands_before_the_words(maria: Colleague) -> None:
    _found, address = written()
    words = maria.words(address)
    assert words.index("Do not contact") < words.index("A heron at the pond")
    assert "Show anyway" not in words


def test_what_is_permitted_shows_with_all_that_was_asked(maria: Colleague) -> None:
    _found, address = written(Contact(**PHONE, until=until(0)))
    words = maria.words(address)
    assert "May be contacted: by phone" in words
    assert "415-555-0100 When mornings Say you are Maria from the library Voicemail Leave none." in words
    assert words.index("415-555-0100") < words.index("A heron at the pond")


def test_a_voicemail_is_left_only_where_that_was_said(maria: Colleague) -> None:
    _found, address = written(Contact(**PHONE, may_leave_voicemail=True))
    assert "You may leave one." in maria.words(address)


def test_after_the_day_the_details_are_hidden(maria: Colleague) -> None:
    _found, address = written(Contact(**PHONE, until=until(-1)))
    html = maria.get(address).content.decode()
    assert "no longer allowed since" in html
    for secret in ("415-555-0100", "mornings", "library"):
        assert secret not in html


def test_showing_them_anyway_takes_a_press_and_is_written_down(maria: Colleague) -> None:
    found, address = written(Contact(**PHONE, until=until(-1)))
    response = maria.post(f"{address}contact/")
    assert "415-555-0100" in response.content.decode()
    [entry] = done(AuditEntry.Action.SHOWN_ANYWAY)
    assert (entry.by, entry.conversation, entry.queue.name) == (maria.user, found.pk, "help")
    # It is not remembered, and an address alone does nothing.
    assert "415-555-0100" not in maria.get(address).content.decode()
    assert maria.get(f"{address}contact/").status_code == 302
    assert len(done(AuditEntry.Action.SHOWN_ANYWAY)) == 1


def test_what_was_said_last_about_contact_holds(maria: Colleague) -> None:
    found, address = written(Contact(**PHONE))
    conversations.change_contact(found, Contact())
    html = maria.get(address).content.decode()
    assert "Do not contact" in html
    assert "415-555-0100" not in html


def test_what_was_taken_back_stays_so_as_long_as_what_it_takes_back(maria: Colleague) -> None:
    found, address = written(Contact(way="phone", address="415-555-0123"))
    # Kept for a shorter time from now on, or moved to a queue that keeps less.
    Queue.objects.filter(name="help").update(retention_days=7)
    conversations.change_contact(Conversation.objects.get(pk=found.pk), Contact())
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        maria.reader.force_login(maria.user)
        unlock(maria.reader, maria.user)
        html = maria.get(address).content.decode()
    assert "Do not contact" in html
    assert "415-555-0123" not in html


def test_where_the_last_word_about_contact_does_not_open_an_older_one_does_not_hold(maria: Colleague) -> None:
    found, address = written(Contact(**PHONE))
    conversations.change_contact(found, Contact())
    Record.objects.filter(kind="contact").update(sealed=b"cut")
    html = maria.get(address).content.decode()
    assert "So nothing is allowed." in html
    assert "415-555-0100" not in html


# ── What is wrong with it ──────────────────────────────────────────────────


def test_what_was_changed_says_so(maria: Colleague) -> None:
    found, address = written()
    conversations.answer(found, "Come on Tuesday")
    Record.objects.filter(kind="answer").update(sealed=b"cut")
    words = maria.words(address)
    assert "Does not open. This was changed or cut after it was written" in words
    assert "Marmalade" in words


def test_what_is_sealed_to_a_key_that_one_does_not_hold_says_so(maria: Colleague) -> None:
    _found, address = written()
    maria.user.keyholder.shares.all().delete()
    words = maria.words(address)
    assert "You hold no key for this." in words
    assert Queue.objects.get(name="help").opened_on is None


def test_what_has_reached_its_date_is_not_found(maria: Colleague) -> None:
    with time_machine.travel("2026-01-01 20:00:00+00:00", tick=False):
        found, address = written()
    assert maria.get(address).status_code == 404
    assert Conversation.everything.filter(pk=found.pk).exists()


def test_another_language_comes_with_a_warning_about_translators(maria: Colleague) -> None:
    _found, address = written(language="es")
    assert "Written in Spanish. Never paste it into an online translator" in maria.words(address)
    _found, address = written(language="sw")
    assert "Written in sw." in maria.words(address)
    _found, address = written(language="en")
    assert "online translator" not in maria.words(address)


# ── What opening leaves behind ─────────────────────────────────────────────


def test_opening_is_written_down_and_changes_no_state(maria: Colleague) -> None:
    found, address = written()
    maria.get(address)
    [entry] = done(AuditEntry.Action.OPENED)
    assert (entry.by, entry.conversation, entry.queue.name, entry.detail) == (maria.user, found.pk, "help", "")
    found.refresh_from_db()
    assert found.state == "new"
    assert Queue.objects.get(name="help").opened_on == timezone.localdate()


def test_locked_it_leads_to_the_locked_screen_and_writes_nothing_down(maria: Colleague) -> None:
    _found, address = written()
    del maria.reader.cookies["staff-inbox"]
    assert "/unlock/?next=" in maria.get(address).url
    assert done(AuditEntry.Action.OPENED) == []


def test_it_turns_itself_to_the_locked_screen_in_time(maria: Colleague) -> None:
    _found, address = written()
    assert "/unlock/" in maria.get(address).headers["Refresh"]


def test_nothing_sends_a_form_to_it(maria: Colleague) -> None:
    _found, address = written()
    assert maria.post(address).status_code == 405
