"""Making a backup while the site runs. What is left out, and why: docs/decisions/0039."""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection

from idpwsp import clock
from idpwsp.backup import archive, shelf
from idpwsp.backup.leftovers import MAKING, Busy, alone, of_backups, wipe
from idpwsp.backup.sealing import Recipient
from idpwsp.backup.shelf import Backup
from idpwsp.expiry import expire
from idpwsp.foundation.files import UNFINISHED, note_names
from idpwsp.foundation.guard.cache import guard_cache
from resources.models.picture import FOLDER, Picture

# How often it begins anew because a picture was exchanged meanwhile.
TRIES = 3


class BackupError(Exception):
    """Why there is no backup, in one line for the operator."""


class _PicturesChanged(Exception):
    """A picture that the copy of the database shows was replaced before its files were in the archive."""


def make(folder: Path | None = None) -> Backup:
    """Make one in a folder, ``settings.BACKUP_DIR`` where none is named.

    Raises ``BackupError``, and then leaves nothing behind.
    """
    folder = folder or Path(settings.BACKUP_DIR)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone():
            # Old ones are never what leaves no room. Whoever rotates afterwards hears of one that stays.
            with suppress(shelf.NotRotated):
                shelf.rotate(folder, keep_newest=True)
            return _make(folder)
    except Busy as error:
        raise BackupError("Another backup is being made.") from error
    except FileNotFoundError as error:
        raise BackupError(f"{error.filename} is not there.") from error
    except (OSError, sqlite3.Error, DatabaseError, ValueError) as error:
        raise BackupError(f"No backup was made: {error}") from error


def _make(folder: Path) -> Backup:
    _clear(folder)
    database = database_file()
    if not database.is_file():
        raise BackupError(f"There is no database to back up: {database}")
    # What is due today is not to come back, nor to stay for as long as this one is kept.
    if not clock.is_doubtful():
        expire()
    _check_room(folder, database)
    for _try in range(TRIES):
        try:
            return _one(folder, database)
        except _PicturesChanged:
            continue
        finally:
            _clear(folder)
    raise BackupError("No backup was made: pictures were exchanged all the time. Try again.")


def database_file() -> Path:
    """Where the database is. Raises ``BackupError`` for one that is not ours to copy."""
    if connection.vendor != "sqlite":
        raise BackupError("This makes backups of SQLite alone. Back up PostgreSQL with pg_dump, and DATA_DIR/media.")
    name = str(connection.settings_dict["NAME"])
    # As the periodic worker has it: see readiness.never_make_a_database.
    return Path(unquote(urlsplit(name).path)) if name.startswith("file:///") else Path(name)


def _one(folder: Path, database: Path) -> Backup:
    recipient = Recipient.read(settings.BACKUP_RECIPIENT) if settings.BACKUP_RECIPIENT else None
    made_at = datetime.now(UTC).replace(microsecond=0)
    # A second one within the same second is no reason to lose the first.
    while (path := folder / shelf.name_of(made_at, is_sealed=recipient is not None)).exists():
        made_at += timedelta(seconds=1)
    # The copy is not encrypted, so it is never where archives are put: that may be a stick.
    work = Path(settings.DATA_DIR) / MAKING
    work.mkdir(mode=0o700)
    draft, copy = _empty_file(path.with_name(path.name + UNFINISHED)), _empty_file(work / archive.DATABASE)
    _copy_database(database, copy)
    with draft.open("r+b") as file:
        with archive.Writer(file, archive.Manifest(made_at, _migrations(copy)), recipient) as writer:
            writer.add(archive.DATABASE, copy)
            _add_media(writer, database, copy)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    note_names(folder)
    return Backup(path, made_at, is_sealed=recipient is not None)


def _empty_file(path: Path) -> Path:
    """For us alone."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return path


# ── The database ───────────────────────────────────────────────────────────


def _copy_database(database: Path, copy: Path) -> None:
    """As it is at one moment, whoever writes meanwhile; without what is left out, and without anything deleted."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=rw", uri=True, timeout=10, isolation_level=None)) as source:
        # One read transaction, which nobody has to wait for; and only rows are copied, no page that is free.
        source.execute("VACUUM INTO ?", [str(copy)])
    with closing(sqlite3.connect(copy, isolation_level=None)) as copied:
        copied.executescript("PRAGMA journal_mode=MEMORY; PRAGMA secure_delete=ON; PRAGMA foreign_keys=OFF;")
        for table in left_out():
            copied.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own names
        [(verdict,), *_others] = copied.execute("PRAGMA integrity_check")
    if verdict != "ok":
        raise BackupError(f"No backup was made: the database is damaged ({verdict}). Keep the backups that you have.")


def left_out() -> list[str]:
    """The tables that a backup has empty."""
    models = [apps.get_model(label) for label in settings.NOT_IN_BACKUPS]
    there = set(connection.introspection.table_names())
    tables = [*(model._meta.db_table for model in models), guard_cache().cache_model_class._meta.db_table]
    return [table for table in tables if table in there]


def _migrations(copy: Path) -> list[str]:
    with closing(sqlite3.connect(copy)) as copied:
        return [f"{app}.{name}" for app, name in copied.execute("SELECT app, name FROM django_migrations ORDER BY id")]


# ── Media ──────────────────────────────────────────────────────────────────


def _add_media(writer: archive.Writer, database: Path, copy: Path) -> None:
    """All files that are ours. One that goes meanwhile belongs to a picture that was removed.

    Raises ``_PicturesChanged`` where the copy names it and the database does not any more.
    """
    folders = set()
    for name, path in _media():
        if not archive.takes(name):
            continue
        try:
            writer.add(name, path)
        except FileNotFoundError:
            continue
        folders.add(path.parent.relative_to(settings.MEDIA_ROOT).as_posix())
    missing = {token for token in _pictures(copy) if f"{FOLDER}/{token}" not in folders}
    # One that history has brought back has no files, and never will.
    if missing - _pictures(database):
        raise _PicturesChanged


def _media() -> Iterator[tuple[str, Path]]:
    """Each file with the name that it would have in an archive."""
    media = Path(settings.MEDIA_ROOT)
    for path in sorted(path for path in media.rglob("*") if path.is_file() and not path.is_symlink()):
        yield archive.MEDIA + path.relative_to(media).as_posix(), path


def strays() -> list[Path]:
    """Files among the pictures with names ours never have: somebody else has put them there. None is backed up."""
    return [path for name, path in _media() if not archive.takes(name)]


def _pictures(database: Path) -> set[str]:
    with closing(sqlite3.connect(database, timeout=10)) as opened:
        rows = opened.execute(f"SELECT token, widths FROM {Picture._meta.db_table}")  # noqa: S608 - our own name
        return {token for token, widths in rows if json.loads(widths)}


# ── The folder ─────────────────────────────────────────────────────────────


def _clear(folder: Path) -> None:
    """What this one or a crash has left."""
    for path in of_backups(folder):
        wipe(path)


def _check_room(folder: Path, database: Path) -> None:
    """A backup is never what fills the disk for those who write to us."""
    media = sum(path.stat().st_size for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
    data_dir, size = Path(settings.DATA_DIR), database.stat().st_size
    # The copy, as much again for the site, and the archive.
    needed = {data_dir: 2 * size, folder: size + media}
    if data_dir.stat().st_dev == folder.stat().st_dev:
        needed = {folder: sum(needed.values())}
    for place, bytes_ in needed.items():
        if (free := shutil.disk_usage(place).free) < bytes_:
            raise BackupError(
                f"No backup was made: {bytes_ >> 20} MB have to be free in {place} for it, and {free >> 20} MB are."
            )
