"""Once a day by the worker, without holding it up."""

import json
import signal
import socket
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from idpwsp import worker
from idpwsp.selfaudit import daily, outcome
from tests.test_commands import free_port


class Audit:
    """In place of the process."""

    def __init__(self) -> None:
        self.code: int | None = None

    def kill(self) -> None:
        self.code = -9

    def poll(self) -> int | None:
        return self.code


@pytest.fixture
def data_dir(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def started(monkeypatch, data_dir):
    """The audits that were started. The site has been up for long."""
    started: list[Audit] = []

    def start() -> Audit:
        started.append(Audit())
        return started[-1]

    monkeypatch.setattr(daily, "_start", start)
    monkeypatch.setattr(daily, "_running", None)
    monkeypatch.setattr(daily, "_started", float("-inf"))
    return started


def test_the_worker_does_it(started):
    assert "idpwsp.selfaudit.daily.run" in [task.name for task in worker.tasks()]


def test_it_is_started_once_and_the_worker_goes_on_meanwhile(started):
    task = worker.Task("audit", 24 * 3600, daily.run)

    for minute in range(3):
        task.run(minute * 60)
    assert len(started) == 1

    started[0].code = 0
    outcome.keep([])
    for minute in range(3, 10):
        task.run(minute * 60)
    assert len(started) == 1


def aged(data_dir: Path, by: timedelta) -> None:
    """The outcome as it would be if it were older."""
    kept = json.loads((data_dir / "selfaudit.json").read_text())
    kept["at"] = (datetime.fromisoformat(kept["at"]) - by).isoformat()
    (data_dir / "selfaudit.json").write_text(json.dumps(kept))


def test_the_next_day_it_is_started_again(started, data_dir):
    task = worker.Task("audit", 24 * 3600, daily.run)
    for day in range(3):
        task.run(day * 24 * 3600)
        started[-1].code = 0
        outcome.keep([])
        task.run(day * 24 * 3600 + 60)
        aged(data_dir, timedelta(days=1))

    assert len(started) == 3


def test_it_waits_until_the_site_is_up(started, monkeypatch):
    monkeypatch.setattr(daily, "_started", daily.time.monotonic())
    assert daily.run() is False
    assert started == []


def test_after_a_restart_it_is_not_done_again(started):
    outcome.keep([])
    assert daily.run() is True
    assert started == []


def test_after_an_upgrade_it_is(started, monkeypatch):
    outcome.keep([])
    monkeypatch.setattr(outcome, "release", lambda: "another")
    assert daily.run() is False
    assert len(started) == 1


@pytest.mark.parametrize("code", [1, -9, 0])
def test_an_audit_that_leaves_no_outcome_is_kept_as_one_that_failed(started, data_dir, code):
    outcome.keep([])
    aged(data_dir, timedelta(days=1))
    daily.run()
    started[0].code = code

    assert daily.run() is True
    assert outcome.last().broken == (f"The audit itself failed: it ended with {code} and left no outcome",)


def test_an_audit_that_does_not_end_is_ended(started, monkeypatch):
    daily.run()
    monkeypatch.setattr(daily, "AT_MOST", -1)

    assert daily.run() is False
    assert started[0].code == -9
    assert daily.run() is True


def test_another_folder_or_another_file_is_another_release(tmp_path, settings):
    named = set()
    for folder, content in [("a", "x"), ("a", "y"), ("b", "y")]:
        settings.BASE_DIR = tmp_path / folder
        (settings.BASE_DIR / "idpwsp").mkdir(parents=True, exist_ok=True)
        (settings.BASE_DIR / "idpwsp" / "code.py").write_text(content)
        named.add(outcome.release.__wrapped__())
    assert len(named) == 3


def test_a_clock_that_was_ahead_does_not_stop_it(started, monkeypatch):
    ahead = timezone.now() + timedelta(days=400)
    with monkeypatch.context() as patch:
        patch.setattr(outcome.timezone, "now", lambda: ahead)
        outcome.keep([])

    daily.run()

    assert len(started) == 1


def test_the_process_itself_is_the_command_and_keeps_what_it_finds(tmp_path, settings, monkeypatch):
    """Against a port where nobody listens: that is an outcome too."""
    monkeypatch.setenv("SITE_URL", f"http://127.0.0.1:{free_port()}")
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    assert daily._start().wait(60) == 1

    assert "cannot be reached" in outcome.last().broken[0]


def test_it_ends_when_it_is_told_to_though_the_worker_holds_signals_back(tmp_path, settings, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("SITE_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        try:
            process = daily._start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        process.terminate()

        assert process.wait(60) == -signal.SIGTERM
