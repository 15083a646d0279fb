"""Whole copies of the database that a killed backup, restore or upgrade leaves behind."""

import os
import time
from pathlib import Path

import pytest

from idpwsp import clock
from idpwsp.backup import leftovers
from idpwsp.foundation.files import UNFINISHED
from tests.backup.sites import make_site, run

HOUR = 3600


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.DATA_DIR, settings.BACKUP_DIR = tmp_path, tmp_path / "backups"
    return tmp_path


def leave(folder: Path, name: str, hours: float = 0) -> Path:
    """A copy of the database, and a picture beside it."""
    left = folder / name
    (left / "media" / "pictures").mkdir(parents=True)
    for path in (left / "db.sqlite3", left / "media" / "pictures" / "360.webp"):
        path.write_bytes(b"heron")
    moment = time.time() - hours * HOUR
    for path in (left, *left.rglob("*")):
        os.utime(path, (moment, moment))
    return left


def test_that_of_a_backup_goes_at_once_unless_one_is_being_made(folder):
    left = leave(folder, "backing-up")
    draft = folder / "backups" / "idpwsp-2027-03-01T000000Z.tar.unfinished"
    draft.parent.mkdir()
    draft.write_bytes(b"heron")
    with leftovers.alone():
        assert leftovers.stale() == []
        assert leftovers.clear() == 0
    assert leftovers.stale() == [left, draft]
    assert leftovers.clear() == 2
    assert not left.exists()
    assert not draft.exists()


@pytest.mark.parametrize("name", ["restoring", "upgrade"])
def test_that_of_others_goes_after_a_day(folder, name):
    left = leave(folder, name, hours=25)
    # Somebody is at work: another file has been changed since.
    os.utime(left / "db.sqlite3")
    assert leftovers.stale() == []
    assert leftovers.clear() == 0
    os.utime(left / "db.sqlite3", (0, 0))
    assert leftovers.stale() == [left]
    assert leftovers.clear() == 1
    assert not left.exists()


def test_not_by_a_clock_that_may_be_wrong(folder, monkeypatch):
    left = leave(folder, "restoring", hours=25)
    monkeypatch.setattr(clock, "is_doubtful", lambda: True)
    assert leftovers.clear() == 0
    assert left.exists()


def test_it_is_overwritten_first_and_nothing_that_a_link_leads_to(folder, monkeypatch):
    left = leave(folder, "backing-up")
    (folder / "words").write_bytes(b"heron")
    (left / "link").symlink_to(folder / "words")
    seen = []
    monkeypatch.setattr(leftovers.shutil, "rmtree", lambda path: None)
    monkeypatch.setattr(Path, "unlink", lambda self, missing_ok=False: seen.append(self.read_bytes()))
    leftovers.clear()
    assert seen == [b"\0" * 5] * 2
    assert (folder / "words").read_bytes() == b"heron"


def test_a_restore_that_is_killed_at_its_end_costs_no_database(folder, settings):
    """By then the database has a second name, which is the real one."""
    database = Path(settings.DATA_DIR) / "db.sqlite3"
    database.write_bytes(b"heron")
    draft = Path(settings.DATA_DIR) / "restoring"
    draft.mkdir()
    os.link(database, draft / "db.sqlite3")

    leftovers.wipe(draft)

    assert not draft.exists()
    assert database.read_bytes() == b"heron"


def test_a_backup_that_is_killed_leaves_nothing_for_long(tmp_path):
    disk = make_site(tmp_path / "site")
    script = """
import os
from idpwsp.backup import archive, making
def end(self, name, path): os.kill(os.getpid(), 9)
archive.Writer.add = end
making.make()
"""
    with disk.start_python(script) as process:
        process.communicate(timeout=60)
    assert process.returncode == -9
    assert (disk.data_dir / "backing-up" / "db.sqlite3").stat().st_size
    assert list((disk.data_dir / "backups").glob(f"*{UNFINISHED}"))

    assert run(disk, "expire").returncode == 0

    assert not (disk.data_dir / "backing-up").exists()
    assert not list((disk.data_dir / "backups").iterdir())
