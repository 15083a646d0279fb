"""All of it: ``make bench``, or ``.venv/bin/python -m bench [part …]``. QUICK=1 is rougher and takes some minutes.

Each part runs in a process of its own with a data folder of its own, all below bench/.scratch/, which is gone
afterwards. What they have to say besides is printed as they go; the one table comes last.
"""

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench import servers
from bench.rounds import QUICK
from bench.scratch import BASE_DIR, environment, scratch_folder, seed
from bench.table import Row, reported, show


@dataclass(frozen=True)
class Part:
    """A module with a ``main()``. ``visits``: it takes the address of a running site. ``quick``: what it takes besides
    where it is to be rough."""

    name: str
    visits: bool = False
    quick: tuple[str, ...] = ()


PARTS = (
    Part("own"),
    Part("throughput"),
    Part("freshness"),
    Part("uncached"),
    Part("weight", visits=True),
    Part("paints", visits=True, quick=("3",)),
    Part("start", quick=("1",)),
    Part("memory", quick=("--requests", "5000")),
    Part("growth", quick=("1000",)),
    Part("search", quick=("1000",)),
    Part("staff", quick=("1000",)),
)


def run(part: Part, folder: Path, env: dict[str, str]) -> bool:
    """One part, as if it had been started by hand. Whether it came to its end."""
    print(f"\n── {part.name} ──", flush=True)
    data_dir = folder / part.name
    # As the checks have it: most parts ask Django directly, as if by https and through one proxy.
    env = {**environment(data_dir, SITE_URL="https://example.org", PROXY_COUNT="1"), **env}
    with ExitStack() as stack:
        arguments = []
        if part.visits:
            site = stack.enter_context(servers.gunicorn(seed(data_dir), "gthread", 2))
            arguments.append(f"http://127.0.0.1:{site.port}")
        command = [sys.executable, "-m", f"bench.{part.name}", *arguments, *(part.quick if QUICK else ())]
        return subprocess.run(command, cwd=BASE_DIR, env=env, check=False).returncode == 0


def main() -> None:
    asked = sys.argv[1:]
    if unknown := set(asked) - {part.name for part in PARTS}:
        sys.exit(f"There is no part {', '.join(sorted(unknown))}; there are {', '.join(part.name for part in PARTS)}.")
    start = time.monotonic()
    with scratch_folder() as folder:
        print("Seeding a site, which is copied for each part", flush=True)
        rows = folder / "rows"
        # For this process too: it seeds for those who visit.
        os.environ["BENCH_SEED"] = str(seed(folder / "seed"))
        env = {"BENCH_SEED": os.environ["BENCH_SEED"], "BENCH_ROWS": str(rows)}
        parts = [part for part in PARTS if not asked or part.name in asked]
        failed = [Row(part.name, "did not come to its end", met=False) for part in parts if not run(part, folder, env)]
        print()
        show(reported(rows) + failed)
    print(f"\n{(time.monotonic() - start) / 60:.0f} minutes. What each figure means: bench/README.md")
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
