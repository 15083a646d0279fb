"""What interrupted work has left on the disk: whole copies of the database, with words that have gone from it since."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from idpwsp import clock
from idpwsp.foundation.files import UNFINISHED, overwrite

# Below the data folder: where a backup is made, where one is brought back, and what an upgrade keeps meanwhile.
MAKING = "backing-up"
OTHERS = ("restoring", "upgrade")
# The others have no lock that could be asked. What nobody has touched for so long is nobody's work.
OLD = timedelta(days=1)


class Busy(Exception):
    """A backup is being made."""


@contextmanager
def alone() -> Iterator[None]:
    """No other process of this site makes a backup meanwhile. Raises ``Busy``."""
    descriptor = os.open(Path(settings.DATA_DIR) / "backup.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Busy from error
    finally:
        os.close(descriptor)


def clear() -> int:
    """Overwrite and delete them. Returns how many files and folders. For the worker and ``manage.py expire``."""
    left = []
    try:
        with alone():
            left += of_backups(Path(settings.BACKUP_DIR))
            for path in left:
                wipe(path)
    except Busy:
        pass
    if not clock.is_doubtful():
        for path in (others := _of_others()):
            wipe(path)
        left += others
    return len(left)


def stale() -> list[Path]:
    """Those that nobody works on any more."""
    try:
        with alone():
            left = of_backups(Path(settings.BACKUP_DIR))
    except Busy:
        left = []
    return [*left, *_of_others()]


def of_backups(folder: Path) -> list[Path]:
    """What one has left that was made into this folder. For who is ``alone``."""
    made = Path(settings.DATA_DIR) / MAKING
    return [*([made] if made.exists() else []), *folder.glob(f"idpwsp-*{UNFINISHED}")]


def wipe(path: Path) -> None:
    """Overwrite and delete a file, or a folder with all that is in it. Nothing that a link leads to."""
    if path.is_symlink() or not path.is_dir():
        overwrite(path)
        return
    for each in path.rglob("*"):
        if each.is_file() and not each.is_symlink():
            overwrite(each)
    shutil.rmtree(path)


def _of_others() -> list[Path]:
    folders = [Path(settings.DATA_DIR) / name for name in OTHERS]
    return [folder for folder in folders if folder.is_dir() and timezone.now() - _touched(folder) > OLD]


def _touched(folder: Path) -> datetime:
    """When something in it was last changed."""
    times = [folder.lstat().st_mtime]
    for path in folder.rglob("*"):
        try:
            times.append(path.lstat().st_mtime)
        except FileNotFoundError:
            continue
    return datetime.fromtimestamp(max(times), UTC)
