"""The periodic worker: what it does when, and that it ends with the site, however that ends."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from idpwsp import run, worker
from tests.disk import ROOT, Disk, make_disk
from tests.test_commands import exchange, free_port

HOUR = 3600
# Seconds: one, and what a machine adds that has other things to do.
SOON = 15
WORDS = "telltale words"


class Doing:
    """A task that notes when it was done, and fails or is not done as it is told."""

    def __init__(self, every: int = HOUR) -> None:
        self.times = 0
        self.fails: Exception | None = None
        self.result: object = None
        self.task = worker.Task("doing", every, self)

    def __call__(self) -> object:
        self.times += 1
        if self.fails:
            raise self.fails
        return self.result


# ── What it does when ──────────────────────────────────────────────────────


def test_a_task_is_done_at_the_start_and_then_at_each_turn_of_the_hour():
    doing = Doing()
    done = []
    for now in (10 * HOUR - 60, 10 * HOUR - 1, 10 * HOUR, 10 * HOUR + 60, 11 * HOUR - 1, 11 * HOUR + 5):
        doing.task.run(now)
        done.append(doing.times)
    assert done == [1, 1, 2, 2, 2, 3]


def test_one_that_fails_stops_no_other_and_is_tried_again_every_ten_minutes(log):
    failing, other = Doing(), Doing()
    failing.fails = ValueError(WORDS)

    for minute in range(30):
        worker.tick([failing.task, other.task], now=10 * HOUR + 60 * minute)

    assert (failing.times, other.times) == (3, 1)
    # Said once, and without what was in it.
    assert log.getvalue().count("The periodic task doing failed.") == 1
    assert WORDS not in log.getvalue()
    failing.fails = None
    for minute in range(30, 60):
        worker.tick([failing.task], now=10 * HOUR + 60 * minute)
    assert failing.times == 4


def test_mail_that_failed_is_tried_again_each_minute():
    failing = Doing(every=60)
    failing.fails = ValueError(WORDS)
    for second in range(0, 180, 20):
        failing.task.run(10 * HOUR + second)
    assert failing.times == 3


def test_one_that_is_not_done_yet_is_tried_again_and_nothing_is_said(log):
    doing = Doing()
    doing.result = False
    for minute in range(3):
        doing.task.run(10 * HOUR + 60 * minute)
    assert doing.times == 3
    assert log.getvalue() == ""


def test_the_log_of_the_database_is_emptied_every_minute_until_it_is():
    [erase] = [task for task in worker.tasks() if task.name == "erase"]
    assert erase.every == 60


@pytest.mark.django_db
def test_all_that_it_does_works(settings, tmp_path, log):
    settings.DATA_DIR = tmp_path
    worker.tick(worker.tasks())
    assert log.getvalue() == ""


# ── How it ends ────────────────────────────────────────────────────────────


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return make_disk(tmp_path)


def pid_of(disk: Disk) -> int | None:
    """The worker that is at work in a data folder."""
    path = disk.data_dir / "worker.lock"
    if not path.exists():
        return None
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read() or 0) or None
    return None


def wait_until(is_so: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_within_a_second_and_it_says_nothing(disk: Disk, number: int) -> None:
    process = disk.start("worker")
    wait_until(lambda: pid_of(disk) == process.pid)

    process.send_signal(number)
    out, err = process.communicate(timeout=SOON)

    assert (out, err, process.returncode) == ("", "", 0)


def test_also_while_it_waits_for_a_locked_database(disk: Disk) -> None:
    with disk.reading("write"):
        process = disk.start("worker")
        wait_until(lambda: pid_of(disk) == process.pid)
        time.sleep(0.3)
        process.terminate()
        process.communicate(timeout=SOON)
    assert process.returncode == 0


def test_a_second_one_stands_by_and_goes_on_when_the_first_is_killed(disk: Disk) -> None:
    first = disk.start("worker")
    wait_until(lambda: pid_of(disk) == first.pid)
    second = disk.start("worker")
    time.sleep(1)
    assert second.poll() is None
    assert pid_of(disk) == first.pid

    first.kill()
    first.communicate()

    wait_until(lambda: pid_of(disk) == second.pid)
    second.terminate()
    assert second.communicate(timeout=SOON) == ("", "")


# ── Beside gunicorn ────────────────────────────────────────────────────────


def serve(disk: Disk, **environment: str) -> tuple[subprocess.Popen[str], int]:
    """gunicorn with our configuration, a tiny application and the worker."""
    application = (
        "def application(environ, start):\n    start('200 OK', [('Content-Length', '2')])\n    return [b'ok']\n"
    )
    (disk.data_dir / "tiny.py").write_text(application)
    port = free_port()
    ours = {"PYTHONPATH": f"{ROOT}{os.pathsep}{disk.data_dir}", "PORT": str(port), "WEB_WORKERS": "1", "WORKER": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "tiny", "-c", "python:idpwsp.gunicorn_conf"], cwd=disk.data_dir,
        env={**disk.environment, **ours, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    answer = exchange(port, b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    return process, port


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_is_gone_before_the_server_is(disk: Disk, number: int) -> None:
    process, _port = serve(disk)
    wait_until(lambda: pid_of(disk))

    process.send_signal(number)
    said, _nothing = process.communicate(timeout=30)

    assert pid_of(disk) is None
    assert said == ""


def test_it_ends_when_the_server_is_killed_and_holds_no_port_of_it(disk: Disk) -> None:
    process, _port = serve(disk)
    wait_until(lambda: pid_of(disk))
    pid = pid_of(disk)
    # Where a system shows what a process has open.
    opened = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").glob("*")]
    assert not [each for each in opened if each.startswith("socket:")]

    process.kill()
    process.communicate()

    wait_until(lambda: pid_of(disk) is None, seconds=10)


def test_make_run_asks_for_it(monkeypatch):
    became = []
    monkeypatch.setenv("WORKER", "")
    monkeypatch.delenv("WORKER")
    monkeypatch.setattr(sys, "argv", ["run"])
    monkeypatch.setattr(run.wsgiapp, "run", lambda: became.append((sys.argv, os.environ["WORKER"])))
    run.serve(8000)
    [(command, asked)] = became
    assert "python:idpwsp.gunicorn_conf" in command
    assert asked == "1"


def test_without_being_asked_for_there_is_none(disk: Disk) -> None:
    process, _port = serve(disk, WORKER="")
    time.sleep(1.5)
    process.terminate()
    process.communicate(timeout=30)
    assert not (disk.data_dir / "worker.lock").exists()
