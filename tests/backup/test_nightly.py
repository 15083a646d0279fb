"""The worker makes a backup each night, and sees to it that there is one elsewhere too."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from idpwsp.backup import nightly, shelf
from idpwsp.backup.copying import NotCopied
from idpwsp.backup.shelf import Backup

# Half past three in the morning in Los Angeles, before the clocks change.
NIGHT = datetime(2027, 3, 1, 11, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.BACKUP_DIR, settings.BACKUP_DAILY, settings.DATA_DIR = tmp_path, True, tmp_path / "data"
    return tmp_path


@pytest.fixture(autouse=True)
def done(folder: Path, monkeypatch) -> list[str]:
    """What was made and copied, each by its time or name."""
    every: list[str] = []

    def make() -> Backup:
        path = folder / shelf.name_of(datetime.now(UTC), is_sealed=True)
        path.touch()
        every.append("made")
        [*_older, backup] = shelf.found()
        return backup

    class Copying:
        """Takes no time."""

        def __init__(self, backup: Backup) -> None:
            self.backup = backup

        start = classmethod(lambda cls, backup: cls(backup))

        def is_over(self) -> bool:
            every.append("copied")
            self.backup.note_copied()
            return True

    monkeypatch.setattr(nightly, "make", make)
    monkeypatch.setattr(nightly, "Copying", Copying)
    return every


def run_at(*times: datetime) -> None:
    for moment in times:
        with time_machine.travel(moment, tick=False):
            nightly.run()


def test_one_is_made_each_night_and_copied_once(done):
    run_at(*(NIGHT + hours * HOUR for hours in range(73)))
    assert done == ["made", "copied"] * 4


def test_not_unless_the_operator_wants_it(done, settings):
    settings.BACKUP_DAILY = False
    run_at(NIGHT)
    assert done == []


def test_none_by_a_clock_that_may_be_wrong(done, monkeypatch):
    monkeypatch.setattr(nightly.clock, "is_doubtful", lambda: True)
    run_at(NIGHT)
    assert done == []


def test_a_night_that_was_missed_is_made_up_for_once(done):
    run_at(NIGHT, NIGHT + 2.3 * 24 * HOUR, NIGHT + 2.4 * 24 * HOUR)
    assert done == ["made", "copied"] * 2


def test_one_made_by_hand_in_the_morning_is_that_nights(done, folder):
    (folder / shelf.name_of(NIGHT + HOUR, is_sealed=False)).touch()
    run_at(NIGHT + 2 * HOUR)
    assert done == ["copied"]


def test_one_from_before_the_night_is_not(done, folder):
    (folder / shelf.name_of(NIGHT - HOUR, is_sealed=False)).touch()
    run_at(NIGHT)
    assert done == ["made", "copied"]


def test_one_that_is_not_encrypted_is_made_anew_once_there_is_a_recipient(done, folder, settings):
    settings.BACKUP_RECIPIENT = "somebody"
    (folder / shelf.name_of(NIGHT + HOUR, is_sealed=False)).touch()
    run_at(NIGHT + 2 * HOUR, NIGHT + 3 * HOUR)
    assert done == ["made", "copied"]


def test_one_that_a_wrong_clock_has_dated_ahead_stops_no_other(done, folder):
    (folder / shelf.name_of(NIGHT + 9000 * HOUR, is_sealed=True)).touch()
    run_at(NIGHT + HOUR, NIGHT + 25 * HOUR)
    assert done.count("made") == 2


def test_a_copy_that_failed_is_tried_again_without_another_backup(done, monkeypatch):
    def fail(self: object) -> bool:
        raise NotCopied("no")

    with monkeypatch.context() as broken:
        broken.setattr(nightly.Copying, "is_over", fail)
        with pytest.raises(NotCopied):
            run_at(NIGHT)
    run_at(NIGHT + HOUR)

    assert done == ["made", "copied"]


def test_nothing_waits_for_a_copy_that_takes_long(done, monkeypatch):
    with time_machine.travel(NIGHT, tick=False):
        with monkeypatch.context() as slow:
            slow.setattr(nightly.Copying, "is_over", lambda self: False)
            # The worker goes on with the rest, and comes back.
            assert [nightly.run(), nightly.run()] == [False, False]
        assert done == ["made"]
        assert nightly.run() is True
    assert done == ["made", "copied"]


def test_the_clocks_change_and_every_night_has_one(done):
    # The second Sunday of March: half past three is an hour earlier by UTC.
    start = datetime(2027, 3, 13, 12, tzinfo=UTC)
    run_at(*(start + quarters * HOUR / 4 for quarters in range(96 * 3)))
    assert done.count("made") == 4
