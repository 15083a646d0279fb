"""How long ``make run`` takes from the command to the first page, once everything is installed.

    .venv/bin/python -m bench.start [rounds]

Three starts in a scratch folder: the first of all, which makes the database, the content and the static files; again
with that data; and again after Linux has been told to forget every file that it holds in memory, where it lets itself
be told so (that takes root; otherwise there is no such row). Beside the clock stands the processor time that all its
processes have taken until then, which other work on the machine does not lengthen.
"""

import http.client
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bench.scratch import BASE_DIR, environment, scratch_folder
from bench.servers import family, free_port
from bench.table import Row, report

ROUNDS = 5
TARGET = 3  # seconds
WITHIN = 120  # seconds
DROP = Path("/proc/sys/vm/drop_caches")
TICKS = os.sysconf("SC_CLK_TCK")

Times = tuple[float, float]


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    first, again, cold = [], [], []
    with scratch_folder() as folder:
        for number in range(rounds):
            data_dir = folder / str(number)
            data_dir.mkdir()
            first.append(started(data_dir))
            again.append(started(data_dir))
            if forget_files():
                cold.append(started(data_dir))
            shutil.rmtree(data_dir)
    rows = [row("start, data kept: the first page, s", again, TARGET)]
    if cold:
        rows.append(row("start, data kept, no file in memory, s", cold, TARGET))
    rows.append(row("the very first start, s", first))
    report(rows)


def row(what: str, times: list[Times], target: float | None = None) -> Row:
    clock, processor = ([each[kind] for each in times] for kind in (0, 1))
    median = statistics.median(clock)
    return Row(
        what,
        f"{median:.2f}",
        f"CPU {statistics.median(processor):.2f}",
        target=f"< {target}" if target else "",
        spread=f"{min(clock):.2f} to {max(clock):.2f}",
        met=median < target if target else None,
    )


def started(data_dir: Path) -> Times:
    """Seconds by the clock and of the processor until the front page is there. The site is stopped again."""
    port = free_port()
    settings = environment(data_dir, port)
    begin = time.perf_counter()
    with (data_dir / "log").open("ab") as log:
        process = subprocess.Popen(
            ["make", "run"], cwd=BASE_DIR, env=settings, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        wait_until(lambda: answers(port), process)
        return time.perf_counter() - begin, processor_time(process.pid)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def wait_until(is_so: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + WITHIN
    while not is_so():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError("The site did not start")
        time.sleep(0.01)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    with suppress(OSError):
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    return False


def processor_time(pid: int) -> float:
    """Of a process and all that came out of it, those included that have ended."""
    ticks = 0
    for each in family(pid):
        with suppress(OSError):
            ticks += sum(map(int, Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()[11:15]))
    return ticks / TICKS


def forget_files() -> bool:
    """Whether Linux has forgotten what it held of files."""
    os.sync()
    try:
        DROP.write_text("3")
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
