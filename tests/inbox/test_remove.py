"""Removing a keyholder: new keys for the others, and a new sheet where the old one was seen."""

import pytest
from django.contrib.auth.models import User
from django.db.models import ProtectedError

from contact.inbox import conversations, keyholders, passphrases, removing
from contact.inbox.models import AuditEntry, Keyholder, Queue, QueueKey
from tests.inbox.keys import PASSPHRASE, SHEET, make_conversation, make_keyholder, make_keys
from tests.inbox.people import browser_of, hidden, make_colleague, part_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria(organisation: object) -> User:
    return make_colleague("maria", *Queue.Name.values, manages=True)


@pytest.fixture
def ana(maria: User) -> User:
    ana = make_colleague("ana", "help", "press")
    make_keys(maria)
    make_keys(maria, ana, queues=("help", "press"))
    QueueKey.objects.filter(is_current=False).delete()
    return ana


def remove(user: User) -> str:
    return f"/staff/inbox/keyholders/{user.keyholder.pk}/remove/"


def opens(keyring, conversation) -> bool:
    return conversations.open_all(conversation, keyring)[0].body is not None


def test_she_opens_nothing_any_more_and_the_others_everything(maria, ana):
    before, _receipt = make_conversation()
    theirs = keyholders.unlock(ana.keyholder, PASSPHRASE)
    reader = browser_of(maria, unlocked=True)
    assert "It cannot undo what this person has read" in words(reader.get(remove(ana)))
    response = reader.post(remove(ana), {"queues": ["help", "press"], "has_seen_sheet": "no"})
    assert response.headers["Location"] == "/staff/inbox/keyholders/rewrap/"
    assert not Keyholder.objects.filter(user=ana).exists()
    after, _receipt = make_conversation()
    # Even with the old keys, which she may have copied.
    theirs.private_key(QueueKey.objects.filter(queue="help").first().pk)
    assert not opens(theirs, after)
    mine = keyholders.unlock(maria.keyholder, PASSPHRASE)
    paper = keyholders.Keyring(keyholders.sheet(), passphrases.sheet_keys(SHEET).private)
    assert opens(mine, before)
    assert opens(mine, after)
    assert opens(paper, after)
    assert AuditEntry.objects.filter(detail="Removed ana").count() == 2


def test_she_can_be_removed_from_one_queue_alone(maria, ana):
    reader = browser_of(maria, unlocked=True)
    reader.post(remove(ana), {"queues": ["press"], "has_seen_sheet": "no"})
    keyring = keyholders.unlock(Keyholder.objects.get(user=ana), PASSPHRASE)
    assert opens(keyring, make_conversation("help")[0])
    assert not opens(keyring, make_conversation("press")[0])
    # To her no queue looks as if its key had been changed.
    assert keyholders.stop_changed(keyring) == []


def test_a_seen_sheet_is_replaced_first(maria, ana):
    reader = browser_of(maria, unlocked=True)
    form = {"queues": ["help"], "has_seen_sheet": "yes"}
    page = reader.post(remove(ana), form)
    assert page.status_code == 200
    assert "Nothing has been changed yet." in words(page)
    assert ana.keyholder.shares.filter(queue_key__queue="help").exists()
    code = hidden(page, "sheet_code")
    wrong = reader.post(remove(ana), {**form, "sheet_code": code, "sheet_code_part": "no"})
    assert wrong.status_code == 422
    assert hidden(wrong, "sheet_code") == code
    assert hidden(wrong, "queues") == "help"
    response = reader.post(remove(ana), {**form, "sheet_code": code, "sheet_code_part": part_of(code)})
    assert response.status_code == 302
    old = keyholders.Keyring(keyholders.sheet(), passphrases.sheet_keys(SHEET).private)
    new = keyholders.Keyring(keyholders.sheet(), passphrases.sheet_keys(code).private)
    # The old sheet opened every queue, so every queue has a new key.
    for queue in Queue.Name.values:
        conversation, _receipt = make_conversation(queue)
        assert not opens(old, conversation)
        assert opens(new, conversation)
    keyring = keyholders.unlock(Keyholder.objects.get(user=ana), PASSPHRASE)
    assert opens(keyring, make_conversation("press")[0])
    assert not opens(keyring, make_conversation("help")[0])


def test_nobody_removes_the_last_person_of_a_queue(maria, ana):
    maria.keyholder.shares.filter(queue_key__queue="help").delete()
    response = browser_of(maria, unlocked=True).post(remove(ana), {"queues": ["help"], "has_seen_sheet": "yes"})
    assert response.status_code == 422
    assert "Nobody else who can sign in holds a key of Help." in words(response)
    assert ana.keyholder.shares.filter(queue_key__queue="help").exists()


def test_somebody_who_cannot_sign_in_is_not_the_other_one(maria, ana):
    bea = make_colleague("bea", *Queue.Name.values, manages=True)
    make_keyholder(bea)
    User.objects.filter(pk=maria.pk).update(is_active=False)
    response = browser_of(bea, unlocked=True).post(remove(ana), {"queues": ["help"], "has_seen_sheet": "no"})
    assert response.status_code == 422


@pytest.mark.parametrize("form", [{}, {"queues": ["help"]}, {"queues": ["speakers"], "has_seen_sheet": "no"}])
def test_it_asks_for_what_is_missing(maria, ana, form):
    keys = set(QueueKey.objects.values_list("pk", flat=True))
    assert browser_of(maria, unlocked=True).post(remove(ana), form).status_code == 422
    assert set(QueueKey.objects.values_list("pk", flat=True)) == keys


def test_nobody_removes_themselves(maria, ana):
    assert browser_of(maria, unlocked=True).get(remove(maria)).status_code == 404


def test_what_she_has_unlocked_locks_at_once(maria, ana):
    theirs = browser_of(ana, unlocked=True)
    browser_of(maria, unlocked=True).post(remove(ana), {"queues": ["help", "press"], "has_seen_sheet": "no"})
    assert theirs.get("/staff/inbox/keyholders/rewrap/").status_code == 302


def test_an_account_goes_after_its_keys(maria, ana):
    with pytest.raises(ProtectedError):
        User.objects.get(pk=ana.pk).delete()
    browser_of(maria, unlocked=True).post(remove(ana), {"queues": ["help", "press"], "has_seen_sheet": "no"})
    User.objects.get(pk=ana.pk).delete()


def test_whoever_was_never_let_in_loses_the_passphrase_alone(maria, ana):
    bea = make_colleague("bea", "help")
    make_keyholder(bea)
    keys = set(QueueKey.objects.values_list("pk", flat=True))
    reader = browser_of(maria, unlocked=True)
    assert "They hold no key." in words(reader.get(remove(bea)))
    response = reader.post(remove(bea), {"has_seen_sheet": "no"}, follow=True)
    assert "bea is removed." in words(response).lower()
    assert not Keyholder.objects.filter(user=bea).exists()
    assert set(QueueKey.objects.values_list("pk", flat=True)) == keys
    assert AuditEntry.objects.filter(detail="Removed bea").exists()


def test_two_who_remove_each_others_last_colleague_do_not_both_succeed(maria, ana, monkeypatch):
    """Looked at before, there was another one; at the moment of removing there is none any more."""
    look = removing.check_others
    looks = []

    def look_twice(keyholder, queues):
        looks.append(keyholder)
        if len(looks) == 2:
            User.objects.filter(pk=maria.pk).update(is_active=False)
        look(keyholder, queues)

    monkeypatch.setattr(removing, "check_others", look_twice)
    response = browser_of(maria, unlocked=True).post(remove(ana), {"queues": ["help"], "has_seen_sheet": "no"})
    assert response.status_code == 422
    assert "Nothing was changed" in words(response)
    assert Keyholder.objects.filter(user=ana).exists()
