"""Whether the site can do its work. See docs/decisions/0038.

Nothing here waits for longer than about a second, and nothing raises. What apps have to say is named in
``settings.READINESS``.
"""

import os
import pkgutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

# How long somebody who is writing is waited for, in seconds.
PATIENCE = 0.5
# With less room than this in the data folder, messages may soon not be stored any more. In MB.
LEAST_ROOM = 100
MEGABYTE = 1_000_000

Migration = tuple[str, str]


def not_ready() -> list[str]:
    """One short word for each thing that is not as it should be."""
    words = []
    if (pending := _pending_migrations_or_none()) is None:
        # Of what stands in it, nothing is known.
        words.append("database")
    else:
        words += [] if not pending else ["migrations"]
        words += [word for word, name in settings.READINESS if not _holds(name)]
    return words + ([] if _disk_is_ready() else ["disk"])


def pending_migrations() -> list[Migration]:
    """What ``migrate`` would still have to do. Raises ``sqlite3.Error`` where the database cannot be read and written.

    By a connection of its own: one that has long been open does not notice that the file has gone, and opening one as
    Django does would wait for ten seconds, and make a file that is missing.
    """
    with closing(sqlite3.connect(database_uri(), uri=True, timeout=PATIENCE, isolation_level=None)) as own:
        tables = {name for (name,) in own.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        own.execute("BEGIN IMMEDIATE")
        own.execute("ROLLBACK")
        is_there = "django_migrations" in tables
        done = set(own.execute("SELECT app, name FROM django_migrations")) if is_there else set()
    return sorted(set(_known_migrations()) - done)


def database_uri() -> str:
    """The database for SQLite, which would make a file that is missing. Under this name it does not."""
    name = str(connection.settings_dict["NAME"])
    return name if name.startswith("file:") else f"{Path(name).absolute().as_uri()}?mode=rw"


def never_make_a_database() -> None:
    """From here on a database that is missing is an error, in all threads of this process and in what is forked of it.

    SQLite would make an empty one in its place, which a connection that stays open would go on using when the real one
    is back; and beside it, the log of the real one would be taken for a leftover and deleted.
    """
    if connection.vendor == "sqlite":
        connection.settings_dict["NAME"] = database_uri()


def free_room(folder: Path) -> int:
    """How much can still be written there by us, in MB."""
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize // MEGABYTE


def _pending_migrations_or_none() -> list[Migration] | None:
    try:
        return pending_migrations()
    except Exception:
        return None


def _known_migrations() -> Iterator[Migration]:
    """By the names of their files: to load them would take some megabytes in each process."""
    for app in apps.get_app_configs():
        for module in pkgutil.iter_modules([str(Path(app.path) / "migrations")]):
            if not (module.ispkg or module.name.startswith(("_", "~"))):
                yield app.label, module.name


def _holds(name: str) -> bool:
    try:
        return bool(import_string(name)())
    except Exception:
        return False


def _disk_is_ready() -> bool:
    folder = Path(settings.DATA_DIR)
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(4096))
            file.flush()
        return free_room(folder) >= LEAST_ROOM
    except Exception:
        return False
