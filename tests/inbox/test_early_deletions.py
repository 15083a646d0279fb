"""What was deleted at somebody's wish stays deleted, also after an old backup was brought back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from contact.inbox import conversations, early_deletions
from contact.inbox.models import Conversation, Record
from tests.disk import make_disk
from tests.inbox.keys import make_conversation, make_keys

DAY = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR, settings.BACKUP_DAYS = tmp_path, 30
    return tmp_path


@pytest.fixture
def keys(db: None) -> None:
    make_keys(User.objects.create_superuser("maria"))


def test_what_is_deleted_early_is_noted_by_its_id_and_date_alone(keys: None) -> None:
    conversation, _receipt = make_conversation()
    pk, delete_on = conversation.pk, conversation.delete_on

    conversations.delete(conversation)

    assert early_deletions.remembered() == {pk: delete_on}
    assert early_deletions.file().read_text().split() == [pk.hex, delete_on.isoformat()]
    assert early_deletions.file().stat().st_mode & 0o777 == 0o600


def test_what_a_backup_brings_back_goes_again_and_nothing_else(keys: None) -> None:
    gone, _receipt = make_conversation()
    stays, _receipt = make_conversation()
    early_deletions.remember(gone.pk, gone.delete_on)

    assert early_deletions.apply() == 1

    assert list(Conversation.everything.all()) == [stays]
    assert {record.conversation for record in Record.everything.all()} == {stays}
    assert early_deletions.apply() == 0


def test_also_where_it_is_overdue_by_now(keys: None) -> None:
    gone, _receipt = make_conversation()
    early_deletions.remember(gone.pk, gone.delete_on)
    Conversation.everything.update(delete_on=timezone.localdate())

    assert early_deletions.apply() == 1


def test_many_are_dropped_at_once(keys: None) -> None:
    gone, _receipt = make_conversation()
    early_deletions.file().write_text("".join(f"{uuid4().hex} {DAY}\n" for _number in range(1200)))
    early_deletions.remember(gone.pk, DAY)

    assert early_deletions.apply() == 1


def test_the_list_of_another_machine_is_added_and_neither_is_lost(folder: Path) -> None:
    ours, both, theirs = uuid4(), uuid4(), uuid4()
    early_deletions.remember(ours, DAY)
    early_deletions.remember(both, DAY)
    other = folder / "other"
    other.write_text(f"\n{both.hex} {DAY}\n\n{theirs.hex} {DAY}\nhalf a li")

    assert early_deletions.take_in(other) == 2

    assert early_deletions.remembered() == {ours: DAY, both: DAY, theirs: DAY}


def test_without_a_list_there_is_nothing_to_do(db: None) -> None:
    assert early_deletions.apply() == early_deletions.forget_old() == 0
    assert not early_deletions.file().exists()


@pytest.mark.parametrize(
    "rest", [f"{uuid4().hex[:9]}", f"{uuid4().hex} 2027-0", f"{uuid4().hex} 2027-13-45\n", "\0\xff"]
)
def test_a_line_that_was_cut_short_spoils_no_other(rest: str) -> None:
    first, last = uuid4(), uuid4()
    early_deletions.remember(first, DAY)
    with early_deletions.file().open("ab") as file:
        file.write(rest.encode("latin-1"))

    early_deletions.remember(last, DAY)

    assert early_deletions.remembered() == {first: DAY, last: DAY}


def test_a_line_goes_when_no_backup_can_hold_it_any_more() -> None:
    old, new = uuid4(), uuid4()
    early_deletions.remember(old, DAY)
    early_deletions.remember(new, DAY + timedelta(days=1))
    with time_machine.travel("2027-03-31 19:00:00+00:00", tick=False):
        assert early_deletions.forget_old() == 0
    with time_machine.travel("2027-04-01 19:00:00+00:00", tick=False):
        assert early_deletions.forget_old() == 1

    assert list(early_deletions.remembered()) == [new]
    assert early_deletions.file().stat().st_mode & 0o777 == 0o600


def test_noting_and_forgetting_at_once_loses_nothing() -> None:
    ids = [uuid4() for _number in range(40)]

    def note(number: int) -> None:
        early_deletions.remember(ids[number], date(2999, 1, 1))
        early_deletions.remember(uuid4(), date(2000, 1, 1))
        early_deletions.forget_old()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(note, range(len(ids))))

    early_deletions.forget_old()
    assert set(early_deletions.remembered()) == set(ids)


def test_an_old_backup_is_brought_back_and_what_was_deleted_since_goes_again(folder: Path) -> None:
    disk = make_disk(folder)
    said = disk.python(f"""
import shutil
from django.db import connection, connections

def copied(source, target):
    connections.close_all()
    shutil.copy(source, target)

(stays, receipt), (gone, receipt) = make_conversation(), make_conversation()
copied("{disk.database}", "{folder}/backup")
conversations.delete(Conversation.objects.get(pk=gone.pk))
copied("{folder}/backup", "{disk.database}")
print(Conversation.everything.count())
call_command("expire", verbosity=0)
print(*[each == stays for each in Conversation.everything.all()])
""")
    assert said.splitlines() == ["2", "True"]
