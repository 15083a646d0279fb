"""Who can open what stands in the data folder."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from idpwsp.doctor.finding import Finding, look, ok, wrong

OTHERS = stat.S_IRWXG | stat.S_IRWXO
# So many names are shown.
SHOWN = 3


def data_folder() -> Iterator[Finding]:
    folder = Path(settings.DATA_DIR)
    if not folder.is_dir():
        yield wrong(f"There is no data folder at {folder}.", "Set DATA_DIR, or bring the folder back from a backup.")
        return
    found = folder.stat()
    if found.st_uid != os.geteuid():
        yield wrong(
            f"The data folder {folder} belongs to another user (number {found.st_uid}).",
            "Run this as the user that serves the site, or give the folder to that user: chown -R.",
        )
    elif found.st_mode & OTHERS:
        yield wrong(
            f"Other users of this machine may open the data folder {folder}.", f"chmod 700 {folder}"
        )  # fmt: skip
    else:
        yield ok("The data folder is closed to all other users.")


def contents() -> Iterator[Finding]:
    """Folders 0700 and files 0600. Static files are public anyway."""
    folder, static = Path(settings.DATA_DIR), Path(settings.STATIC_ROOT)
    strange, opened = [], []
    for path in _below(folder, static):
        try:
            found = path.lstat()
        except FileNotFoundError:
            # The database's log comes and goes.
            continue
        if found.st_uid != os.geteuid():
            strange.append(path)
        elif found.st_mode & OTHERS and not stat.S_ISLNK(found.st_mode):
            opened.append(path)
    if strange:
        yield wrong(f"Belongs to another user: {_names(strange)}.", f"chown -R the site's user {folder}")
    if opened:
        yield look(
            f"Would be open to other users if the folder were: {_names(opened)}.",
            f"chmod -R go-rwx {folder}, and start the site with umask 077 (UMask=0077 in a unit of systemd).",
        )
    if not strange and not opened:
        yield ok("What is in it is closed too.")


def _below(folder: Path, static: Path) -> Iterator[Path]:
    # A folder that cannot be read is to be heard of, not passed over.
    def refuse(error: OSError) -> None:
        raise error

    for parent, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if Path(parent, name) != static]
        yield from (Path(parent, name) for name in (*folders, *files))


def _names(paths: list[Path]) -> str:
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return ", ".join(str(path) for path in sorted(paths)[:SHOWN]) + more
