"""After a new key: what is kept is wrapped for it, in batches that can stop and go on."""

import pytest
from django.contrib.auth.models import User

from contact.inbox import conversations, keyholders, rewrapping
from contact.inbox.models import Queue, QueueKey, Record
from tests.inbox.keys import PASSPHRASE, make_conversation, make_keyholder, make_keys
from tests.inbox.people import browser_of, make_colleague, words

pytestmark = pytest.mark.django_db
REWRAP = "/staff/inbox/keyholders/rewrap/"


@pytest.fixture
def maria(organisation: object, monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(rewrapping, "AT_ONCE", 3)
    maria = make_colleague("maria", *Queue.Name.values, manages=True)
    make_keys(maria)
    return maria


@pytest.fixture
def kept(maria: User) -> list:
    """Eight records in four conversations, and then a new key."""
    found = [make_conversation()[0] for _each in range(4)]
    for conversation in found:
        conversations.answer(conversation, "Come on Tuesday")
    keyholders.renew_key(Queue.objects.named("help"))
    return found


def test_it_goes_on_from_batch_to_batch_until_the_old_key_is_gone(maria, kept):
    reader = browser_of(maria, unlocked=True)
    assert "8 records wait" in words(reader.get(REWRAP))
    assert QueueKey.objects.filter(queue="help").count() == 2
    promised = set(Record.objects.values_list("pk", "delete_on", "on"))
    page = reader.post(REWRAP, {"queue": "help"})
    assert "3 records of Help were wrapped for the new key." in words(page)
    assert "5 records wait" in words(page)
    # Begun anew, by another browser.
    reader = browser_of(maria, unlocked=True)
    reader.post(REWRAP, {"queue": "help"})
    page = reader.post(REWRAP, {"queue": "help"})
    assert "Everything that is kept is wrapped for the keys of today." in words(page)
    assert QueueKey.objects.filter(queue="help").count() == 1
    assert set(Record.objects.values_list("pk", "delete_on", "on")) == promised
    keyring = keyholders.unlock(maria.keyholder, PASSPHRASE)
    for conversation in kept:
        assert [each.problem for each in conversations.open_all(conversation, keyring)] == ["", ""]


def test_what_does_not_open_is_passed_over_and_said(maria, kept):
    broken = Record.objects.order_by("pk").first()
    Record.objects.filter(pk=broken.pk).update(key_for_queue=b"x" * 80)
    queue, keyring = Queue.objects.named("help"), keyholders.unlock(maria.keyholder, PASSPHRASE)
    first = rewrapping.rewrap(queue, keyring)
    assert (first.done, first.not_opened) == (2, 1)
    second = rewrapping.rewrap(queue, keyring, first.go_on_after)
    third = rewrapping.rewrap(queue, keyring, second.go_on_after)
    assert (second.done, third.done, third.go_on_after) == (3, 2, None)
    assert rewrapping.waiting() == {"help": 1}
    page = browser_of(maria, unlocked=True).post(REWRAP, {"queue": "help"})
    assert "1 did not open with your keys." in words(page)


def test_a_colleague_who_holds_the_queue_can_do_it(maria, kept):
    ana = make_colleague("ana", "help")
    make_keyholder(ana)
    keyholders.let_in(ana.keyholder, Queue.objects.named("help"), keyholders.unlock(maria.keyholder, PASSPHRASE))
    page = browser_of(ana, unlocked=True).post(REWRAP, {"queue": "help"})
    assert "3 records of Help were wrapped" in words(page)


def test_whoever_holds_no_key_of_it_is_told(maria, kept):
    ana = make_colleague("ana", "help")
    make_keyholder(ana)
    page = browser_of(ana, unlocked=True).post(REWRAP, {"queue": "help"})
    assert "You hold no key of Help, so a colleague has to do this." in words(page)
    assert rewrapping.waiting() == {"help": 8}


def test_a_queue_that_may_not_be_seen_is_not_there(maria, kept):
    ana = make_colleague("ana", "press")
    make_keyholder(ana)
    reader = browser_of(ana, unlocked=True)
    assert "Help" not in words(reader.get(REWRAP))
    assert reader.post(REWRAP, {"queue": "help"}).status_code == 404


def test_a_crooked_address_begins_at_the_beginning(maria, kept):
    page = browser_of(maria, unlocked=True).post(REWRAP, {"queue": "help", "after": "nonsense"})
    assert "3 records of Help were wrapped" in words(page)


def test_it_needs_an_unlocked_inbox(maria, kept):
    assert browser_of(maria).post(REWRAP, {"queue": "help"}).status_code == 302
    assert rewrapping.waiting() == {"help": 8}
