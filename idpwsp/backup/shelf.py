"""The archives of a folder: which are there, which is the newest, and which are too old to be kept."""

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from idpwsp import clock

# What a backup that is being made is called, and one that was cut off by a crash.
UNFINISHED = ".unfinished"
_NAMED = "idpwsp-%Y-%m-%dT%H%M%SZ"
_NAME = re.compile(r"(idpwsp-\d{4}-\d\d-\d\dT\d{6}Z)\.tar(\.sealed)?")
# Holds the name of the archive that the operator's command took last.
_COPIED = "copied"


@dataclass(frozen=True)
class Backup:
    """An archive that is whole, as far as its name says."""

    path: Path
    made_at: datetime
    is_sealed: bool

    @property
    def is_copied(self) -> bool:
        """Whether the operator's command has taken it off the machine."""
        try:
            return (self.path.parent / _COPIED).read_text() == self.path.name
        except FileNotFoundError:
            return False

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
    return (found(folder) or [None])[-1]  # type: ignore[list-item]


def rotate(folder: Path | None = None) -> int:
    """Delete those that are ``settings.BACKUP_DAYS`` old, by the date: what forms promise. Never the newest,
    nothing that is not named as ours are, and nothing by a clock that may be wrong. Returns how many."""
    if clock.is_doubtful():
        return 0
    last = timezone.localdate() - timedelta(days=settings.BACKUP_DAYS)
    old = [backup for backup in found(folder)[:-1] if timezone.localdate(backup.made_at) <= last]
    for backup in old:
        overwrite(backup.path)
    return len(old)


def overwrite(path: Path) -> None:
    """Delete a file whose content is not to stay on the disk, like what is deleted in the database."""
    if path.is_file() and not path.is_symlink():
        with path.open("r+b") as file:
            left = os.fstat(file.fileno()).st_size
            while left > 0:
                left -= file.write(b"\0" * min(left, 1024 * 1024))
            file.flush()
            os.fsync(file.fileno())
    path.unlink(missing_ok=True)


def write_beside(path: Path, content: bytes) -> None:
    """Put a small file in place, whole or not at all."""
    draft = path.with_name(path.name + UNFINISHED)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    note_names(path.parent)


def note_names(folder: Path) -> None:
    """Have a folder on the disk too, in which the names of its files stand."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read(path: Path) -> Backup | None:
    match = _NAME.fullmatch(path.name)
    if not match or path.is_symlink() or not path.is_file():
        return None
    try:
        made_at = datetime.strptime(match[1], _NAMED).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Backup(path, made_at, is_sealed=match[2] is not None)
