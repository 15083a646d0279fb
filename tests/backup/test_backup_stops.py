"""When a backup cannot be made, and what changes while it is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine

from idpwsp.backup import archive, leftovers, making, shelf
from idpwsp.backup.making import BackupError
from idpwsp.backup.sealing import Key
from tests.backup.sites import left


def test_by_a_clock_that_may_be_wrong_nothing_is_deleted_for_it(here, monkeypatch):
    asked = []
    monkeypatch.setattr(making, "expire", lambda: asked.append("expire"))
    monkeypatch.setattr(making.clock, "is_doubtful", lambda: True)
    making.make()
    assert asked == []
    monkeypatch.setattr(making.clock, "is_doubtful", lambda: False)
    making.make()
    assert asked == ["expire"]


def test_old_ones_go_first_where_the_disk_is_full_of_them(here, monkeypatch):
    here.mkdir()
    for day in (1, 2):
        (here / f"idpwsp-2020-01-0{day}T000000Z.tar").write_bytes(b"heron")
    seen = []

    def ask(folder: Path) -> SimpleNamespace:
        seen.extend(left(here))
        return SimpleNamespace(free=0)

    monkeypatch.setattr(making.shutil, "disk_usage", ask)
    with pytest.raises(BackupError, match="have to be free"):
        making.make()
    assert seen == ["idpwsp-2020-01-02T000000Z.tar"]


# ── When it cannot be made ─────────────────────────────────────────────────


@pytest.mark.parametrize("recipient", ["", Key.new().recipient.text()], ids=["plain", "sealed"])
@pytest.mark.parametrize("where", ["_copy_database", "_add_media"])
def test_one_that_fails_leaves_nothing(here, monkeypatch, settings, where, recipient):
    settings.BACKUP_RECIPIENT = recipient
    really = getattr(making, where)

    def fail(*arguments: object) -> None:
        really(*arguments)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making, where, fail)
    with pytest.raises(BackupError, match="No space left"):
        making.make()
    assert left(here) == []
    assert not (here.parent / "backing-up").exists()


def test_what_a_crash_has_left_goes_with_the_next_one(here):
    here.mkdir()
    (here / "idpwsp-2027-03-01T000000Z.tar.unfinished").write_bytes(b"heron")
    (here.parent / "backing-up").mkdir()
    (here.parent / "backing-up" / "db.sqlite3").write_bytes(b"heron")
    (here / "notes.unfinished").write_bytes(b"heron")
    made = making.make()
    assert sorted(left(here)) == [made.path.name, "notes.unfinished"]
    assert not (here.parent / "backing-up").exists()


def test_the_copy_that_is_not_encrypted_is_never_where_archives_are_put(here, disk, tmp_path, monkeypatch):
    really, seen = making._copy_database, []

    def copy(database: Path, to: Path) -> None:
        really(database, to)
        seen.append(to)
        assert to.parent.stat().st_mode & 0o777 == 0o700
        assert [path.stat().st_size for path in (tmp_path / "stick").iterdir()] == [0]

    monkeypatch.setattr(making, "_copy_database", copy)
    making.make(tmp_path / "stick")
    assert [path.relative_to(disk.data_dir).as_posix() for path in seen] == ["backing-up/db.sqlite3"]


def test_two_within_a_second_are_both_kept(here):
    with time_machine.travel(datetime(2026, 11, 23, tzinfo=UTC), tick=False):
        first, second = making.make(), making.make()

    assert [backup.path for backup in shelf.found()] == [first.path, second.path]
    assert first.path != second.path


def test_two_at_once_do_not_mix(here):
    here.mkdir()
    with leftovers.alone(), pytest.raises(BackupError, match="Another backup is being made"):
        making.make()
    assert left(here) == []


def test_a_disk_that_is_nearly_full_is_left_as_it_is(here, monkeypatch):
    monkeypatch.setattr(making.shutil, "disk_usage", lambda folder: SimpleNamespace(free=3_000_000))
    with pytest.raises(BackupError, match="have to be free"):
        making.make()
    assert left(here) == []


def test_a_database_that_is_not_there_is_said(here, disk):
    disk.database.unlink()
    with pytest.raises(BackupError, match="no database"):
        making.make()
    assert not disk.database.exists()


def test_a_damaged_database_gives_no_backup_and_takes_none_away(here, disk):
    here.mkdir()
    old = [f"idpwsp-2020-01-0{day}T000000Z.tar" for day in (1, 2)]
    young = shelf.name_of(datetime.now(UTC) - timedelta(days=3), is_sealed=False)
    for name in (*old, young):
        (here / name).write_bytes(b"heron")
    content = bytearray(disk.database.read_bytes())
    content[8192:] = b"heron" * (len(content[8192:]) // 5)
    disk.database.write_bytes(content)

    with pytest.raises(BackupError, match="No backup was made"):
        making.make()

    # What is too old is another matter.
    assert left(here) == [young]


def test_one_that_fails_leaves_the_last_one_however_old_it_is(here, disk):
    here.mkdir()
    (here / "idpwsp-2020-01-01T000000Z.tar").write_bytes(b"heron")
    disk.database.write_bytes(b"heron")
    with pytest.raises(BackupError):
        making.make()
    assert left(here) == ["idpwsp-2020-01-01T000000Z.tar"]


def test_another_database_is_refused_in_one_sentence(monkeypatch):
    monkeypatch.setattr(making, "connection", SimpleNamespace(vendor="postgresql"))
    with pytest.raises(BackupError, match="pg_dump"):
        making.make()


# ── Pictures that change meanwhile ─────────────────────────────────────────


def test_a_file_that_goes_meanwhile_is_no_fault(here, disk, monkeypatch):
    """Of a picture that is in the copy of the database no more."""
    [folder] = [disk.data_dir / "media" / "pictures" / "0123456789abcdef"]
    folder.mkdir(parents=True)
    (folder / "360.webp").write_bytes(b"heron")
    really = archive.Writer.add

    def add(self: archive.Writer, name: str, path: Path) -> None:
        if name.startswith("media/"):
            path.unlink()
        really(self, name, path)

    monkeypatch.setattr(archive.Writer, "add", add)
    assert len(archive.check(making.make().path, None).files) == 1


def test_a_picture_that_was_exchanged_meanwhile_is_there_as_it_is_now(here, disk, monkeypatch):
    disk.python("from tests.factories import make_picture; make_picture()")
    really, exchanged = making._copy_database, []

    def copy(database: Path, to: Path) -> None:
        really(database, to)
        if not exchanged:
            exchanged.append(
                disk.python("""
from PIL import Image
from idpwsp.foundation.pictures import encode
from resources.models import Picture
picture = Picture.objects.get()
picture.put(encode(Image.new("RGB", (400, 300))))
print(picture.token)
""")
            )

    monkeypatch.setattr(making, "_copy_database", copy)
    manifest = archive.check(making.make().path, None)

    folders = {file.name.split("/")[2] for file in manifest.files if file.name.startswith("media/")}
    assert folders == set(exchanged)


def test_a_picture_whose_files_were_gone_before_stops_nothing(here, disk):
    disk.python("""
from tests.factories import make_picture
from resources.models.picture import remove_files
remove_files(make_picture().token)
""")
    assert len(archive.check(making.make().path, None).files) == 1
