"""Letting a colleague in."""

import pytest
from django.contrib.auth.models import User

from contact.inbox import conversations, keyholders
from contact.inbox.models import AuditEntry, Queue, Share
from tests.inbox.keys import PASSPHRASE, make_conversation, make_keyholder, make_keys
from tests.inbox.people import browser_of, make_colleague, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria(organisation: object) -> User:
    maria = make_colleague("maria", *Queue.Name.values, manages=True)
    make_keys(maria)
    return maria


@pytest.fixture
def ana(maria: User) -> User:
    ana = make_colleague("ana", "help", "press")
    make_keyholder(ana)
    return ana


def let_in(user: User) -> str:
    return f"/staff/inbox/keyholders/{user.keyholder.pk}/let-in/"


def test_she_reads_what_is_kept_and_what_comes(maria, ana):
    before, _receipt = make_conversation()
    # What was sealed to an older key as well.
    keyholders.renew_key(Queue.objects.named("help"))
    reader = browser_of(maria, unlocked=True)
    assert "Be sure who it is" in words(reader.get(let_in(ana)))
    assert reader.post(let_in(ana), {"queues": ["help"]}).status_code == 302
    after, _receipt = make_conversation()
    keyring = keyholders.unlock(ana.keyholder, PASSPHRASE)
    for conversation in (before, after):
        assert conversations.open_all(conversation, keyring)[0].body
    assert not Share.objects.filter(keyholder=ana.keyholder, queue_key__queue="press").exists()
    entry = AuditEntry.objects.get(action=AuditEntry.Action.KEYS)
    assert (entry.queue_id, entry.detail) == ("help", "Let in ana")


def test_only_queues_that_she_may_read_are_offered(maria, ana):
    reader = browser_of(maria, unlocked=True)
    assert reader.post(let_in(ana), {"queues": ["speakers"]}).status_code == 422
    assert reader.post(let_in(ana), {}).status_code == 422
    assert not ana.keyholder.shares.exists()


def test_nobody_shares_what_they_do_not_hold(maria, ana):
    other = make_colleague("other", *Queue.Name.values, manages=True)
    make_keyholder(other)
    reader = browser_of(other, unlocked=True)
    page = words(reader.get(let_in(ana)))
    assert "You hold no key of Help, Press" in page
    assert reader.post(let_in(ana), {"queues": ["help"]}).status_code == 422
    with pytest.raises(keyholders.NotHeld):
        keyholders.let_in(ana.keyholder, Queue.objects.named("help"), keyholders.unlock(other.keyholder, PASSPHRASE))


def test_a_stopped_queue_is_shared_with_nobody(maria, ana):
    Queue.objects.filter(name="help").update(is_stopped=True)
    assert browser_of(maria, unlocked=True).post(let_in(ana), {"queues": ["help"]}).status_code == 422


def test_there_is_no_letting_in_of_the_sheet_or_of_nobody(maria):
    reader = browser_of(maria, unlocked=True)
    assert reader.get(f"/staff/inbox/keyholders/{keyholders.sheet().pk}/let-in/").status_code == 404
    assert reader.get("/staff/inbox/keyholders/9999/let-in/").status_code == 404


def test_new_keys_that_a_colleague_makes_at_this_moment_are_not_passed_on_unseen(maria, ana, monkeypatch):
    share = keyholders.let_in

    def share_late(keyholder, queue, keyring):
        Queue.objects.filter(pk=queue.pk).update(is_stopped=True)
        queue.refresh_from_db()
        share(keyholder, queue, keyring)

    monkeypatch.setattr(keyholders, "let_in", share_late)
    response = browser_of(maria, unlocked=True).post(let_in(ana), {"queues": ["help"]}, follow=True)
    assert "You hold no key of Help" in words(response)
    assert not Share.objects.filter(keyholder=ana.keyholder).exists()
