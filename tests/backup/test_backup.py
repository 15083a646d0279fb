"""``manage.py backup``: whole, for us alone, and without what must not be in it."""

import hashlib
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.core.management import call_command

from idpwsp.backup import archive, leftovers, making, shelf
from idpwsp.backup.making import BackupError
from idpwsp.backup.sealing import Key, Recipient
from idpwsp.backup.shelf import Backup
from tests.backup.sites import LEFT_OUT, backup, database_in, make_site, rows, run
from tests.disk import Disk


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return make_site(tmp_path / "site")


def test_it_works(disk, tmp_path):
    disk.python("make_conversation()")
    before = rows(disk.database)

    done = run(disk, "backup")

    assert (done.returncode, done.stderr) == (0, "")
    [path] = (disk.data_dir / "backups").glob("idpwsp-*")
    assert f"Backup: {path}" in done.stdout
    assert "It is not encrypted" in done.stdout
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert sorted(each.name for each in path.parent.iterdir()) == [path.name]
    copied = rows(database_in(path, tmp_path / "copy"))
    assert copied == {table: {} if table in LEFT_OUT else found for table, found in before.items()}
    assert copied["inbox_record"]
    assert copied["inbox_share"]


def test_an_encrypted_one_opens_for_its_key_alone(disk, tmp_path):
    key_file = tmp_path / "key"
    said = run(disk, "backup", "--new-key", str(key_file)).stdout
    [line] = [line for line in said.splitlines() if line.startswith("BACKUP_RECIPIENT=")]
    key = Key.load(key_file)

    done = run(disk, "backup", BACKUP_RECIPIENT=line.removeprefix("BACKUP_RECIPIENT="))

    assert "not encrypted" not in done.stdout
    [path] = (disk.data_dir / "backups").glob("*.sealed")
    assert Recipient.read(line.removeprefix("BACKUP_RECIPIENT=")) == key.recipient
    assert archive.check(path, key).files[0].name == "db.sqlite3"
    assert b"SQLite format" not in path.read_bytes()
    assert b"maria" not in path.read_bytes()


def test_no_key_is_put_where_the_backups_are(disk):
    done = run(disk, "backup", "--new-key", str(disk.data_dir / "key"))
    assert done.returncode == 1
    assert "Not into the data folder" in done.stderr
    assert not (disk.data_dir / "key").exists()


def test_it_is_made_where_it_is_wanted(disk, tmp_path):
    assert run(disk, "backup", str(tmp_path / "elsewhere")).returncode == 0
    assert len(list((tmp_path / "elsewhere").glob("idpwsp-*.tar"))) == 1


def test_pictures_are_in_it(disk, tmp_path):
    said = disk.python("from tests.factories import make_picture; print(make_picture().token)")
    manifest = archive.check(backup(disk), None)
    media = {file.name: file.sha256 for file in manifest.files if file.name.startswith("media/")}
    assert media
    assert all(name.startswith(f"media/pictures/{said}/") for name in media)
    for name, digest in media.items():
        assert hashlib.sha256((disk.data_dir / name).read_bytes()).hexdigest() == digest


def test_sessions_unlocked_keys_and_secrets_are_not_in_it(disk):
    said = disk.python("""
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from idpwsp.foundation.guard.cache import guard_cache
from post_office.models import Email
from tests.inbox.people import browser_of
reader = browser_of(User.objects.get(), unlocked=True)
session = Session.objects.get()
guard_cache().set("telltale-of-the-guard", (1, 2.0), 900)
Email.objects.create(from_email="telltale@example.org", to=["telltale@example.org"], subject="telltale of mail")
conversations.delete(make_conversation()[0])
print(session.session_key, session.session_data[:40], reader.session["inbox"]["locked"][:40])
""")
    # It lies in the data folder, where "make run" has put it.
    (disk.data_dir / "secret-key").write_text("telltale-secret-key")
    content = backup(disk).read_bytes()
    telltale = [*said.split(), "telltale", "x" * 50, "deleted-early"]
    assert len(telltale) == 6
    assert not [words for words in telltale if words.encode() in content]
    assert b"maria" in content


def test_what_was_deleted_is_nowhere_in_it(disk):
    """Also where an earlier release, or somebody past the program, has left it in the database's free pages."""
    with closing(sqlite3.connect(disk.database)) as careless:
        careless.execute("PRAGMA secure_delete=OFF")
        careless.execute("CREATE TABLE notes (words TEXT)")
        careless.executemany("INSERT INTO notes VALUES (?)", [("Marmalade quarry",)] * 5000)
        careless.commit()
        careless.execute("DELETE FROM notes WHERE rowid > 10")
        careless.execute("UPDATE notes SET words = 'heron'")
        careless.commit()
    assert disk.holds(b"Marmalade quarry")

    content = backup(disk).read_bytes()

    assert b"Marmalade quarry" not in content
    assert b"heron" in content


def test_what_is_due_is_deleted_before_and_not_in_it(disk, tmp_path):
    """The worker may not have come yet, after some days without power."""
    overdue = """
from datetime import date
make_conversation()
Conversation.everything.update(delete_on=date(2020, 1, 1))
"""
    disk.python(overdue)
    path = backup(disk)
    assert rows(database_in(path, tmp_path / "copy"))["inbox_conversation"] == {}


def test_by_a_clock_that_may_be_wrong_nothing_is_deleted_for_it(here, monkeypatch):
    asked = []
    monkeypatch.setattr(making, "expire", lambda: asked.append("expire"))
    monkeypatch.setattr(making.clock, "is_doubtful", lambda: True)
    making.make()
    assert asked == []
    monkeypatch.setattr(making.clock, "is_doubtful", lambda: False)
    making.make()
    assert asked == ["expire"]


def test_old_ones_go_after_a_new_one_is_there(disk):
    folder = disk.data_dir / "backups"
    folder.mkdir()
    old = folder / shelf.name_of(datetime.now(UTC) - timedelta(days=8), is_sealed=False)
    young = folder / shelf.name_of(datetime.now(UTC) - timedelta(days=5), is_sealed=False)
    old.write_bytes(b"heron")
    young.write_bytes(b"heron")

    assert run(disk, "backup", BACKUP_DAYS="7").returncode == 0

    assert not old.exists()
    assert young.exists()


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


def test_an_old_one_that_cannot_go_is_said_beside_the_backup(disk, capsys, monkeypatch, settings):
    def fail(folder: Path | None) -> int:
        raise shelf.NotRotated("Not deleted on its day: heron.")

    path = disk.data_dir / "made"
    path.write_bytes(b"heron")
    settings.BACKUP_COPY = ""
    monkeypatch.setattr("idpwsp.management.commands.backup.make", lambda folder: Backup(path, datetime.now(UTC), True))
    monkeypatch.setattr("idpwsp.management.commands.backup.rotate", fail)
    call_command("backup")
    said = capsys.readouterr()
    assert "Backup: " in said.out
    assert "heron" in said.err


def test_a_copy_that_fails_is_said_and_the_backup_stays(disk):
    key = Key.new()
    done = run(disk, "backup", BACKUP_RECIPIENT=key.recipient.text(), BACKUP_COPY="false --to there")
    assert done.returncode == 1
    assert "The command of BACKUP_COPY failed with exit code 1. The backup itself is there." in done.stderr
    [path] = (disk.data_dir / "backups").glob("idpwsp-*")
    assert archive.check(path, key)


def test_a_copy_is_made(disk):
    done = run(disk, "backup", BACKUP_RECIPIENT=Key.new().recipient.text(), BACKUP_COPY="test -s")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Copied" in done.stdout


# ── When it cannot be made ─────────────────────────────────────────────────


@pytest.fixture
def here(disk, settings, monkeypatch) -> Path:
    """The site's folder, for calls within this process."""
    settings.MEDIA_ROOT, settings.BACKUP_DIR = disk.data_dir / "media", disk.data_dir / "backups"
    settings.BACKUP_RECIPIENT, settings.DATA_DIR = "", disk.data_dir
    there = SimpleNamespace(
        vendor="sqlite", settings_dict={"NAME": str(disk.database)},
        introspection=SimpleNamespace(table_names=lambda: ["django_session"]),
    )  # fmt: skip
    monkeypatch.setattr(making, "connection", there)
    monkeypatch.setattr(making, "expire", lambda: None)
    return settings.BACKUP_DIR


def left(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


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
