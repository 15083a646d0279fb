import sqlite3

import pytest
from django.db import connection

from idpwsp.doctor import database
from tests.disk import make_disk
from tests.doctor.asking import said, states


@pytest.fixture
def disk(tmp_path, monkeypatch):
    disk = make_disk(tmp_path)
    monkeypatch.setitem(connection.settings_dict, "NAME", disk.database)
    return disk


def test_a_database_of_this_release_is_right(disk):
    assert states(database.migrations) == ["ok"]


def test_missing_migrations_are_named(disk):
    with sqlite3.connect(disk.database) as own:
        own.execute("DELETE FROM django_migrations WHERE app = 'inbox'")
    own.close()
    assert states(database.migrations) == ["wrong"]
    assert "inbox 0001_sealed_inbox" in said(database.migrations)


def test_a_missing_or_locked_database_is_wrong(disk):
    with disk.reading("write"):
        assert states(database.migrations) == ["wrong"]
    disk.database.unlink()
    assert states(database.migrations) == ["wrong"]


def damage(disk, table):
    """Overwrite the page that a table begins with."""
    with sqlite3.connect(disk.database) as own:
        [(page,)] = own.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [table])
        [(size,)] = own.execute("PRAGMA page_size")
    own.close()
    with disk.database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def integrity(disk):
    with disk.start("doctor", "--no-mail") as process:
        out, _err = process.communicate(timeout=120)
    return [line for line in out.splitlines() if "The database is" in line or "integrity" in line]


def test_a_database_that_is_whole_is_right(disk):
    assert integrity(disk) == ["ok     The database is whole."]


@pytest.mark.parametrize("table", ["inbox_auditentry", "django_migrations", "auth_user"])
def test_a_damaged_one_is_found(disk, table):
    damage(disk, table)
    assert "wrong  The database is damaged." in integrity(disk)


def test_one_that_is_damaged_from_the_beginning_is_found(disk):
    disk.database.write_bytes(b"\xff" * 40_960)
    assert integrity(disk)[-1].startswith("wrong ")
