"""Files that are on the disk whole or not at all, and off it for good. Knows nothing of Django."""

import os
from contextlib import suppress
from pathlib import Path

# What a file is called as long as it is not whole, and one that was cut off by a crash.
UNFINISHED = ".unfinished"


def overwrite(path: Path) -> None:
    """Delete a file whose content is not to stay on the disk, like what is deleted in the database. One of
    another user's, which we cannot write to, at least goes; of one that has another name too, this name alone."""
    if path.is_file() and not path.is_symlink() and path.stat().st_nlink == 1:
        with suppress(PermissionError), path.open("r+b") as file:
            left = os.fstat(file.fileno()).st_size
            while left > 0:
                left -= file.write(b"\0" * min(left, 1024 * 1024))
            file.flush()
            os.fsync(file.fileno())
    path.unlink(missing_ok=True)


def write_beside(path: Path, content: bytes) -> None:
    """Put a small file in place for us alone, whole or not at all, whatever was there before."""
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
