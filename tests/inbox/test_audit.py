"""The list of who did what."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from contact.inbox.models import AuditEntry, Queue
from contact.inbox.models.audit import forget_old, note
from tests.inbox.keys import make_conversation, make_keyholder, make_keys
from tests.inbox.people import browser_of, make_colleague, words

pytestmark = pytest.mark.django_db
AUDIT = "/staff/inbox/audit/"
Action = AuditEntry.Action


@pytest.fixture
def maria(organisation: object) -> User:
    maria = make_colleague("maria", *Queue.Name.values, manages=True)
    make_keys(maria)
    return maria


@pytest.fixture
def ana(maria: User) -> User:
    ana = make_colleague("ana", "press")
    make_keyholder(ana)
    return ana


def test_it_tells_who_did_what_and_nothing_that_was_written(maria):
    conversation, _receipt = make_conversation()
    note(maria, Action.OPENED, conversation=conversation)
    page = words(browser_of(maria).get(AUDIT))
    assert f"maria Opened {conversation.pk} Help" in page
    assert "heron" not in page


def test_the_newest_stands_first_and_old_ones_on_further_pages(maria):
    for number in range(51):
        note(maria, Action.SETTINGS, detail=f"step {number}.")
    reader = browser_of(maria)
    first, second = words(reader.get(AUDIT)), words(reader.get(f"{AUDIT}?page=2"))
    assert first.index("step 50.") < first.index("step 1.")
    assert "step 0." not in first
    assert "step 0." in second
    assert reader.get(f"{AUDIT}?page=3").status_code == 404


def test_it_is_narrowed_down_by_person_and_queue(maria, ana):
    note(maria, Action.KEYS, queue=Queue.objects.named("help"), detail="first thing")
    note(maria, Action.KEYS, queue=Queue.objects.named("press"), detail="second thing")
    note(ana, Action.KEYS, queue=Queue.objects.named("press"), detail="third thing")
    reader = browser_of(maria)
    by_ana = words(reader.get(f"{AUDIT}?who=ana"))
    assert [name for name in ("first", "second", "third") if f"{name} thing" in by_ana] == ["third"]
    of_press = words(reader.get(f"{AUDIT}?queue=press"))
    assert [name for name in ("first", "second", "third") if f"{name} thing" in of_press] == ["second", "third"]


def test_a_keyholder_sees_their_own_queues_alone(maria, ana):
    note(maria, Action.KEYS, queue=Queue.objects.named("help"), detail="first thing")
    note(maria, Action.KEYS, queue=Queue.objects.named("press"), detail="second thing")
    note(maria, Action.KEYS, detail="third thing")
    for address in (AUDIT, f"{AUDIT}?queue=help", f"{AUDIT}?who=maria"):
        page = words(browser_of(ana).get(address))
        assert "first thing" not in page
        assert "third thing" not in page
        assert "Help" not in page
    assert "second thing" in words(browser_of(ana).get(AUDIT))


def test_whoever_manages_sees_keys_and_settings_of_all_and_messages_of_their_own_queues_alone(maria):
    bea = make_colleague("bea", "press", manages=True)
    opened, _receipt = make_conversation()
    note(maria, Action.OPENED, conversation=opened)
    note(maria, Action.KEYS, queue=Queue.objects.named("help"), detail="first thing")
    note(maria, Action.UNLOCKED)
    page = words(browser_of(bea).get(AUDIT))
    assert "first thing" in page
    assert "maria Unlocked the inbox" in page
    assert str(opened.pk) not in page
    assert str(opened.pk) in words(browser_of(maria).get(AUDIT))


def test_without_a_key_there_is_no_list(maria):
    assert browser_of(make_colleague("bea", "press")).get(AUDIT).status_code == 403


def test_it_stays_when_an_account_goes(maria):
    bea = make_colleague("bea", "press")
    note(bea, Action.UNLOCKED)
    bea.delete()
    assert "bea Unlocked the inbox" in words(browser_of(maria).get(AUDIT))


def test_what_is_older_than_a_year_is_forgotten(maria):
    note(maria, Action.UNLOCKED)
    AuditEntry.objects.update(at=timezone.now() - timedelta(days=366))
    note(maria, Action.REFUSED)
    assert forget_old() == 1
    assert forget_old() == 0
    assert AuditEntry.objects.get().action == Action.REFUSED
