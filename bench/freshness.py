"""How soon an edit shows on every worker, and how often a popular page is rendered when it is new or old.

    .venv/bin/python -m bench.freshness

The edit is saved in another process, in one transaction that changes two records of one page. Meanwhile the page is
asked for without pause on new connections. "Shows everywhere" is the time from the commit until the last request was
sent that still got the old page; a page with one record old and the other new is a half-old page, of which there may
be none. The herd is 50 readers at once, each on a connection that is already open; renders are counted inside the
workers (bench/counted.py), below the page cache.
"""

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import servers
from bench.load import HOST, Ask
from bench.rounds import QUICK, Spread
from bench.scratch import BASE_DIR, environment, scratch_folder, seed
from bench.table import Row, report

EDITS = 3 if QUICK else 8
WATCHED = 3.0  # seconds after an edit
READERS = 8
HERD = 50
WITHIN = 2  # seconds
MARK = re.compile(rb"Edit (\d+)\b")


class Editor:
    """The other process."""

    def __init__(self, data_dir: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.editing"],
            cwd=BASE_DIR, env=environment(data_dir), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.address, lifetime = self._line().split()
        # Of a kept page, in seconds.
        self.lifetime = float(lifetime)
        self._edits = 0

    def save(self) -> tuple[int, float]:
        """The number that now stands in both records, and when it was committed."""
        self._edits += 1
        assert self._process.stdin  # noqa: S101
        print(f"Edit {self._edits}", file=self._process.stdin, flush=True)
        return self._edits, float(self._line())

    def _line(self) -> str:
        assert self._process.stdout  # noqa: S101
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        self._process.communicate()


@contextmanager
def editing(data_dir: Path) -> Iterator[Editor]:
    editor = Editor(data_dir)
    try:
        yield editor
    finally:
        editor.close()


# ── An edit ────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Seen:
    """One answer: when it was asked for, and the numbers in it."""

    sent: float
    numbers: frozenset[int]


def watch(port: int, address: str, seconds: float) -> list[Seen]:
    """What readers see who ask again and again, on new connections so that each worker has its turn."""
    seen: list[Seen] = []
    end = time.monotonic() + seconds

    def read() -> None:
        while time.monotonic() < end:
            sent = time.monotonic()
            body = servers.fetch(port, Ask(address)).body
            seen.append(Seen(sent, frozenset(map(int, MARK.findall(body)))))

    readers = [threading.Thread(target=read) for _reader in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return seen


def shows_after(data_dir: Path, workers: int) -> Row:
    """How long the old page is still shown, at worst of some edits."""
    delays, half_old, answers = [], 0, 0
    with servers.gunicorn(data_dir, "gthread", workers) as site, editing(data_dir) as editor:
        editor.save()
        watch(site.port, editor.address, 2)
        for _edit in range(EDITS):
            seen: list[Seen] = []
            watching = threading.Thread(target=lambda seen=seen: seen.extend(watch(site.port, editor.address, WATCHED)))
            watching.start()
            time.sleep(0.3)
            number, committed = editor.save()
            watching.join()
            old = [each.sent - committed for each in seen if number not in each.numbers]
            delays.append(max([0.0, *old]))
            half_old += sum(len(each.numbers) > 1 for each in seen)
            answers += len(seen)
    worst = max(delays)
    return Row(
        f"edit shows everywhere, {workers} worker{'s' * (workers > 1)}", f"{worst:.2f} s at worst",
        f"{half_old} half-old of {answers:,}", "", f"≤ {WITHIN} s, none", f"{Spread.of(delays)} s",
        worst <= WITHIN and not half_old,
    )  # fmt: skip


# ── A herd ─────────────────────────────────────────────────────────────────


def herd(port: int, address: str) -> list[float]:
    """Fifty readers at once. Returns how long each waited, in seconds."""
    request = Ask(address, (("Accept-Encoding", "br"),)).raw(keep_alive=False, port=port)
    waited: list[float] = []

    def receive(connection: socket.socket, sent: float) -> None:
        with connection:
            answer = b""
            while data := connection.recv(1 << 16):
                answer += data
        if not answer.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(f"{address}: {answer[:200]!r}")
        waited.append(time.perf_counter() - sent)

    connections = [socket.create_connection((HOST, port), timeout=30) for _reader in range(HERD)]
    readers = []
    for connection in connections:
        connection.sendall(request)
        readers.append(threading.Thread(target=receive, args=(connection, time.perf_counter())))
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    if len(waited) < HERD:
        raise RuntimeError(f"{address}: {HERD - len(waited)} of {HERD} were not answered")
    return sorted(waited)


def herds(data_dir: Path, workers: int) -> list[Row]:
    """What a herd makes of a page that nobody has asked for, of one that was edited, and of one whose time is over."""
    renders = data_dir / "renders"
    rows: list[Row] = []

    def count(what: str, herds_after: int = 1, pause: float = 0.0) -> None:
        before = renders.stat().st_size
        waited: list[float] = []
        for _herd in range(herds_after):
            waited += herd(site.port, editor.address)
            time.sleep(pause)
        rendered = renders.stat().st_size - before
        waited.sort()
        name = f"{HERD} at once, {workers} worker{'s' * (workers > 1)}, {what}"
        waits = f"p50 {waited[len(waited) // 2] * 1e3:.0f}, last {waited[-1] * 1e3:.0f} ms"
        rows.append(Row(name, f"{rendered} rendered", waits, "", f"≤ {workers}", "", rendered <= workers))

    with (
        servers.gunicorn(data_dir, "gthread", workers, "bench.counted", BENCH_RENDERS=str(renders)) as site,
        editing(data_dir) as editor,
    ):
        count("new page")
        editor.save()
        # The workers look for changes once a second.
        count("edited page", herds_after=10, pause=0.2)
        time.sleep(editor.lifetime + 1)
        count("page whose time is over")
    return rows


def main() -> None:
    with scratch_folder() as folder:
        data_dir = seed(folder / "data")
        rows = [shows_after(data_dir, workers) for workers in (1, 2, 4)]
        rows += [row for workers in (1, 2) for row in herds(data_dir, workers)]
        report(rows)


if __name__ == "__main__":
    main()
