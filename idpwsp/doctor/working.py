"""The periodic worker: without it nothing goes on its date, and no mail goes out."""

import fcntl
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from idpwsp.doctor.finding import Finding, ok, wrong

# A round comes each minute; deleting very much may take some. In seconds.
TOO_LONG = 15 * 60


def periodic_worker() -> Iterator[Finding]:
    pid = worker_pid()
    if pid is None:
        yield wrong(
            "The periodic worker does not run: nothing is deleted on its date, and no mail goes out.",
            "Start it: systemctl start its unit, or manage.py worker, or WORKER=1 for gunicorn. Then manage.py expire.",
        )
    elif (age := time.time() - _lock().stat().st_mtime) > TOO_LONG:
        yield wrong(
            f"The periodic worker (process {pid}) has not come to the end of a round for {int(age // 60)} minutes.",
            "Restart it, and read its log.",
        )
    else:
        yield ok("The periodic worker is at work.")


def worker_pid() -> int | None:
    """The process that is at work: who holds the lock."""
    try:
        with _lock().open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                # 0 between taking the lock and writing the number.
                return int(file.read() or 0)
    except FileNotFoundError:
        pass
    return None


def _lock() -> Path:
    return Path(settings.DATA_DIR) / "worker.lock"
