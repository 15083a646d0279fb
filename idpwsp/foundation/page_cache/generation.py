"""The content generation: a random number that every change of public content replaces, in its own transaction.

Random and not counted, so that the number of a transaction that was rolled back, or of a database before it was brought
back from a backup, never comes again for other content.
"""

import secrets
import threading
import time
from dataclasses import dataclass, replace

from django.db import DatabaseError, InterfaceError, connection, models, transaction

# How long a process may go on without looking, in seconds.
INTERVAL = 1.0


class Generation(models.Model):  # noqa: DJ008 - nobody ever sees it
    """One row."""

    token = models.BigIntegerField()

    class Meta:
        default_permissions = ()


@dataclass(frozen=True)
class Seen:
    """What a process knows. ``before`` is the token that was there until ``since``. Times are of ``time.monotonic``."""

    token: int | None = None
    before: int | None = None
    since: float = float("-inf")
    read_at: float = float("-inf")


_ROW = 1
_seen = Seen()
_reading = threading.Lock()
_storing = threading.Lock()
_is_there = False


def move() -> None:
    """Make every kept page old, as soon as the running transaction is committed, if there is one."""
    if not is_there():
        return
    token = secrets.randbits(63)
    # Not by the ORM, which would take longer than the change itself.
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {Generation._meta.db_table} SET token = %s WHERE id = %s", [token, _ROW])  # noqa: S608
        if not cursor.rowcount:
            Generation.objects.update_or_create(pk=_ROW, defaults={"token": token})
    look_again()
    # Whoever looks in the meantime finds the old one. Once is enough for many changes in a row.
    if not connection.run_on_commit or connection.run_on_commit[-1][1] is not look_again:
        transaction.on_commit(look_again)


def is_there() -> bool:
    """Whether the table is there. While an older database is migrated, others are written to before it."""
    global _is_there
    if not _is_there:
        _is_there = Generation._meta.db_table in connection.introspection.table_names()
    return _is_there


def look_again() -> None:
    """Have this process ask the database at the next opportunity, and not in a second."""
    global _seen
    _seen = replace(_seen, read_at=float("-inf"))


def current() -> Seen:
    """The generation, as read within the last second. One thread asks; the others take what is known."""
    seen = _seen
    if time.monotonic() - seen.read_at < INTERVAL or not _reading.acquire(blocking=seen.token is None):
        return seen
    try:
        return read()
    finally:
        _reading.release()


def read() -> Seen:
    """The generation as the database has it now; as it was seen last where the database cannot be read."""
    global _seen
    now = time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT token FROM {Generation._meta.db_table} WHERE id = %s", [_ROW])  # noqa: S608
            row = cursor.fetchone()
    except (DatabaseError, InterfaceError):
        if not connection.in_atomic_block:
            # The next attempt begins with a new connection.
            connection.close()
        _seen = replace(_seen, read_at=now)
        return _seen
    token = row[0] if row else None
    with _storing:
        if now < _seen.read_at:
            # Somebody who asked after us was answered before us, and knows what is newer.
            return _seen
        if token == _seen.token:
            _seen = replace(_seen, read_at=now)
        else:
            _seen = Seen(token, before=_seen.token, since=now, read_at=now)
        return _seen
