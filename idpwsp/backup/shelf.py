"""The archives of a folder: which are there, which is the newest, and which are too old to be kept."""

import os
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from idpwsp import clock
from idpwsp.foundation.files import overwrite, write_beside

_NAMED = "idpwsp-%Y-%m-%dT%H%M%SZ"
_NAME = re.compile(r"(idpwsp-\d{4}-\d\d-\d\dT\d{6}Z)\.tar(\.sealed)?")
# Holds the name of the archive that the operator's command took last.
_COPIED = "copied"
# What says that it was made later than this from now was named by a clock gone wrong, or by somebody.
AHEAD = timedelta(hours=1)


class NotRotated(Exception):
    """What could not be deleted on its day, in one line for the operator. All the others were."""


@dataclass(frozen=True)
class Backup:
    """An archive that is whole, as far as its name says. One whose name is ahead of the clock counts as made when the
    file was last written, and never as the newest."""

    path: Path
    made_at: datetime
    is_sealed: bool
    is_ahead: bool = False

    @property
    def is_copied(self) -> bool:
        """Whether the operator's command has taken it off the machine."""
        try:
            return (self.path.parent / _COPIED).read_text() == self.path.name
        except FileNotFoundError:
            return False

    @property
    def goes_on(self) -> date:
        """The day on which it is deleted. Where forms say nothing of backups (0 days), that of an upgrade lasts for a
        night."""
        return timezone.localdate(self.made_at) + timedelta(days=max(settings.BACKUP_DAYS, 1))

    def note_copied(self) -> None:
        write_beside(self.path.parent / _COPIED, self.path.name.encode())


def name_of(made_at: datetime, is_sealed: bool) -> str:
    return made_at.astimezone(UTC).strftime(_NAMED) + (".tar.sealed" if is_sealed else ".tar")


def found(folder: Path | None = None) -> list[Backup]:
    """Those of a folder, oldest first; ``settings.BACKUP_DIR`` where none is named."""
    folder = folder or Path(settings.BACKUP_DIR)
    if not folder.is_dir():
        return []
    return sorted(filter(None, map(_read, folder.iterdir())), key=lambda backup: backup.made_at)


def newest(folder: Path | None = None) -> Backup | None:
    """The one to bring back if the disk were lost now; None where there is none."""
    return next((backup for backup in reversed(found(folder)) if not backup.is_ahead), None)


def rotate(folder: Path | None = None, keep_newest: bool = False) -> int:
    """Delete those whose day has come (``Backup.goes_on``), the newest too: forms promise it. Nothing that is not named
    as ours are, and nothing by a clock that may be wrong. Returns how many.

    ``keep_newest`` is for the moment before another one is made. Raises ``NotRotated`` after all that could go.
    """
    if clock.is_doubtful():
        return 0
    kept = newest(folder) if keep_newest else None
    gone, failed = 0, []
    for backup in found(folder):
        try:
            if backup.made_at > timezone.now() + AHEAD:
                # Its time is ahead too. From now on it is as old as when it was first seen.
                os.utime(backup.path, (now := timezone.now().timestamp(), now))
            elif backup.goes_on <= timezone.localdate() and backup != kept:
                overwrite(backup.path)
                gone += 1
        except OSError as error:
            failed.append(f"{backup.path} ({error.strerror})")
    if failed:
        raise NotRotated(f"Not deleted on its day: {', '.join(failed)}.")
    return gone


def _read(path: Path) -> Backup | None:
    match = _NAME.fullmatch(path.name)
    if not match or path.is_symlink() or not path.is_file():
        return None
    try:
        made_at = datetime.strptime(match[1], _NAMED).replace(tzinfo=UTC)
        is_ahead = made_at > timezone.now() + AHEAD
        if is_ahead:
            made_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (ValueError, FileNotFoundError):
        return None
    return Backup(path, made_at, match[2] is not None, is_ahead)
