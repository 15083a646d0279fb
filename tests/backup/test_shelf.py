"""Which archives there are, and that they go on the day that the forms promise."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import pytest
import time_machine
from django.contrib.auth.models import User

from idpwsp.backup import shelf
from resources.models import Section
from tests.factories import make_page
from tests.inbox.keys import make_keys
from tests.markup import read

# Half past four in the morning of March 1 in Los Angeles.
NOW = datetime(2027, 3, 1, 12, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.BACKUP_DIR, settings.BACKUP_DAYS = tmp_path, 30
    return tmp_path


@pytest.fixture(autouse=True)
def march():
    with time_machine.travel(NOW, tick=False):
        yield


def put(folder: Path, days: int, is_sealed: bool = True) -> Path:
    path = folder / shelf.name_of(NOW - timedelta(days=days), is_sealed)
    path.write_bytes(b"heron" * 100)
    return path


def test_the_newest_is_found(folder):
    put(folder, 2)
    newest = put(folder, 0, is_sealed=False)
    put(folder, 1)

    found = shelf.newest()

    assert found is not None
    assert (found.path, found.made_at, found.is_sealed, found.is_copied) == (newest, NOW, False, False)


def test_without_a_folder_there_is_none(settings, folder):
    settings.BACKUP_DIR = folder / "not-there"
    assert shelf.newest() is None
    assert shelf.rotate() == 0


def test_those_go_that_are_as_old_as_the_forms_say(folder):
    kept = [put(folder, days) for days in (0, 1, 29)]
    gone = [put(folder, days) for days in (30, 31, 400)]

    assert shelf.rotate() == 3

    assert all(path.exists() for path in kept)
    assert not any(path.exists() for path in gone)


@pytest.mark.django_db
def test_it_goes_by_the_number_that_stands_on_the_forms(client, folder, settings):
    settings.BACKUP_DAYS = 12
    make_keys(User.objects.create_superuser("maria"))
    make_page("contact", Section.CONTACT, at_root=True)
    [promised] = re.findall(r"for (\d+) days more", read(client, "/contact/").main)
    late, early = put(folder, int(promised)), put(folder, int(promised) - 1)

    assert shelf.rotate() == 1

    assert (late.exists(), early.exists()) == (False, True)


def test_what_was_deleted_in_the_evening_is_in_no_backup_on_the_promised_day(folder, settings):
    """By dates, not by hours: the last backup that holds it was made on the morning of the day it was deleted."""
    settings.BACKUP_DAYS = 1
    last = put(folder, 1)
    put(folder, 0)
    # Some minutes earlier in the night than that one was made.
    with time_machine.travel(NOW - timedelta(minutes=20), tick=False):
        shelf.rotate()
    assert not last.exists()


def test_the_newest_goes_too_on_its_day(folder):
    """Forms promise a day, and say nothing of a last one."""
    last, before = put(folder, 30), put(folder, 29)
    before.unlink()
    assert shelf.rotate() == 1
    assert not last.exists()


def test_before_another_one_is_made_the_newest_stays(folder):
    old, newest = put(folder, 40), put(folder, 30)
    assert shelf.rotate(keep_newest=True) == 1
    assert (old.exists(), newest.exists()) == (False, True)


def test_where_forms_say_nothing_of_backups_one_lasts_for_a_night(folder, settings):
    settings.BACKUP_DAYS = 0
    yesterday, today = put(folder, 1), put(folder, 0)
    shelf.rotate()
    assert (yesterday.exists(), today.exists()) == (False, True)


def test_one_that_cannot_go_is_said_and_stops_no_other(folder, monkeypatch):
    stays, goes = put(folder, 41), put(folder, 40)
    really = shelf.overwrite

    def refuse(path: Path) -> None:
        if path == stays:
            raise PermissionError(1, "Operation not permitted", str(path))
        really(path)

    monkeypatch.setattr(shelf, "overwrite", refuse)
    with pytest.raises(shelf.NotRotated, match=stays.name):
        shelf.rotate()
    assert not goes.exists()


def test_one_of_another_users_goes_without_being_overwritten(folder, monkeypatch):
    old, really = put(folder, 40), Path.open

    def refuse(self: Path, *arguments: str) -> IO[Any]:
        if self == old:
            raise PermissionError(13, "Permission denied", str(self))
        return really(self, *arguments)

    monkeypatch.setattr(Path, "open", refuse)
    assert shelf.rotate() == 1
    assert not old.exists()


# ── Named by a clock that was ahead ────────────────────────────────────────


@pytest.fixture
def ahead(folder) -> Path:
    """One that says it was made in ten months, and was written today."""
    path = put(folder, -300)
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    return path


def test_one_ahead_of_the_clock_is_not_the_newest(folder, ahead):
    newest = put(folder, 2)
    found = shelf.newest()
    assert found
    assert found.path == newest


def test_it_goes_as_many_days_after_it_was_written(folder, ahead):
    assert shelf.rotate() == 0
    with time_machine.travel(NOW + timedelta(days=29), tick=False):
        assert shelf.rotate() == 0
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        assert shelf.rotate() == 1
    assert not ahead.exists()


def test_where_it_was_written_is_ahead_too_it_goes_as_many_days_after_it_was_seen(folder, ahead):
    late = (NOW + timedelta(days=300)).timestamp()
    os.utime(ahead, (late, late))
    assert shelf.rotate() == 0
    with time_machine.travel(NOW + timedelta(days=30), tick=False):
        assert shelf.rotate() == 1


# ── What is not ours ───────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    ["idpwsp-2020-01-01T000000Z.tar.old", "idpwsp-2020-01-01T000000Z.zip", "my-idpwsp-2020-01-01T000000Z.tar",
     "idpwsp-2020-01-01.tar", "idpwsp-2020-13-01T000000Z.tar", "notes.txt", "IDPWSP-2020-01-01T000000Z.tar"],
)  # fmt: skip
def test_nothing_is_deleted_that_is_not_named_as_ours(folder, name):
    (folder / name).write_text("heron")
    put(folder, 0)
    assert shelf.rotate() == 0
    assert (folder / name).exists()


def test_a_link_or_a_folder_of_that_name_is_left_alone(folder):
    (folder / "heron").write_text("heron")
    (folder / "idpwsp-2020-01-01T000000Z.tar").symlink_to(folder / "heron")
    (folder / "idpwsp-2020-01-02T000000Z.tar").mkdir()
    put(folder, 0)

    assert shelf.rotate() == 0
    assert (folder / "heron").read_text() == "heron"


def test_what_is_deleted_is_overwritten_first(folder, monkeypatch):
    old, seen = put(folder, 40), []
    put(folder, 0)
    monkeypatch.setattr(Path, "unlink", lambda self, missing_ok=False: seen.append(self.read_bytes()))

    shelf.rotate()

    assert seen == [b"\0" * 500]
    assert old.exists()


def test_a_copy_counts_for_the_one_that_was_copied_alone(folder):
    put(folder, 1)
    first = shelf.newest()
    assert first
    first.note_copied()
    assert first.is_copied
    put(folder, 0)
    second = shelf.newest()
    assert second
    assert not second.is_copied
    assert (folder / "copied").stat().st_mode & 0o777 == 0o600
