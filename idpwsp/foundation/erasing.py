"""What was deleted for somebody's sake is gone from the disk as well.

SQLite overwrites what is deleted in the database itself (``secure_delete``), but its write-ahead log keeps the pages
as they were before, as long as any connection is open.
"""

from django.db import connection, transaction

# Whoever reads at that moment is waited for so long, in milliseconds. If it takes longer, the next deletion, or the
# closing of the last connection, empties the log.
PATIENCE = 2_000


def erase() -> None:
    """Once the transaction is committed, empty the write-ahead log. Other databases have their own ways."""
    if connection.vendor == "sqlite" and all(each[1] is not _empty_log for each in connection.run_on_commit):
        transaction.on_commit(_empty_log, robust=True)


def _empty_log() -> None:
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")
