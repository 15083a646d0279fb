"""Taking an archive off the machine, by a command of the operator's."""

import os
import shlex
import signal
import subprocess

from django.conf import settings

from idpwsp.backup.shelf import Backup
from idpwsp.env import without_secrets

TIMEOUT = 3600  # seconds


class NotCopied(Exception):
    """The archive is here and nowhere else. In one line for the operator."""


def copy(backup: Backup, timeout: float = TIMEOUT) -> bool:
    """Run ``settings.BACKUP_COPY`` with the archive's path as its last argument, without a shell.

    Returns False where no command is set. Raises ``NotCopied``.
    """
    command = shlex.split(settings.BACKUP_COPY)
    if not command:
        return False
    # One from before there was a recipient.
    if not backup.is_sealed:
        raise NotCopied(f"{backup.path.name} is not encrypted, so it stays on this machine.")
    try:
        process = subprocess.Popen(  # noqa: S603 - the operator's own words
            [*command, str(backup.path)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            env=without_secrets(), start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise NotCopied(f"The command of BACKUP_COPY cannot be started ({error.strerror}).") from error
    try:
        code = process.wait(timeout)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise NotCopied(f"The command of BACKUP_COPY was ended after {timeout:g} seconds.") from error
    if code:
        raise NotCopied(f"The command of BACKUP_COPY failed with exit code {code}.")
    backup.note_copied()
    return True
