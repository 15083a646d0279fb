"""What was deleted at somebody's wish stays deleted, also after an old backup was brought back."""

from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from contact.inbox import conversations, early_deletions
from contact.inbox.models import Conversation, Record
from idpwsp.foundation import deleted_early
from tests.disk import make_disk
from tests.inbox.keys import make_conversation, make_keys

DAY = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def keys(db: None) -> None:
    make_keys(User.objects.create_superuser("maria"))


def test_what_is_deleted_early_is_noted_by_its_id_and_date_alone(keys: None) -> None:
    conversation, _receipt = make_conversation()
    pk, delete_on = conversation.pk, conversation.delete_on

    conversations.delete(conversation)

    assert deleted_early.remembered() == {deleted_early.Noted("", pk.hex): delete_on}
    assert deleted_early.file().read_text().split() == [pk.hex, delete_on.isoformat()]
    assert deleted_early.file().stat().st_mode & 0o777 == 0o600


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
    deleted_early.file().write_text("".join(f"{uuid4().hex} {DAY}\n" for _number in range(1200)))
    early_deletions.remember(gone.pk, DAY)

    assert early_deletions.apply() == 1


def test_without_a_list_there_is_nothing_to_do(db: None) -> None:
    assert early_deletions.apply() == 0
    assert not deleted_early.file().exists()


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
