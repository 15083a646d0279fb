"""From a first message to its answer, and who can read what of it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from contact.inbox import conversations, derivation, keyholders, receipts
from contact.inbox.models import Queue, ReceiptSalt, Record
from tests.inbox.keys import PASSPHRASE, make_conversation, make_keyholder, make_keys, make_letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria() -> User:
    maria = User.objects.create_superuser("maria", password="a long password")
    make_keys(maria)
    return maria


def test_a_keyholder_reads_what_was_written(maria: User) -> None:
    conversation, _receipt = make_conversation()
    [opened] = conversations.open_all(conversation, keyholders.unlock(maria.keyholder, PASSPHRASE))
    assert opened.letter is not None
    assert opened.letter.subject == "A heron at the pond"
    assert opened.letter.fields == [("What happened", "Marmalade sky over the quarry")]


def test_whoever_has_no_share_of_the_key_reads_nothing(maria: User) -> None:
    conversation, _receipt = make_conversation()
    ana = make_keyholder(User.objects.create_user("ana"))
    [opened] = conversations.open_all(conversation, keyholders.unlock(ana, PASSPHRASE))
    assert opened.body is None
    assert opened.problem == "You hold no key for this."


def test_the_number_opens_the_answers_and_nothing_else(maria: User) -> None:
    conversation, receipt = make_conversation()
    conversations.answer(conversation, "Come on Tuesday")
    conversations.add_note(conversation, "She sounded well", maria)
    found = conversations.find(receipts.read(receipt.shown))
    assert found.conversation == conversation
    assert [answer.text for answer in conversations.answers(found)] == ["Come on Tuesday"]
    with_number = Record.objects.filter(key_for_receipt__isnull=False)
    assert [record.kind for record in with_number] == [Record.Kind.ANSWER]


def test_a_number_that_nobody_has_finds_nothing(maria: User) -> None:
    make_conversation()
    found = conversations.find(receipts.new())
    assert found.conversation is None
    assert conversations.answers(found) == []


def test_without_keys_nothing_is_taken(db: None) -> None:
    with pytest.raises(conversations.Closed):
        make_conversation()


def test_what_was_promised_stays_when_staff_change_how_long_they_keep(maria: User) -> None:
    conversation, _receipt = make_conversation()
    promised = conversation.delete_on
    Queue.objects.filter(name="help").update(retention_days=7)
    conversation.refresh_from_db()
    assert conversation.delete_on == promised
    assert (promised - timezone.localdate()).days == 90


def test_a_moved_conversation_is_read_by_the_other_queue_alone(maria: User) -> None:
    ana = User.objects.create_user("ana")
    make_keyholder(ana)
    make_keys(ana, queues=("press",))
    conversation, receipt = make_conversation()
    conversations.answer(conversation, "Come on Tuesday")
    conversation.refresh_from_db()
    promised = conversation.delete_on
    conversations.move(conversation, Queue.objects.named("press"), keyholders.unlock(maria.keyholder, PASSPHRASE))
    conversation.refresh_from_db()
    opened = conversations.open_all(conversation, keyholders.unlock(ana.keyholder, PASSPHRASE))
    assert [each.problem for each in opened] == ["", ""]
    assert conversation.delete_on == promised
    assert [answer.text for answer in conversations.answers(conversations.find(receipt.number))] == ["Come on Tuesday"]


def test_a_number_keeps_the_salt_it_was_derived_with(maria: User) -> None:
    receipt = conversations.new_receipt()
    older = ReceiptSalt.objects.get()
    newer = ReceiptSalt.objects.create(salt=derivation.new_salt(), memory=older.memory, passes=older.passes)
    conversation = conversations.start(form="message", queue="help", letter=make_letter(), receipt=receipt)
    assert conversation.receipt_salt == older
    assert conversations.find(receipt.number).conversation == conversation
    assert conversations.current_salt() == newer


def test_a_number_is_looked_up_with_two_queries(maria: User, django_assert_num_queries: Any) -> None:
    number = make_conversation()[1].number
    with django_assert_num_queries(2):
        conversations.find(number)
