"""The database: whether it is whole, and made for this release."""

import sqlite3
from collections.abc import Iterator

from django.db import DatabaseError, OperationalError, connection

from idpwsp import readiness
from idpwsp.doctor.finding import Finding, ok, wrong


def migrations() -> Iterator[Finding]:
    try:
        pending = readiness.pending_migrations()
    except sqlite3.Error as error:
        yield wrong(
            f"The database cannot be read and written: {error}.",
            "If it is locked, find out by whom, and try again. If it is missing or damaged, stop the site, keep what "
            "is there, and bring back the last backup. What is below asks it too.",
        )
        return
    if pending:
        names = ", ".join(f"{app} {name}" for app, name in pending[:3])
        yield wrong(
            f"The database is older than the site: {len(pending)} migrations are missing ({names}).",
            "Make a backup, then manage.py migrate, and restart.",
        )
    else:
        yield ok("The database can be read and written, and is made for this release.")


def integrity() -> Iterator[Finding]:
    if _is_whole():
        yield ok("The database is whole.")
    else:
        yield wrong(
            "The database is damaged.",
            "Stop the site, keep a copy of the data folder as it is, and bring back the last backup. Have the disk "
            "checked.",
        )


def _is_whole() -> bool:
    """Raises ``OperationalError`` where it cannot be asked."""
    try:
        with connection.cursor() as cursor:
            return bool(cursor.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except OperationalError:
        raise
    except DatabaseError:
        # So damaged that it cannot even be looked through.
        return False
