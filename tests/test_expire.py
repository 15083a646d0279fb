"""One command deletes whatever has reached its date, and the worker does the same once an hour."""

from datetime import timedelta

import pytest
from django.conf import settings as project
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.module_loading import import_string

from contact.inbox.models import AuditEntry, Conversation, audit
from idpwsp.backup import shelf
from tests.inbox.keys import make_conversation, make_keys

pytestmark = pytest.mark.django_db

CALLED: list[str] = []
# In a variable: a log may hold our own code.
WORDS = "telltale words"


def count() -> int:
    CALLED.append("count")
    return 2


def fail() -> int:
    raise ValueError(WORDS)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    CALLED.clear()


def test_it_works(capsys):
    make_keys(User.objects.create_superuser("maria"))
    make_conversation()
    Conversation.everything.update(delete_on=timezone.localdate())

    call_command("expire")

    assert not Conversation.everything.exists()
    assert "Deleted: 2." in capsys.readouterr().out


def test_running_it_twice_does_no_harm(capsys):
    call_command("expire")
    call_command("expire")
    assert capsys.readouterr().out.count("Deleted: 0.") == 2


@pytest.mark.parametrize("name", project.EXPIRING)
def test_each_says_how_much_it_has_deleted(name):
    assert import_string(name)() == 0


def test_one_that_fails_stops_no_other_and_is_named_without_its_words(settings, log):
    settings.EXPIRING = [f"{__name__}.fail", f"{__name__}.count"]

    with pytest.raises(CommandError, match=r"test_expire\.fail"):
        call_command("expire", verbosity=0)

    assert CALLED == ["count"]
    assert "Not deleted on its date: tests.test_expire.fail" in log.getvalue()
    assert "telltale" not in log.getvalue()


def test_backups_go_on_their_day_where_no_worker_runs(settings, tmp_path):
    settings.BACKUP_DIR, settings.BACKUP_DAYS = tmp_path, 30
    paths = [tmp_path / shelf.name_of(timezone.now() - timedelta(days=days), is_sealed=True) for days in (31, 29)]
    for path in paths:
        path.write_bytes(b"heron")

    call_command("expire", verbosity=0)

    assert [path.exists() for path in paths] == [False, True]


def test_a_backup_that_cannot_go_is_said(settings, tmp_path, monkeypatch):
    def fail() -> int:
        raise shelf.NotRotated("Not deleted on its day: heron.")

    monkeypatch.setattr("idpwsp.management.commands.expire.rotate", fail)
    with pytest.raises(CommandError, match="heron"):
        call_command("expire", verbosity=0)


def test_a_backup_is_cleared_of_what_was_deleted_early_before_anything_else():
    assert project.EXPIRING[0] == "contact.inbox.early_deletions.apply"


def test_who_did_what_is_forgotten_after_a_year():
    maria = User.objects.create_superuser("maria")
    for days in (364, 366):
        audit.note(maria, AuditEntry.Action.UNLOCKED)
        AuditEntry.objects.filter(pk=AuditEntry.objects.first().pk).update(at=timezone.now() - timedelta(days=days))
    assert audit.forget_old() == 1
    assert AuditEntry.objects.get().at > timezone.now() - timedelta(days=365)
