"""Room on the disk, and what of the memory could come to be on it."""

import os
import resource
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from idpwsp import readiness
from idpwsp.doctor.finding import Finding, look, ok, wrong
from idpwsp.doctor.working import worker_pid

# In MB. Below the first readyz says so; below the second it is time to see to it.
COMFORTABLE = 1000
# Files that can still be made.
FEWEST_FILES = 10_000
SWAPS = Path("/proc/swaps")
BLOCK_DEVICES = Path("/sys/block")
PROCESSES = Path("/proc")


def room() -> Iterator[Finding]:
    free = readiness.free_room(settings.DATA_DIR)
    if free < readiness.LEAST_ROOM:
        yield wrong(f"There are {free} MB left for the data folder.", "Make room: old logs, packages, old backups.")
    elif free < COMFORTABLE:
        yield look(f"There are {free} MB left for the data folder.", "See what grows: du -xh / | sort -h | tail.")
    else:
        yield ok(f"There are {free} MB left for the data folder.")
    found = os.statvfs(settings.DATA_DIR)
    # Some file systems have no limit, and say 0.
    if found.f_files and found.f_favail < FEWEST_FILES:
        yield wrong(f"Only {found.f_favail} more files can be made (inodes).", "Find the folder with very many files.")


def swap() -> Iterator[Finding]:
    """Words of a request that is being answered can be swapped out."""
    names = [line.split()[0] for line in SWAPS.read_text().splitlines()[1:] if line.strip()]
    if plain := [name for name in names if not _is_closed(name)]:
        yield look(
            f"Swap is on, and not encrypted: {', '.join(plain)}. What people write could come to be on the disk.",
            "swapoff -a, and take it out of /etc/fstab; or encrypt it, or use zram.",
        )
    else:
        yield ok("Nothing of the memory is swapped out to the disk in the clear.")


def _is_closed(name: str) -> bool:
    """Whether a place for swap is memory itself, or encrypted."""
    device = Path(name).resolve().name
    if device.startswith("zram"):
        return True
    kind = BLOCK_DEVICES / device / "dm" / "uuid"
    return kind.exists() and kind.read_text().startswith("CRYPT-")


def core_dumps() -> Iterator[Finding]:
    """Of the worker, if it runs, as of the site beside it; otherwise of what is started as this was."""
    pid = worker_pid()
    limit = _limit(pid) if pid else resource.getrlimit(resource.RLIMIT_CORE)[0]
    if limit == 0:
        yield ok("A crash leaves nothing of the memory on the disk.")
    else:
        yield look(
            "A crash may write the memory to the disk (core dumps are on).",
            "LimitCORE=0 in the units of the site, or ulimit -c 0 before it is started.",
        )


def _limit(pid: int) -> int:
    """The size that a core dump of a process may have; -1 for any."""
    [line] = [each for each in (PROCESSES / str(pid) / "limits").read_text().splitlines() if "core file size" in each]
    text = line.split()[4]
    return int(text) if text.isdigit() else -1
