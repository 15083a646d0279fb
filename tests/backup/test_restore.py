"""``manage.py restore``: all of it into an empty place, or nothing; and nothing comes back that was to be gone."""

import fcntl
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from idpwsp.backup import archive
from idpwsp.backup.archive import Manifest, Writer
from idpwsp.backup.sealing import Key
from tests.backup.sites import LEFT_OUT, MOVED, backup, database_in, left_in, make_place, make_site, restore, rows
from tests.disk import Disk


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return make_site(tmp_path / "site")


@pytest.fixture
def place(tmp_path: Path) -> Disk:
    return make_place(tmp_path / "place")


def media_in(disk: Disk) -> dict:
    return {path.relative_to(disk.data_dir): path.read_bytes() for path in disk.data_dir.glob("media/**/*.*")}


def stay_equal(before: dict, after: dict) -> None:
    """Row by row, but for what is made anew."""
    anew = LEFT_OUT | MOVED
    assert before.keys() == after.keys()
    assert {table: found for table, found in after.items() if table not in anew} == {
        table: found for table, found in before.items() if table not in anew
    }


def test_it_works(disk, place):
    disk.python("""
from tests.factories import make_article, make_picture
make_conversation()
make_picture()
make_article("heron")
""")
    before = rows(disk.database)

    done = restore(place, backup(disk))

    assert (done.returncode, done.stderr) == (0, "")
    after = rows(place.database)
    stay_equal(before, after)
    # Made anew, so that search finds what is there.
    assert len(after["search_entry"]) == len(before["search_entry"]) > 0
    assert after["search_made"]
    # Whatever a process still remembers of another database is old.
    assert after["foundation_generation"] != before["foundation_generation"]
    assert not after["django_session"]
    assert media_in(disk)
    assert media_in(disk) == media_in(place)
    assert left_in(place) & {"restoring", "db.sqlite3-wal", "db.sqlite3-shm", "db.sqlite3-journal"} == set()
    assert place.database.stat().st_mode & 0o777 == 0o600


def test_the_security_log_says_that_a_backup_was_made_by_hand_and_brought_back(disk, place):
    before = lines_in(disk)
    restore(place, backup(disk))
    assert lines_in(disk) == [*before, ("(server)", "backup")]
    assert lines_in(place) == [*before, ("(server)", "restored")]


def lines_in(disk: Disk) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(disk.database)) as opened:
        return opened.execute("SELECT who, kind FROM signin_securityentry ORDER BY id").fetchall()


def test_it_says_what_is_to_be_done_next(disk, place):
    said = restore(place, backup(disk)).stdout
    assert [words for words in ("keyholders", "phones", "removed since", "make a backup") if words not in said] == []


def test_what_was_written_opens_with_the_passphrase_and_the_number_still_leads_there(disk, place):
    number = disk.python("print(make_conversation()[1].number)")
    assert restore(place, backup(disk)).returncode == 0
    assert (
        place.python(f"""
from django.contrib.auth.models import User
from contact.inbox import keyholders, reading
found = conversations.find("{number}").conversation
print(reading.read(found, keyholders.unlock(User.objects.get().keyholder, PASSPHRASE)).letter.subject)
""")
        == "A heron at the pond"
    )


def test_an_encrypted_one_comes_back_with_its_key(disk, place, tmp_path):
    key = Key.new()
    key.save(tmp_path / "key")
    path = backup(disk, key)

    done = restore(place, path, "--no-list", "--key", str(tmp_path / "key"))

    assert (done.returncode, done.stderr) == (0, "")
    stay_equal(rows(disk.database), rows(place.database))


def test_all_migrations_are_applied_and_search_finds_at_once(disk, place):
    disk.python("from tests.factories import make_article; make_article('heron')")
    assert restore(place, backup(disk)).returncode == 0
    assert (
        place.python("""
from idpwsp.search.indexing import is_by_this_code
print(is_by_this_code(), call_command("migrate", check_unapplied=True, verbosity=0))
""")
        == "True None"
    )


# ── What is refused, whole ─────────────────────────────────────────────────


def contents(place: Disk) -> dict[Path, bytes]:
    """Every file, but for locks."""
    files = [each for each in place.data_dir.rglob("*") if each.is_file() and each.suffix != ".lock"]
    return {each: each.read_bytes() for each in files}


def refused(place: Disk, path: Path, *arguments: str) -> str:
    """That nothing was written, and what was said: one line."""
    before = contents(place)
    done = restore(place, path, *arguments)
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert contents(place) == before
    assert not (place.data_dir / "restoring").exists()
    return done.stderr


@pytest.mark.parametrize("is_sealed", [False, True], ids=["plain", "sealed"])
def test_a_torn_or_changed_one(disk, place, tmp_path, is_sealed):
    key = Key.new()
    key.save(tmp_path / "key")
    path = backup(disk, key if is_sealed else None)
    arguments = ("--no-list", "--key", str(tmp_path / "key")) if is_sealed else ("--no-list",)
    whole = path.read_bytes()
    middle = len(whole) // 2

    # Each kind of place is in test_archive.py.
    for content in (whole[:middle], whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]):
        path.write_bytes(content)
        assert "cut short" in refused(place, path, *arguments)


def test_one_for_another_key(disk, place, tmp_path):
    Key.new().save(tmp_path / "key")
    assert "not made for this key" in refused(
        place, backup(disk, Key.new()), "--no-list", "--key", str(tmp_path / "key")
    )


def test_one_without_its_key(disk, place):
    assert "--key FILE" in refused(place, backup(disk, Key.new()))


def test_a_key_that_is_none(disk, place, tmp_path):
    (tmp_path / "key").write_text("heron")
    assert "There is no key" in refused(place, backup(disk), "--no-list", "--key", str(tmp_path / "key"))
    assert "No such file" in refused(place, backup(disk), "--no-list", "--key", str(tmp_path / "nothing"))


def test_one_that_is_not_there(place, tmp_path):
    assert "No such file" in refused(place, tmp_path / "nothing")


@pytest.mark.parametrize("name", ["db.sqlite3", "db.sqlite3-wal", "media/pictures/0123456789abcdef/360.webp"])
def test_a_place_that_is_not_empty(disk, place, name):
    path = backup(disk)
    there = place.data_dir / name
    there.parent.mkdir(parents=True, exist_ok=True)
    there.write_bytes(b"heron")
    assert "nothing is ever replaced" in refused(place, path)


def rewritten(path: Path, folder: Path, manifest: Manifest, damage: bool = False) -> Path:
    """The same archive with another list of migrations, or a database of nonsense."""
    database = database_in(path, folder)
    if damage:
        content = bytearray(database.read_bytes())
        content[4096 * 20 : 4096 * 60] = b"heron" * (4096 * 40 // 5)
        database.write_bytes(content)
    with path.open("wb") as file, Writer(file, manifest, None) as writer:
        writer.add("db.sqlite3", database)
    return path


def test_one_of_a_newer_release(disk, place, tmp_path):
    path = backup(disk)
    manifest = Manifest(datetime.now(UTC), ["inbox.9999_heron"])
    said = refused(place, rewritten(path, tmp_path / "copy", manifest))
    assert "another release" in said
    assert "inbox.9999_heron" in said


@pytest.mark.parametrize("migration", ["inbox.0001_another", "heron.0001_initial"])
def test_one_of_another_line_of_releases(disk, place, tmp_path, migration):
    path = backup(disk)
    assert migration in refused(place, rewritten(path, tmp_path / "copy", Manifest(datetime.now(UTC), [migration])))


def test_one_whose_database_is_damaged(disk, place, tmp_path):
    refused(place, rewritten(backup(disk), tmp_path / "copy", Manifest(datetime.now(UTC), []), damage=True))


def test_one_whose_database_is_damaged_where_nobody_looks(disk, place, tmp_path):
    """All of it can be read; only the check of every row says that one of them cannot be."""
    path = backup(disk)
    manifest = Manifest(datetime.now(UTC), archive.check(path, None).migrations)
    database = database_in(path, tmp_path / "copy")
    with closing(sqlite3.connect(database)) as damaged, damaged:
        damaged.execute("CREATE TABLE heron (words)")
        damaged.execute("INSERT INTO heron VALUES (NULL)")
        damaged.execute("PRAGMA writable_schema = ON")
        damaged.execute("UPDATE sqlite_master SET sql = 'CREATE TABLE heron (words NOT NULL)' WHERE name = 'heron'")
    with path.open("wb") as file, Writer(file, manifest, None) as writer:
        writer.add("db.sqlite3", database)

    assert "is damaged" in refused(place, path)


def test_one_of_an_older_release_is_brought_up_to_date(disk, place):
    disk.python("call_command('migrate', 'foundation', '0002', verbosity=0)")
    path = backup(disk)
    assert "foundation.0003_generation" not in archive.check(path, None).migrations

    done = restore(place, path)

    assert done.returncode == 0, done.stderr
    assert "foundation_generation" in rows(place.database)


def test_not_under_a_site_that_is_at_work(disk, place):
    """It would go on answering forms into the database that was moved away."""
    path = backup(disk)
    with (place.data_dir / "serving.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        assert "Stop it first" in refused(place, path)
    assert restore(place, path).returncode == 0


@pytest.mark.parametrize("content", ["root:x:0:0::/root:/bin/sh\n", "\x00\x01 heron"])
def test_not_with_a_list_of_deletions_that_is_none(disk, place, tmp_path, content):
    (tmp_path / "list").write_text(content)
    assert "no list of early deletions" in refused(place, backup(disk), "--deleted-early", str(tmp_path / "list"))


def test_not_over_a_link_to_pictures_elsewhere(disk, place, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (place.data_dir / "media").symlink_to(tmp_path / "elsewhere")
    assert "a link or a mount" in refused(place, backup(disk))
