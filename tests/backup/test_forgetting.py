"""A line of the list of early deletions goes when no backup can hold any more what it names."""

from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine

from idpwsp.backup.forgetting import forget_old
from idpwsp.backup.shelf import name_of
from idpwsp.foundation import deleted_early

OLD, NEW = uuid4().hex, uuid4().hex


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR, settings.BACKUP_DIR, settings.BACKUP_DAYS = tmp_path, tmp_path / "backups", 30
    settings.BACKUP_DIR.mkdir()
    deleted_early.remember("", {OLD: date(2027, 3, 1), NEW: date(2027, 3, 2)})
    return settings.BACKUP_DIR


def left_on(day: int) -> set[str]:
    with time_machine.travel(datetime(2027, 4, day, 19, tzinfo=UTC), tick=False):
        forget_old()
    return {noted.id for noted in deleted_early.remembered()}


def test_it_goes_after_as_many_days_as_backups_are_kept() -> None:
    with time_machine.travel("2027-03-31 19:00:00+00:00", tick=False):
        assert forget_old() == 0
    assert left_on(1) == {NEW}
    assert left_on(2) == set()


@pytest.mark.parametrize(("made_on", "left"), [(1, {OLD, NEW}), (2, {NEW}), (3, set())])
def test_it_stays_as_long_as_a_backup_is_there_that_may_hold_what_it_names(shelf: Path, made_on, left) -> None:
    # No other was made since, so this one was never rotated out.
    (shelf / name_of(datetime(2027, 3, made_on, 19, tzinfo=UTC), is_sealed=True)).write_bytes(b"")
    assert left_on(20) == left


def test_where_there_is_no_list_nothing_is_made() -> None:
    deleted_early.file().unlink()
    assert left_on(20) == set()
    assert not deleted_early.file().exists()
