"""The whole site in 512 MB: people write, staff upload large pictures, and numbers are derived, all at once.

    .venv/bin/python -m bench.faults.memory

Where control groups may be made (as root, version 1 or 2), the site is in one of 512 MB without swap, so that the
kernel itself kills it where that is not enough. Otherwise the sum of what its processes take is told. Every other
picture goes through nginx, which is not in the group.
"""

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.faults.flood import Seen, loaded
from bench.faults.site import Sent, behind_nginx, compare, make_site, proving
from bench.faults.staff import add_picture, picture, staff_cookie
from bench.memory import memory_of_all
from bench.rounds import QUICK

LIMIT = 512 << 20
LASTS = 15 if QUICK else 45  # seconds
READERS = 8
GROUPS = Path("/sys/fs/cgroup")


class Group:
    """A control group for memory, of either version."""

    def __init__(self, folder: Path, limit: str, peak: str) -> None:
        self.folder, self._peak = folder, peak
        (folder / limit).write_text(str(LIMIT))
        with suppress(OSError):
            (folder / "memory.swap.max").write_text("0")

    @property
    def peak(self) -> float:
        """MB, with the files that the kernel keeps in memory and would give up."""
        return int((self.folder / self._peak).read_text()) / (1 << 20)

    def killed(self) -> int:
        """How many processes the kernel has killed for memory."""
        for name in ("memory.events", "memory.oom_control"):
            with suppress(OSError):
                return next((int(line.split()[1]) for line in (self.folder / name).read_text().splitlines()
                             if line.startswith("oom_kill ")), 0)  # fmt: skip
        return 0


@contextmanager
def limited() -> Iterator[Group | None]:
    """A control group, or None where none may be made."""
    first = (GROUPS / "memory").is_dir()
    folder = (GROUPS / "memory" if first else GROUPS) / f"idpwsp-faults-{os.getpid()}"
    try:
        folder.mkdir()
    except OSError:
        yield None
        return
    try:
        names = ("memory.limit_in_bytes", "memory.max_usage_in_bytes") if first else ("memory.max", "memory.peak")
        yield Group(folder, *names)
    finally:
        # Its processes are on their way out.
        for _each in range(50):
            with suppress(OSError):
                folder.rmdir()
                break
            time.sleep(0.1)


def main() -> None:
    with proving() as (proof, scratch), limited() as group:
        site = make_site(scratch / "data")
        # It moves itself into the group, and becomes the site there.
        join = f"echo $$ > {group.folder}/cgroup.procs && " if group else ""
        command = ["sh", "-c", f"{join}exec {sys.executable} -m idpwsp.run"]
        photograph = picture(4000, 3000)
        with behind_nginx(site, scratch) as front, site.serving(*command) as server:
            cookie, statuses, seen, sampled = staff_cookie(site), list[int](), list[Seen](), list[float]()
            proof.of(f"{READERS} read, {READERS} write, and one sends pictures of 12 megapixels, {LASTS} s")
            load = threading.Thread(target=lambda: seen.append(loaded(site.port, READERS, LASTS, "memory")))
            load.start()
            sampling = threading.Thread(target=lambda: sample(server.pid, load, sampled))
            sampling.start()
            while load.is_alive():
                port = (site.port, front)[len(statuses) % 2]
                statuses.append(add_picture(site, cookie, photograph + len(statuses).to_bytes(2, "big"), port))
            load.join()
            sampling.join()
            proof.holds("everybody gets a page, a number, or the words back", not seen[0].wrong,
                        seen[0].wrong[:5] or seen[0].line())  # fmt: skip
            for name, those in (("straight", statuses[::2]), ("through nginx", statuses[1::2])):
                taken = sum(status == 302 for status in those)
                proof.holds(f"every picture is taken {name}, or the site is busy", taken and {*those} <= {302, 503},
                            f"{taken} of {len(those)} {sorted(set(those))}")  # fmt: skip
            proof.holds("its processes take less than 512 MB", max(sampled) < 512,
                        f"{sampled[0]:.0f} MB at rest, at most {max(sampled):.0f} (PSS)")  # fmt: skip
            if group:
                proof.holds("the kernel has killed none of them", not group.killed(),
                            f"at most {group.peak:.0f} MB with what the kernel keeps of files")  # fmt: skip
            else:
                print("         (no control group may be made here: the limit was not enforced)")
        compare(proof, site, Sent(seen[0].sent.received))


def sample(pid: int, load: threading.Thread, sampled: list[float]) -> None:
    while load.is_alive():
        # Processes come and go.
        with suppress(OSError, KeyError):
            sampled.append(memory_of_all(pid).pss)
        time.sleep(0.2)


if __name__ == "__main__":
    main()
