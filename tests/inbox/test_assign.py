"""Saying who has a conversation."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from contact.inbox.models import AuditEntry, Conversation
from tests.inbox.keys import make_conversation
from tests.inbox.staff import Colleague, done, make_staff
from tests.markup import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> tuple[Colleague, Colleague, Colleague]:
    return make_staff()


@pytest.fixture
def written(staff: Any) -> Conversation:
    return make_conversation()[0]


def has_it(written: Conversation) -> User | None:
    return Conversation.objects.get(pk=written.pk).assigned_to


def give(who: Colleague, written: Conversation, to: User | None, had: User | None = None) -> Any:
    return who.post(f"c/{written.pk}/assign/", to=to.pk if to else "", had=had.pk if had else "")


def test_one_takes_it_oneself(staff, written):
    maria, ana, _lupe = staff
    assert give(maria, written, maria.user).status_code == 302
    assert has_it(written) == maria.user
    assert "Now Maria has it." in maria.words(f"c/{written.pk}/")
    assert " Maria " in ana.words("help/").split("Deleted on")[1]
    [entry] = done(AuditEntry.Action.ASSIGNED)
    assert (entry.by, entry.conversation) == (maria.user, written.pk)


def test_it_is_passed_on_to_a_colleague_and_to_nobody(staff, written):
    maria, ana, _lupe = staff
    give(maria, written, ana.user)
    assert has_it(written) == ana.user
    give(maria, written, None, had=ana.user)
    assert has_it(written) is None


def test_only_those_who_may_read_the_queue_are_offered(staff, written):
    User.objects.create_superuser("gone", is_active=False)
    User.objects.create_user("outside", is_superuser=True)
    page = Document(staff[0].get(f"c/{written.pk}/").content.decode())
    [select] = [each for each in page.all("select") if each.get("name") == "to"]
    assert ["".join(option.itertext()) for option in select.iter("option")] == ["Nobody", "Ana", "Maria"]


def test_whoever_may_not_read_the_queue_cannot_have_it(staff, written):
    maria, _ana, lupe = staff
    give(maria, written, lupe.user)
    assert has_it(written) is None
    assert "may not read this queue" in maria.words(f"c/{written.pk}/")


def test_two_who_take_it_at_once_learn_of_each_other(staff, written):
    maria, ana, _lupe = staff
    give(ana, written, ana.user)
    give(maria, written, maria.user)
    assert has_it(written) == ana.user
    assert "Somebody else has taken it" in maria.words(f"c/{written.pk}/")


def test_it_needs_no_key(staff, written):
    del staff[0].reader.cookies["staff-inbox"]
    give(staff[0], written, staff[0].user)
    assert has_it(written) == staff[0].user


def test_an_address_alone_does_nothing(staff, written):
    assert staff[0].get(f"c/{written.pk}/assign/?to={staff[0].user.pk}").status_code == 302
    assert has_it(written) is None


def test_it_is_for_those_who_may_read_the_queue(staff, written):
    assert give(staff[2], written, staff[2].user).status_code == 404
    assert has_it(written) is None


def test_a_number_of_ten_thousand_digits_breaks_nothing(staff, written):
    maria = staff[0]
    assert maria.post(f"c/{written.pk}/assign/", to=maria.user.pk, had="9" * 10_000).status_code == 302
