"""``manage.py backup``: whole, for us alone, and without what must not be in it."""

import hashlib
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from idpwsp.backup import archive, shelf
from idpwsp.backup.sealing import Key, Recipient
from idpwsp.backup.shelf import Backup
from tests.backup.sites import LEFT_OUT, backup, database_in, rows, run


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


@pytest.mark.parametrize("name", ["DATA_DIR", "BACKUP_DIR"])
def test_no_key_is_put_where_the_backups_are(tmp_path, settings, name):
    settings.DATA_DIR, settings.BACKUP_DIR = tmp_path / "site", tmp_path / "backups"
    folder = getattr(settings, name)
    folder.mkdir()
    with pytest.raises(CommandError, match="Not where the backups are"):
        call_command("backup", new_key=str(folder / "key"))
    assert not list(folder.iterdir())


def test_a_key_for_paper_is_shown_and_nowhere_on_the_disk(disk, tmp_path):
    done = run(disk, "backup", "--new-key")

    assert done.returncode == 0
    [shown] = [line for line in done.stdout.splitlines() if line.startswith(Key.PREFIX)]
    # As whoever brings a backup back types it.
    (tmp_path / "typed").write_text(shown + "\n")
    assert f"BACKUP_RECIPIENT={Key.load(tmp_path / 'typed').recipient.text()}" in done.stdout.splitlines()
    everything = [path for path in disk.data_dir.rglob("*") if path.is_file()]
    assert not [path for path in everything if shown.encode() in path.read_bytes()]


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


@pytest.mark.django_db
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


def test_no_copy_is_made_where_that_is_asked_for(disk):
    """An upgrade does not wait for a machine that is switched off."""
    done = run(disk, "backup", "--no-copy", BACKUP_RECIPIENT=Key.new().recipient.text(), BACKUP_COPY="false")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Copied" not in done.stdout


def test_a_file_that_is_none_of_ours_stops_nothing_and_is_named(disk):
    stray = disk.data_dir / "media" / "pictures" / ".DS_Store"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"heron")
    long = stray.with_name("h" * 120)
    long.write_bytes(b"heron")

    done = run(disk, "backup")

    assert done.returncode == 0
    assert str(stray) in done.stderr
    assert str(long) in done.stderr
    [path] = (disk.data_dir / "backups").glob("idpwsp-*")
    assert [file.name for file in archive.check(path, None).files] == ["db.sqlite3"]


def test_a_copy_is_made(disk):
    done = run(disk, "backup", BACKUP_RECIPIENT=Key.new().recipient.text(), BACKUP_COPY="test -s")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Copied" in done.stdout
