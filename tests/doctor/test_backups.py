from datetime import timedelta

import pytest
from django.utils import timezone

from idpwsp.backup.shelf import found, name_of
from idpwsp.doctor import backups
from tests.doctor.asking import said, states


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.DATA_DIR, settings.BACKUP_DIR = tmp_path, tmp_path
    settings.BACKUP_DAILY = True
    settings.BACKUP_COPY = "cp"
    return tmp_path


def put(folder, age, is_sealed=True):
    (folder / name_of(timezone.now() - age, is_sealed)).touch()
    return found()[-1]


def test_a_fresh_one_that_is_sealed_and_was_copied_is_well(folder):
    put(folder, timedelta(hours=20)).note_copied()

    assert states(backups.backups) == ["ok"]


def test_none_at_all_is_wrong():
    assert states(backups.backups) == ["wrong"]


def test_an_old_one_is_wrong(folder):
    put(folder, timedelta(days=5)).note_copied()

    assert states(backups.backups) == ["wrong"]
    assert "5 days old" in said(backups.backups)


def test_one_that_stayed_here_is_wrong(folder):
    put(folder, timedelta(hours=1))

    assert states(backups.backups) == ["ok", "wrong"]
    assert "not left this machine" in said(backups.backups)


def test_one_that_is_still_here_after_its_day_is_wrong(folder):
    put(folder, timedelta(days=33))
    put(folder, timedelta(hours=1)).note_copied()

    assert states(backups.backups) == ["wrong", "ok"]
    assert "after their day" in said(backups.backups)


def test_one_whose_name_is_ahead_of_the_clock_is_wrong_and_is_not_the_newest(folder):
    put(folder, timedelta(days=-300))

    assert states(backups.backups) == ["wrong", "wrong"]
    assert "ahead of the clock" in said(backups.backups)
    assert "There is no backup" in said(backups.backups)


def test_a_file_that_no_backup_holds_is_to_be_looked_at(folder, settings):
    settings.MEDIA_ROOT = folder / "media"
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / ".DS_Store").touch()
    put(folder, timedelta(hours=1)).note_copied()

    assert states(backups.backups) == ["look", "ok"]
    assert ".DS_Store" in said(backups.backups)


def test_what_interrupted_work_has_left_is_wrong(folder):
    put(folder, timedelta(hours=1)).note_copied()
    (folder / "backing-up").mkdir()
    (folder / "upgrade-kept").mkdir()

    assert states(backups.backups) == ["wrong", "wrong", "ok"]
    assert "backing-up" in said(backups.backups)
    assert "upgrade-kept" in said(backups.backups)


def test_what_is_not_set_is_to_be_looked_at(folder, settings):
    settings.BACKUP_DAILY = False
    settings.BACKUP_COPY = ""
    put(folder, timedelta(hours=1), is_sealed=False)

    assert states(backups.backups) == ["look", "ok", "look", "look"]
