"""``/readyz``: whether the site can do its work; one word for each thing that is not as it should be."""

import os
import sqlite3
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from contact.inbox.models import Keyholder, Queue, QueueKey
from idpwsp import readiness
from tests.conftest import Reader
from tests.disk import make_disk
from tests.inbox.keys import make_keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def disk(tmp_path, settings, monkeypatch, db):
    """A data folder with a migrated database. What the ORM asks is still in the tests' own."""
    disk = make_disk(tmp_path)
    settings.DATA_DIR = tmp_path
    monkeypatch.setitem(connection.settings_dict, "NAME", disk.database)
    return disk


def words():
    response = Reader().get("/readyz")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Set-Cookie" not in response.headers
    said = response.content.decode().split("\n")[:-1]
    assert response.status_code == (200 if said == ["ready"] else 503)
    return said


def test_it_works(disk):
    assert words() == ["ready"]


# ── The database ───────────────────────────────────────────────────────────


def test_a_missing_database_is_said_and_not_made(disk):
    disk.database.unlink()

    assert words() == ["database"]
    assert not disk.database.exists()


@pytest.mark.parametrize("content", [b"", b"no database at all " * 1000])
def test_a_database_that_is_none_is_said(disk, content):
    disk.database.write_bytes(content)

    assert words()[0] in ("database", "migrations")


def test_a_database_that_somebody_has_locked_is_said(disk):
    with disk.reading("write"):
        assert words() == ["database"]
    assert words() == ["ready"]


def test_one_that_is_held_by_one_alone_is_said_too(disk):
    with sqlite3.connect(disk.database, isolation_level=None) as own:
        own.execute("PRAGMA locking_mode=EXCLUSIVE")
        own.execute("BEGIN EXCLUSIVE")
        assert words() == ["database"]
    own.close()


def test_a_migration_that_is_missing_is_said(disk):
    with sqlite3.connect(disk.database) as own:
        own.execute("DELETE FROM django_migrations WHERE app = 'inbox'")
    own.close()

    assert words() == ["migrations"]


def test_what_counts_as_a_migration_is_what_django_takes_for_one():
    assert set(readiness._known_migrations()) == set(MigrationLoader(None).disk_migrations)


# ── The disk ───────────────────────────────────────────────────────────────


def test_a_folder_that_is_not_there_is_said(disk, settings):
    settings.DATA_DIR = disk.data_dir / "gone"

    assert words() == ["disk"]


def test_a_folder_that_cannot_be_written_is_said(disk, monkeypatch):
    def refuse(**_options):
        raise PermissionError

    monkeypatch.setattr(readiness.tempfile, "TemporaryFile", refuse)

    assert words() == ["disk"]


def test_a_full_disk_is_said_before_it_is_full(disk, monkeypatch):
    full = SimpleNamespace(f_bavail=99_999, f_frsize=1000, f_files=0, f_favail=0)
    monkeypatch.setattr(os, "statvfs", lambda _folder: full)
    assert words() == ["disk"]

    full.f_bavail += 1
    assert words() == ["ready"]


def test_looking_leaves_nothing_in_the_folder(disk):
    before = sorted(disk.data_dir.iterdir())
    words()
    assert sorted(disk.data_dir.iterdir()) == before


# ── Keys ───────────────────────────────────────────────────────────────────


@pytest.fixture
def maria(disk):
    maria = User.objects.create_user("maria")
    make_keys(maria)
    return maria


def test_keys_that_are_there_are_right(maria):
    assert words() == ["ready"]


def test_an_inbox_that_was_never_begun_is_ready(disk):
    assert not QueueKey.objects.exists()
    assert words() == ["ready"]


def test_a_queue_without_a_key_is_said(maria):
    QueueKey.objects.filter(queue="press").delete()
    assert words() == ["keys"]


def test_a_key_that_was_cut_short_is_said(maria):
    QueueKey.objects.filter(queue="press").update(public_key=b"short")
    assert words() == ["keys"]


def test_a_queue_that_the_sheet_alone_opens_is_said(maria):
    Keyholder.objects.filter(user=maria).delete()
    assert words() == ["keys"]


def test_a_keyholder_who_cannot_sign_in_is_none(maria):
    User.objects.update(is_active=False)
    assert words() == ["keys"]


def test_a_queue_that_is_stopped_takes_nothing_and_is_not_asked(maria):
    Queue.objects.filter(name="press").update(is_stopped=True)
    QueueKey.objects.filter(queue="press").delete()
    assert words() == ["ready"]


def test_a_demonstration_counts_on_this_machine_alone(maria, settings):
    QueueKey.objects.filter(queue="press").update(is_demonstration=True)
    assert words() == ["keys"]

    settings.SITE_URL = "http://127.0.0.1:8000"
    assert words() == ["ready"]


# ── Whatever happens ───────────────────────────────────────────────────────


def fail():
    raise ValueError("telltale words")


def test_it_never_fails_and_tells_nothing(disk, settings, log):
    settings.READINESS = [("keys", f"{__name__}.fail"), ("more", "no.such.function")]

    assert words() == ["keys", "more"]
    assert log.getvalue() == ""


def test_it_says_all_that_is_wrong_in_an_order_that_stays(maria, settings):
    QueueKey.objects.filter(queue="press").delete()
    with sqlite3.connect(connection.settings_dict["NAME"]) as own:
        own.execute("DELETE FROM django_migrations WHERE app = 'inbox'")
    own.close()
    settings.DATA_DIR = "/no/such/folder"

    assert words() == ["migrations", "keys", "disk"]
