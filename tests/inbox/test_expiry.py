"""Every record is gone on the day that was promised when it was written, whatever happened to it since."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contact.inbox import conversations, derivation, expiry, keyholders
from contact.inbox.door import Visit
from contact.inbox.models import Conversation, Queue, QueueKey, ReceiptSalt, Record
from contact.inbox.receipts import Receipt
from tests.disk import make_disk
from tests.inbox.keys import PASSPHRASE, make_conversation, make_keys

pytestmark = pytest.mark.django_db

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
START = date(2027, 1, 4)
WITH_CONVERSATIONS = Queue.objects.prefetch_related("conversations")


@pytest.fixture
def maria() -> User:
    maria = User.objects.create_superuser("maria")
    make_keys(maria)
    return maria


def on(day: date, hour: int = 12) -> time_machine.travel:
    """Noon of a day in San Francisco."""
    return time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=LOS_ANGELES), tick=False)


# ── What was promised ──────────────────────────────────────────────────────

WRITES: dict[str, Callable[[Conversation, User], Record]] = {
    "more": lambda conversation, user: conversations.write_again(conversation, "And there is more"),
    "contact": lambda conversation, user: conversations.change_contact(conversation, conversations.Contact()),
    "answer": lambda conversation, user: conversations.answer(conversation, "Come on Tuesday"),
    "note": lambda conversation, user: conversations.add_note(conversation, "She sounded well", user),
}
NAMES = st.sampled_from(Queue.Name.values)
STEPS = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(sorted(WRITES))),
    st.tuples(st.just("move"), NAMES),
    st.tuples(st.just("new key"), NAMES),
    st.tuples(st.just("keep"), NAMES, st.integers(7, 730)),
    st.tuples(st.just("wait"), st.integers(1, 200)),
    st.tuples(st.just("expire")),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["help", "brochures"]), st.lists(STEPS, max_size=14))
def test_every_record_goes_on_the_day_that_was_promised(maria: User, queue: str, steps: list[tuple]) -> None:
    with transaction.atomic():
        live_through(maria, queue, steps)
        transaction.set_rollback(True)


def live_through(maria: User, queue: str, steps: list[tuple]) -> None:
    today = START
    keyring = keyholders.unlock(maria.keyholder, PASSPHRASE)
    with on(today):
        conversation, receipt = make_conversation(queue)
    promised = {conversation.records.get().pk: today + timedelta(days=conversation.queue.retention_days)}
    for step, *details in steps:
        if step == "wait":
            today += timedelta(days=details[0])
        with on(today):
            found = Conversation.objects.filter(pk=conversation.pk).first()
            assert (found is not None) == (max(promised.values()) > today)
            if step == "write" and found:
                record = WRITES[details[0]](found, maria)
                day = today + timedelta(days=found.queue.retention_days)
                # Whoever takes back that we may call is not to be called when that is gone before what it takes back.
                before = [promised[pk] for pk in ways_to_reach(found, record)] if details[0] == "contact" else []
                promised[record.pk] = max([day, *before])
            elif step == "move" and found:
                conversations.move(found, Queue.objects.named(details[0]), keyring)
            elif step == "new key":
                keyring = give_new_key(maria, details[0])
            elif step == "keep":
                Queue.objects.filter(name=details[0]).update(retention_days=details[1])
            elif step == "expire":
                expiry.expire()
                assert set(Record.everything.values_list("pk", flat=True)) == kept(promised, today)
                assert Conversation.everything.exists() == bool(kept(promised, today))
            check(conversation, receipt, promised, today)


def ways_to_reach(conversation: Conversation, but: Record) -> list:
    """The records that say how somebody may be reached, apart from one."""
    said = conversation.records.filter(kind__in=[Record.Kind.FIRST, Record.Kind.CONTACT])
    return list(said.exclude(pk=but.pk).values_list("pk", flat=True))


def give_new_key(maria: User, name: str) -> keyholders.Keyring:
    """A new key for a queue, and all records of the old ones wrapped for it."""
    before = keyholders.unlock(maria.keyholder, PASSPHRASE)
    queue = Queue.objects.named(name)
    old = list(queue.keys.all())
    new = keyholders.new_queue_key(queue, [maria.keyholder])
    for record in Record.everything.filter(queue_key__in=old):
        conversations.rewrap(record, new, before)
    return keyholders.unlock(maria.keyholder, PASSPHRASE)


def kept(promised: dict, today: date) -> set:
    return {pk for pk, day in promised.items() if day > today}


def check(conversation: Conversation, receipt: Receipt, promised: dict, today: date) -> None:
    """What each query finds is what was promised, and the dates are still the same."""
    visible = dict(Record.objects.values_list("pk", "delete_on"))
    assert visible == {pk: day for pk, day in promised.items() if day > today}
    found = conversations.find(receipt.number)
    assert (found.conversation is not None) == bool(visible)
    if found.conversation:
        assert found.conversation.delete_on == max(promised.values())
        days = [promised[record.pk] for record in found.conversation.records.filter(kind=Record.Kind.ANSWER)]
        assert [answer.delete_on for answer in conversations.answers(found)] == days
        assert all(answer.text for answer in conversations.answers(found))


# ── From every query at once ───────────────────────────────────────────────


@pytest.fixture
def overdue(maria: User) -> tuple[Conversation, Receipt]:
    """A conversation on its last day, which the tests look at a minute after midnight."""
    with on(START):
        conversation, receipt = make_conversation()
        conversations.answer(conversation, "Come on Tuesday")
    return conversation, receipt


@pytest.mark.parametrize(
    "query",
    [
        lambda conversation, receipt: Conversation.objects.all(),
        lambda conversation, receipt: Conversation.objects.filter(pk=conversation.pk),
        lambda conversation, receipt: Queue.objects.named("help").conversations.all(),
        lambda conversation, receipt: WITH_CONVERSATIONS.get(name="help").conversations.all(),
        lambda conversation, receipt: Record.objects.all(),
        lambda conversation, receipt: conversation.records.all(),
        lambda conversation, receipt: QueueKey.objects.get(queue="help").records.all(),
        lambda conversation, receipt: conversations.find(receipt.number).conversation,
        lambda conversation, receipt: conversations.answers(conversations.Found(conversation, receipt)),
        lambda conversation, receipt: conversations.open_first([conversation], None),  # type: ignore[arg-type]
        lambda conversation, receipt: conversations.renumber(conversation.pk, conversations.new_receipt()),
    ],
)  # fmt: skip
def test_after_midnight_nothing_finds_it(overdue, query):
    conversation, receipt = overdue
    # Minutes before midnight of its day, in San Francisco; in London it is that day already.
    with on(conversation.delete_on - timedelta(days=1), 23):
        assert conversations.find(receipt.number).conversation == conversation
    with on(conversation.delete_on, 0):
        assert not query(conversation, receipt)


def test_staff_who_still_have_it_open_neither_read_nor_answer_it(overdue, maria, rf):
    conversation, _receipt = overdue
    request = rf.get("/staff/inbox/")
    request.user = maria
    with on(conversation.delete_on):
        with pytest.raises(Http404):
            Visit(request).conversation(conversation.pk)
        with pytest.raises(Conversation.DoesNotExist):
            conversations.answer(conversation, "Too late")


def test_what_is_not_overdue_stays_in_a_conversation_whose_first_message_is_gone(maria):
    with on(START):
        conversation, _receipt = make_conversation()
    with on(START + timedelta(days=80)):
        more = conversations.write_again(conversation, "And there is more")
    with on(START + timedelta(days=90)):
        assert expiry.expire() == 1
        assert list(Record.everything.all()) == [more]
        assert conversations.answer(conversation, "Come on Tuesday").sequence == 2


# ── For good ───────────────────────────────────────────────────────────────


def test_it_is_deleted_once_however_often_it_is_asked_for(overdue):
    conversation, _receipt = overdue
    with on(conversation.delete_on - timedelta(days=1)):
        assert expiry.expire() == 0
    with on(conversation.delete_on):
        assert expiry.expire() == 3
        assert expiry.expire() == 0
    assert not Conversation.everything.exists()
    assert not Record.everything.exists()


def test_a_replaced_key_goes_with_its_last_record(overdue, maria):
    conversation, _receipt = overdue
    old = QueueKey.objects.get(queue="help")
    with on(conversation.delete_on - timedelta(days=1)):
        keyholders.new_queue_key(Queue.objects.named("help"), [maria.keyholder])
        expiry.expire()
        assert QueueKey.objects.filter(pk=old.pk).exists()
    with on(conversation.delete_on):
        expiry.expire()
    assert not QueueKey.objects.filter(pk=old.pk).exists()
    assert QueueKey.objects.filter(is_current=True).count() == len(Queue.Name)


def test_a_replaced_salt_goes_with_its_last_conversation(overdue):
    conversation, receipt = overdue
    newer = ReceiptSalt.objects.create(salt=derivation.new_salt(), memory=8192, passes=1)
    with on(conversation.delete_on - timedelta(days=1)):
        expiry.expire()
        assert conversations.find(receipt.number).conversation == conversation
    with on(conversation.delete_on):
        expiry.expire()
    assert list(ReceiptSalt.objects.all()) == [newer]


def test_nothing_of_it_is_on_the_disk_once_nobody_reads_any_more(tmp_path: Path) -> None:
    disk = make_disk(tmp_path)
    said = disk.python("""
import contextlib, io, sqlite3
from pathlib import Path
from django.conf import settings
from django.utils import timezone

def holds():
    return any(part in path.read_bytes() for path in Path(settings.DATA_DIR).glob("db.sqlite3*") for part in parts)

def expired():
    with contextlib.redirect_stderr(io.StringIO()) as err:
        call_command("expire", stderr=err)
    print(Record.everything.count(), holds(), "Run again" in err.getvalue())

# As long as anybody is connected, SQLite keeps its log: other readers, a backup, a worker.
other = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
conversation, receipt = make_conversation(letter=make_letter(subject="A heron " * 1000))
record = Record.objects.get()
sealed = bytes(record.sealed)
# A long one lies on several pages.
parts = [sealed[start : start + 32] for start in range(0, len(sealed), 32)]
parts += [bytes(record.key_for_queue), receipt.id]
print(Record.everything.count(), holds())
for kind in (Conversation, Record):
    kind.everything.update(delete_on=timezone.localdate())
other.execute("BEGIN")
other.execute("SELECT count(*) FROM inbox_record").fetchone()
expired()
other.execute("ROLLBACK")
expired()
""")
    assert [line for line in said.splitlines() if "Deleted" not in line] == ["1 True", "0 True True", "0 False False"]
