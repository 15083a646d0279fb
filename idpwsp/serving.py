"""Who is at work in the data folder: the site and its worker together, or a restore alone."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def join() -> None:
    """Be at work there until this process has ended, and all that it forks. Waits for a restore."""
    # Never closed: the lock goes with the last process that has it.
    fcntl.flock(_lock(), fcntl.LOCK_SH)


@contextmanager
def alone() -> Iterator[None]:
    """While nobody is, and nobody can begin. Raises ``BlockingIOError`` where somebody is at work."""
    lock = _lock()
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(lock)


def _lock() -> int:
    return os.open(Path(settings.DATA_DIR) / "serving.lock", os.O_RDWR | os.O_CREAT, 0o600)
