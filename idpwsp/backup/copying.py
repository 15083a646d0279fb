"""Taking an archive off the machine, by a command of the operator's."""

import fcntl
import os
import shlex
import signal
import time
from pathlib import Path
from typing import Self

from django.conf import settings

from idpwsp.backup.shelf import Backup
from idpwsp.env import without_secrets

TIMEOUT = 3600  # seconds
# How often somebody who waits for it looks, in seconds.
LOOKS_EVERY = 0.1


class NotCopied(Exception):
    """The archive is here and nowhere else. In one line for the operator."""


class Copying:
    """``settings.BACKUP_COPY`` at work, with the archive's path as its last argument, without a shell.

    Whoever has started it asks ``is_over`` until it is. Two never work at once, the worker's and one by hand.
    """

    def __init__(self, backup: Backup, command: list[str], timeout: float) -> None:
        self._backup, self._timeout, self._ends_at = backup, timeout, time.monotonic() + timeout
        self._lock = _alone()
        try:
            self._pid = _start([*command, str(backup.path)])
        except OSError as error:
            os.close(self._lock)
            raise NotCopied(f"The command of BACKUP_COPY cannot be started ({error.strerror}).") from error

    @classmethod
    def start(cls, backup: Backup, timeout: float = TIMEOUT) -> Self | None:
        """None where no command is set. Raises ``NotCopied``."""
        command = shlex.split(settings.BACKUP_COPY)
        if not command:
            return None
        # One from before there was a recipient.
        if not backup.is_sealed:
            raise NotCopied(f"{backup.path.name} is not encrypted, so it stays on this machine.")
        return cls(backup, command, timeout)

    def is_over(self) -> bool:
        """Whether the archive is there. Ends what takes longer than it may. Raises ``NotCopied``, once."""
        pid, status = os.waitpid(self._pid, os.WNOHANG)
        if not pid and time.monotonic() < self._ends_at:
            return False
        try:
            if not pid:
                os.killpg(self._pid, signal.SIGKILL)
                os.waitpid(self._pid, 0)
                raise NotCopied(f"The command of BACKUP_COPY was ended after {self._timeout:g} seconds.")
            if code := os.waitstatus_to_exitcode(status):
                raise NotCopied(f"The command of BACKUP_COPY failed with exit code {code}.")
            self._backup.note_copied()
        finally:
            os.close(self._lock)
        return True


def copy(backup: Backup, timeout: float = TIMEOUT) -> bool:
    """Wait until it is copied. Returns False where no command is set. Raises ``NotCopied``."""
    copying = Copying.start(backup, timeout)
    if copying is None:
        return False
    while not copying.is_over():
        time.sleep(LOOKS_EVERY)
    return True


def _alone() -> int:
    """A file that is locked until it is closed. Raises ``NotCopied``."""
    lock = os.open(Path(settings.DATA_DIR) / "backup-copy.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        raise NotCopied("The command of BACKUP_COPY is at work already.") from error
    return lock


def _start(command: list[str]) -> int:
    """A process in a session of its own, with all that it starts. It takes every signal, unlike the worker, whose main
    thread takes none: so it can be ended politely."""
    nothing = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1)]
    return os.posix_spawnp(
        command[0], command, without_secrets(), file_actions=nothing, setsid=True, setsigmask=[],
        setsigdef=[signal.SIGPIPE],
    )  # fmt: skip
