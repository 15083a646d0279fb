"""The database: whether it is whole, and made for this release."""

import sqlite3
from collections.abc import Iterator

from django.db import connection

from idpwsp import readiness
from idpwsp.doctor.finding import Finding, ok, wrong


def migrations() -> Iterator[Finding]:
    try:
        pending = readiness.pending_migrations()
    except sqlite3.Error as error:
        yield wrong(
            f"The database cannot be read and written: {error}.",
            "If it is locked, find out by whom, and try again. If it is missing or damaged, stop the site, keep what is "
            "there, and bring back the last backup. What is below asks it too.",
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
    with connection.cursor() as cursor:
        said = [row[0] for row in cursor.execute("PRAGMA quick_check(3)").fetchall()]
    if said == ["ok"]:
        yield ok("The database is whole.")
    else:
        yield wrong(
            f"The database is damaged ({len(said)} faults or more).",
            "Stop the site, keep a copy of the data folder as it is, and bring back the last backup. Have the disk "
            "checked.",
        )
