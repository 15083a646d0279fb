"""What the inbox warns of, and whom."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from contact.inbox import keyholders
from contact.inbox.models import Conversation, Queue
from contact.inbox.warnings import for_user
from tests.inbox.keys import PASSPHRASE, make_conversation, make_keyholder, make_keys
from tests.inbox.people import browser_of, make_colleague, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria(organisation: object) -> User:
    """She and Bea hold all keys: nothing is wrong."""
    maria = make_colleague("maria", *Queue.Name.values, manages=True)
    make_keys(maria, make_colleague("bea", *Queue.Name.values))
    return maria


def said(user: User) -> str:
    return " ".join(concern.text for concern in for_user(user))


def test_all_is_well(maria):
    make_conversation()
    assert for_user(maria) == []


def test_before_set_up_nothing_else_is_said(organisation):
    assert [each.url for each in for_user(make_colleague("maria", manages=True))] == ["/staff/inbox/setup/"]
    assert "Ask whoever manages it." in said(make_colleague("ana", "help"))


def test_whoever_may_see_no_queue_is_not_bothered(organisation):
    assert for_user(make_colleague("ana")) == []


def test_one_keyholder_is_too_few(maria):
    ana = make_colleague("ana", "help")
    make_keys(maria, queues=("help", "press"))
    assert "Fewer than two people hold a key of Help, Press:" in said(maria)
    # Of queues that she may not see she is told nothing.
    assert "Fewer than two people hold a key of Help:" in said(ana)


def test_a_keyholder_who_cannot_sign_in_does_not_count(maria):
    User.objects.filter(username="bea").update(is_active=False)
    assert "Fewer than two people hold a key of Help, Speakers" in said(maria)
    assert "bea holds a key without the right to use it." in said(maria)


def test_a_keyholder_who_lost_the_right_is_named_to_managers(maria):
    ana = make_colleague("ana", "help")
    make_keyholder(ana)
    keyholders.let_in(ana.keyholder, Queue.objects.named("help"), keyholders.unlock(maria.keyholder, PASSPHRASE))
    assert "ana" not in said(maria)
    ana.user_permissions.clear()
    concern = for_user(maria)[-1]
    assert concern.text.startswith("ana holds a key without the right to use it.")
    assert concern.url == f"/staff/inbox/keyholders/{ana.keyholder.pk}/remove/"
    assert "ana" not in said(User.objects.get(username="bea"))


@pytest.mark.parametrize(
    ("waits", "opened", "is_warned"), [(7, None, True), (6, None, False), (30, 7, True), (30, 6, False)]
)
def test_what_nobody_opens_for_seven_days(maria, waits, opened, is_warned):
    make_conversation()
    today = timezone.localdate()
    Conversation.objects.update(changed_on=today - timedelta(days=waits))
    Queue.objects.update(opened_on=today - timedelta(days=opened) if opened else None)
    assert ("Something has waited in Help for seven days" in said(maria)) is is_warned


@pytest.mark.parametrize("quiet", [{"state": "done"}, {"state": "for-them"}, {"is_set_aside": True}])
def test_what_waits_for_nobody_does_not_count(maria, quiet):
    make_conversation()
    Conversation.objects.update(changed_on=timezone.localdate() - timedelta(days=30), **quiet)
    assert for_user(maria) == []


def test_a_stopped_queue_comes_first(maria):
    Queue.objects.filter(name="press").update(is_stopped=True)
    [concern] = for_user(maria)
    assert concern.is_urgent
    assert concern.text.startswith("Press is stopped, and nothing can be sent to it")
    assert for_user(make_colleague("ana", "help")) == []


def test_records_that_wait_for_the_new_key(maria):
    make_conversation()
    keyholders.renew_key(Queue.objects.named("help"))
    [concern] = for_user(maria)
    assert concern.text == "Help: 1 record still waits to be wrapped for the new key."
    assert concern.url == "/staff/inbox/keyholders/rewrap/"
    assert for_user(make_colleague("ana", "press")) == []


def test_they_stand_on_the_front_page_and_in_the_inbox(maria):
    Queue.objects.filter(name="press").update(is_stopped=True)
    reader = browser_of(maria)
    for address in ("/staff/", "/staff/inbox/unlock/", "/staff/inbox/audit/"):
        assert "Press is stopped, and nothing can be sent to it" in words(reader.get(address))


def test_their_questions_do_not_grow_with_what_is_kept(maria, django_assert_max_num_queries):
    user = User.objects.get(pk=maria.pk)
    for number in range(8):
        make_conversation()
        make_keyholder(make_colleague(f"colleague{number}", "help"))
    with django_assert_max_num_queries(25):
        for_user(user)


def test_whoever_manages_reads_who_waits_to_be_let_in(maria):
    ana = make_colleague("ana", "help")
    make_keyholder(ana)
    [concern] = for_user(maria)
    assert concern.text == "ana has made a passphrase and waits to be let in."
    assert concern.url == f"/staff/inbox/keyholders/{ana.keyholder.pk}/let-in/"
    assert for_user(ana) == []


def test_whoever_manages_without_the_right_is_not_told_how_much_there_is(maria):
    cleo = make_colleague("cleo", manages=True)
    conversation, _receipt = make_conversation()
    week = timezone.localdate() - timedelta(days=7)
    Conversation.objects.filter(pk=conversation.pk).update(changed_on=week)
    keyholders.renew_key(Queue.objects.named("help"))
    assert len(for_user(maria)) == 2
    assert for_user(cleo) == []


def test_whoever_set_it_up_without_the_right_to_read_is_told_what_to_do(organisation):
    nora = make_colleague("nora", manages=True)
    make_keys(nora)
    found = {concern.text: concern.url for concern in for_user(nora)}
    assert any(text.startswith("You hold a key without the right to use it.") for text in found)
    # Nobody removes themselves: there is no page for that.
    assert not any("remove" in url or "let-in" in url for url in found.values())
    make_conversation()
    assert "nora holds a key" not in said(nora)
