"""What was deleted for somebody's sake is gone from the disk as well.

SQLite overwrites what is deleted in the database itself (``secure_delete``), but its write-ahead log keeps the pages
as they were before, as long as any connection is open.
"""

from django.db import OperationalError, connection, transaction

# Whoever reads at that moment is waited for so long, in milliseconds. If it takes longer, the worker's next minute
# empties the log.
PATIENCE = 2_000


def erase() -> None:
    """Once the transaction is committed, empty the write-ahead log. Other databases have their own ways."""
    if connection.vendor == "sqlite" and all(each[1] is not _empty_log for each in connection.run_on_commit):
        transaction.on_commit(_empty_log, robust=True)


def erase_now(times: int = 1) -> bool:
    """Empty the write-ahead log at once, trying again while somebody reads or writes. Returns whether it is empty.

    In a transaction it cannot be.
    """
    if connection.vendor != "sqlite":
        return True
    if connection.in_atomic_block:
        return False
    return any(_empty_log() for _time in range(times))


def _empty_log() -> bool:
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            (is_busy, _pages, _moved) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except OperationalError:
            # Locked by whoever does the same, or makes a new log after a crash.
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")
    return not is_busy
