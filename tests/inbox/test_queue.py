"""The list of one queue: what waits, by its subject, with what to know at a glance."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contact.inbox import conversations
from contact.inbox.models import Conversation, Queue, Record
from tests.inbox.keys import make_conversation, make_letter
from tests.inbox.staff import INBOX, Colleague, make_staff
from tests.markup import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria() -> Colleague:
    return make_staff()[0]


def make_many(number: int) -> None:
    """Rows like one that was written, without the sealing."""
    one, _receipt = make_conversation()
    record = one.records.get()
    many = [Conversation(queue=one.queue, form="message", state="new", started_on=one.started_on,
                         changed_on=one.changed_on, delete_on=one.delete_on) for _each in range(number)]  # fmt: skip
    Conversation.objects.bulk_create(many)
    Record.objects.bulk_create(
        Record(conversation=each, kind="first", sequence=0, on=record.on, delete_on=record.delete_on,
               sealed=record.sealed, queue_key=record.queue_key, key_for_queue=record.key_for_queue)
        for each in many
    )  # fmt: skip


def test_it_shows_what_waits_by_its_subject_and_dates(maria: Colleague) -> None:
    make_conversation()
    words = maria.words("help/")
    day = timezone.localdate()
    assert "A heron at the pond" in words
    assert f"New {day:%m/%d/%Y} {day:%m/%d/%Y} {day + timedelta(days=90):%m/%d/%Y}" in words
    assert "Marmalade" not in words


def test_whoever_has_waited_longest_comes_first(maria: Colleague) -> None:
    newer, _receipt = make_conversation(letter=make_letter("Newer"))
    older, _receipt = make_conversation(letter=make_letter("Older"))
    Conversation.objects.filter(pk=older.pk).update(changed_on=newer.changed_on - timedelta(days=3))
    words = maria.words("help/")
    assert words.index("Older") < words.index("Newer")


@pytest.mark.parametrize(
    ("choice", "shown"),
    [("", {"new", "for-us"}), ("?state=for-them", {"for-them"}), ("?state=done", {"done"}),
     ("?state=set-aside", {"aside"}), ("?state=all", {"new", "for-us", "for-them", "done", "aside"}),
     ("?state=mine", {"for-us"})],
)  # fmt: skip
def test_one_chooses_what_is_shown(maria: Colleague, choice: str, shown: set[str]) -> None:
    names = {"new", "for-us", "for-them", "done", "aside"}
    for name in names:
        one, _receipt = make_conversation(letter=make_letter(f"Subject-{name}."), is_set_aside=name == "aside")
        Conversation.objects.filter(pk=one.pk).update(state="new" if name == "aside" else name)
        if name in ("for-us", "done"):
            Conversation.objects.filter(pk=one.pk).update(assigned_to=maria.user)
    words = maria.words(f"help/{choice}")
    assert {name for name in names if f"Subject-{name}." in words} == shown


def test_what_to_know_shows_at_a_glance(maria: Colleague) -> None:
    make_conversation(letter=make_letter(needs_interpreter=True))
    assert "interpreter needed number not checked" in maria.words("help/")
    Conversation.objects.update(has_checked_number=True, assigned_to=maria.user)
    words = maria.words("help/")
    assert "number not checked" not in words
    assert " Maria " in words.split("Deleted on")[1]
    conversations.start(form="entered", queue="help", letter=make_letter("By post"), receipt=None)
    assert "no number entered by us" in maria.words("help/")


def test_a_broken_one_says_so(maria: Colleague) -> None:
    make_conversation()
    Record.objects.update(sealed=b"cut")
    words = maria.words("help/")
    assert "Does not open This was changed or cut after it was written" in words


def test_one_that_was_swapped_for_another_says_so(maria: Colleague) -> None:
    one, _receipt = make_conversation(letter=make_letter("Hers"))
    other, _receipt = make_conversation(letter=make_letter("His"))
    first, second = one.records.get(), other.records.get()
    Record.objects.filter(pk=first.pk).update(sealed=second.sealed, key_for_queue=second.key_for_queue)
    words = maria.words("help/")
    assert "This was moved here from another place" in words
    assert "Hers" not in words


def test_where_only_later_words_are_kept_it_says_so(maria: Colleague) -> None:
    with time_machine.travel("2027-03-01 20:00:00+00:00", tick=False):
        one, _receipt = make_conversation()
    with time_machine.travel("2027-05-20 20:00:00+00:00", tick=False):
        conversations.write_again(one, "More")
    Record.objects.filter(kind="first").update(delete_on=timezone.localdate())
    assert "Later words; the first have reached their date" in maria.words("help/?state=all")


def test_the_subject_is_in_no_title_or_address(maria: Colleague) -> None:
    make_conversation()
    document = Document(maria.get("help/").content.decode())
    assert document.title == "Help | IDPWSP"
    assert "heron" not in " ".join(each.get("href", "") for each in document.all("a"))


def test_locked_it_leads_to_the_locked_screen_and_back(maria: Colleague) -> None:
    make_conversation()
    del maria.reader.cookies["staff-inbox"]
    response = maria.get("help/")
    assert response.status_code == 302
    assert response.url == "/staff/inbox/unlock/?next=%2Fstaff%2Finbox%2Fhelp%2F"


def test_it_turns_itself_to_the_locked_screen_in_time(maria: Colleague) -> None:
    seconds, _, address = maria.get("help/").headers["Refresh"].partition("; url=")
    assert 1700 < int(seconds) <= 1800
    assert address.startswith("/staff/inbox/unlock/")


def test_a_choice_that_there_is_not_is_not_found(maria: Colleague) -> None:
    assert maria.get("help/?state=secret").status_code == 404


def test_a_queue_that_there_is_not_is_not_found(maria: Colleague) -> None:
    assert maria.get("lost/").status_code == 404


def test_long_lists_have_pages_that_keep_what_was_chosen(maria: Colleague) -> None:
    make_many(60)
    document = Document(maria.get("help/?state=all").content.decode())
    assert "?state=all&page=2" in [each.get("href") for each in document.all("a")]
    second = Document(maria.get("help/?state=all&page=2").content.decode())
    assert len(second.all("tr")) == 1 + 11
    assert maria.get("help/?state=all&page=3").status_code == 404


def test_however_much_there_is_it_asks_the_database_as_often(maria: Colleague, organisation: object) -> None:
    one, _receipt = make_conversation()
    addresses = ["/staff/", *(f"{INBOX}{each}" for each in ("", "help/", "help/?state=all", f"c/{one.pk}/"))]
    asked: list[list[int]] = []
    for more in (60, 9_939):
        make_many(more - 1)
        asked.append([queries_of(maria, address) for address in addresses])
    assert Conversation.objects.count() == 10_000
    assert asked[0] == asked[1]
    assert max(asked[1]) < 40


def queries_of(who: Colleague, address: str) -> int:
    who.reader.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert who.reader.get(address).status_code == 200
    return len(queries)


def test_the_first_visit_makes_the_queues(maria: Colleague) -> None:
    Queue.objects.filter(name__in=["brochures"]).delete()
    assert maria.get("").status_code == 200
    assert Queue.objects.get(name="brochures").retention_days == 60
