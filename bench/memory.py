"""Memory of the whole site, at rest and while 100,000 requests come in.

    .venv/bin/python -m bench.memory [--requests 100000]

The site is started as ``make run`` does, in a scratch folder: gunicorn's master, two workers and the periodic worker.
Then it is asked for everything, as readers, robots and hostile ones do, and looked at in between. What counts is PSS:
memory that several processes share is counted once, each having its part. RSS counts it once a process, and USS is
what a process has for itself.
"""

import argparse
import http.client
import random
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench.load import Ask
from bench.scratch import environment, scratch_folder, seed
from bench.servers import family, fetch, free_port, running
from bench.table import Row, report

REQUESTS = 100_000
TARGET = 200  # MB
# Flat: no more than this between the middle and the end, in MB. A short run ends before every page is kept.
DRIFT = 4
LONG = 50_000
SAMPLES = 10
CLIENTS, THREADS = 2, 3
WORDS = [
    "compensation",
    "landlord",
    "police",
    "record",
    "court",
    "visa",
    "help",
    "night",
    "union",
    "housing",
    "children",
    "money",
]
CODINGS = ("br, gzip", "gzip", "identity")


@dataclass(frozen=True)
class Memory:
    """Of all processes together, in MB."""

    pss: float
    rss: float
    uss: float

    def __add__(self, other: "Memory") -> "Memory":
        return Memory(self.pss + other.pss, self.rss + other.rss, self.uss + other.uss)

    def __str__(self) -> str:
        return f"{self.pss:7.1f} {self.rss:7.1f} {self.uss:7.1f}"


def memory_of(pid: int) -> Memory:
    """What Linux says of one process."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    kb = {name: int(value) / 1024 for name, value in re.findall(r"^(\w+):\s+(\d+) kB", text, re.MULTILINE)}
    return Memory(kb["Pss"], kb["Rss"], kb["Private_Clean"] + kb["Private_Dirty"])


def memory_of_all(pid: int) -> Memory:
    return sum(map(memory_of, family(pid)), Memory(0, 0, 0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    requests = parser.parse_args().requests
    with scratch_folder() as folder:
        rows = measure(seed(folder / "data"), requests)
    report(rows)


def measure(data_dir: Path, requests: int) -> list[Row]:
    port = free_port()
    settings = environment(data_dir, port, WEB_WORKERS="2")
    command = [sys.executable, "-m", "idpwsp.run"]
    with running("The site", command, port, settings, data_dir / "log") as site:
        paths = public_paths(port)
        for path in paths:
            fetch(port, Ask(path))
        time.sleep(3)
        print(
            f"{len(paths)} pages. All processes in MB:\n\n{'requests':>9} {'PSS':>7} {'RSS':>7} {'USS':>7}  PSS of each"
        )
        at_rest, taken = show(0, site.pid), []
        for number in range(1, SAMPLES + 1):
            ask_for_all(port, paths, requests // SAMPLES, seed=number)
            # What was on its way has gone.
            time.sleep(2)
            taken.append(show(number * requests // SAMPLES, site.pid))
        print()
    drift = taken[-1].pss - taken[len(taken) // 2 - 1].pss
    return [
        Row("memory at rest, MB (PSS)", f"{at_rest.pss:.0f}", target=f"< {TARGET}", met=at_rest.pss < TARGET),
        Row(f"memory after {requests:,} requests, MB", f"{taken[-1].pss:.0f}", target=f"< {TARGET}",
            met=taken[-1].pss < TARGET),
        Row("… of which in their second half, MB", f"{drift:+.1f}", target=f"< {DRIFT}",
            met=drift < DRIFT if requests >= LONG else None),
    ]  # fmt: skip


def show(requests: int, pid: int) -> Memory:
    each = [memory_of(process) for process in family(pid)]
    total = sum(each, Memory(0, 0, 0))
    print(f"{requests:>9} {total}  " + " ".join(f"{one.pss:.0f}" for one in each), flush=True)
    return total


# ── What is asked ──────────────────────────────────────────────────────────


def public_paths(port: int) -> list[str]:
    """Every page of the sitemap."""
    text = fetch(port, Ask("/sitemap.xml")).body.decode()
    found = re.findall(r"<loc>([^<]+)</loc>", text)
    maps = [each for each in found if each.endswith(".xml")]
    for each in maps:
        found += re.findall(r"<loc>([^<]+)</loc>", fetch(port, Ask(urlsplit(each).path)).body.decode())
    return sorted({urlsplit(each).path for each in found} - {urlsplit(each).path for each in maps})


def ask_for_all(port: int, paths: list[str], requests: int, seed: int) -> None:
    """Ask in some processes of some threads each, every one on a connection that it keeps."""
    context = get_context("spawn")
    share = requests // CLIENTS
    clients = [context.Process(target=ask, args=(port, paths, share, f"{seed}.{n}")) for n in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
        if client.exitcode:
            raise RuntimeError("A client failed")


def ask(port: int, paths: list[str], requests: int, name: str) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(keep_asking, port, paths, requests // THREADS, f"{name}.{n}") for n in range(THREADS)]:
            done.result()


def keep_asking(port: int, paths: list[str], requests: int, name: str) -> None:
    chance = random.Random(name)  # noqa: S311 - the same each time
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _number in range(requests):
        method, path, body, headers = something(chance, paths)
        for _try in range(3):
            # The server closes a connection that has been quiet for a while.
            with suppress(http.client.RemoteDisconnected, ConnectionError):
                connection.request(method, path, body, headers)
                connection.getresponse().read()
                break
            connection.close()
    connection.close()


def something(chance: random.Random, paths: list[str]) -> tuple[str, str, str | None, dict[str, str]]:
    """One request, as they come: mostly for pages that are kept, in all codings; some past the cache."""
    headers = {"Accept-Encoding": chance.choice(CODINGS), "User-Agent": f"bench/{chance.random()}"}
    kind, path = chance.random(), chance.choice(paths)
    if kind < 0.85:
        return "GET", path, None, headers
    if kind < 0.89:
        return "HEAD", path, None, {**headers, "If-None-Match": f'"{chance.random()}"'}
    if kind < 0.93:
        # A robot that looks for holes, and one that would fill a cache.
        unknown = f"/wp-{chance.random()}.php" if chance.random() < 0.5 else f"{path}?{chance.random()}=1"
        return "GET", unknown, None, headers
    if kind < 0.96:
        return "GET", f"/contact/?about={chance.random()}", None, headers
    if kind < 0.98:
        return "GET", chance.choice(("/static/js/exit.js", "/robots.txt", "/healthz", "/feed/")), None, headers
    form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    return "POST", "/search/", urlencode({"q": " ".join(chance.sample(WORDS, 2)) + str(chance.random())[:4]}), form


if __name__ == "__main__":
    main()
