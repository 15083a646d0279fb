"""Sites on a real disk that are backed up, and empty places that one is brought back to."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from idpwsp.backup import archive
from idpwsp.backup.sealing import Key
from tests.disk import Disk, make_disk

# Without rows in a backup; some are made anew when it is brought back.
LEFT_OUT = {"django_session", "foundation_guard", "post_office_email", "search_entry", "search_topic", "search_made",
            "search_outdated"}  # fmt: skip
# Moved by bringing it back.
MOVED = {"foundation_generation", "search_revision", "signin_securityentry"}


def make_site(folder: Path) -> Disk:
    folder.mkdir()
    return make_disk(folder)


def make_place(folder: Path) -> Disk:
    """A machine on which nothing is yet, and where no list of early deletions was."""
    folder.mkdir()
    environment = {**make_environment(), "DATA_DIR": str(folder)}
    return Disk(folder, environment)


def make_environment() -> dict[str, str]:
    ours = {"DJANGO_SETTINGS_MODULE": "idpwsp.settings", "SITE_URL": "http://127.0.0.1:8000", "SECRET_KEY": "y" * 50}
    return {**os.environ, **ours}


def run(disk: Disk, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command of manage.py, with what it said and how it ended."""
    with disk.start(*arguments, **environment) as process:
        out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


def backup(disk: Disk, key: Key | None = None) -> Path:
    """Make one, and find it."""
    recipient = {"BACKUP_RECIPIENT": key.recipient.text()} if key else {}
    done = run(disk, "backup", **recipient)
    assert done.returncode == 0, done.stderr
    return max((disk.data_dir / "backups").glob("idpwsp-*"))


def restore(disk: Disk, path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(disk, "restore", str(path), *(arguments or ["--no-list"]))


def database_in(path: Path, folder: Path, key: Key | None = None) -> Path:
    """The database that is in an archive, as a file."""
    folder.mkdir()
    archive.extract(path, key, folder)
    return folder / "db.sqlite3"


def rows(database: Path) -> dict[str, dict[Any, tuple[Any, ...]]]:
    """Every row of every table, by its key."""
    with closing(sqlite3.connect(database, timeout=30)) as opened:
        opened.execute("BEGIN")
        tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {}
        for table in tables:
            if not table.startswith("sqlite_"):
                [key] = [
                    name for _id, name, *_rest, is_key in opened.execute(f'PRAGMA table_info("{table}")') if is_key
                ]
                cursor = opened.execute(f'SELECT "{key}", * FROM "{table}"')  # noqa: S608 - our own names
                found[table] = {row[0]: row[1:] for row in cursor}
        return found


def left_in(place: Disk) -> set[str]:
    """What is in a data folder, but for locks."""
    return {path.name for path in place.data_dir.rglob("*") if path.suffix != ".lock"}


def left(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
