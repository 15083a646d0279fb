"""One derivation at a time on the whole machine, a short line before it, and no way to leave it locked."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from contact.inbox import derivation
from contact.inbox.derivation import Busy, Cost

ROOT = Path(derivation.__file__).parents[2]
QUICK = Cost(8192, 1)
SALT = bytes(16)
# Another process, which notes when its turn begins and ends.
OTHER = """
import os, sys, time
from pathlib import Path
from contact.inbox import derivation
line, notes, seconds = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
def note(word):
    with open(notes, "a") as file:
        file.write(word + "\\n")
def slow(*args, **kwargs):
    note("in")
    time.sleep(seconds)
    note("out")
    return b""
derivation.pwhash.argon2id.kdf = slow
derivation.derive(b"secret", bytes(16), derivation.COST, 32, line)
"""


def other(line: Path, notes: Path, seconds: float) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-c", OTHER, str(line), str(notes), str(seconds)], cwd=ROOT)


def derive(line: Path) -> bytes:
    return derivation.derive(b"secret", SALT, QUICK, 32, line)


def wait_for(notes: Path, word: str) -> None:
    until = time.monotonic() + 20
    while not (notes.exists() and word in notes.read_text()):
        assert time.monotonic() < until, "the other process never had its turn"
        time.sleep(0.01)


class Slow:
    """Stands in for Argon2id: holds its turn until it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.at_once = self.most_at_once = 0

    def __call__(self, *_args: object, **_more: object) -> bytes:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        assert self.let_go.wait(20)
        time.sleep(0.01)
        self.at_once -= 1
        return b"key"


@pytest.fixture
def slow(monkeypatch) -> Slow:
    slow = Slow()
    monkeypatch.setattr(derivation.pwhash.argon2id, "kdf", slow)
    return slow


@pytest.fixture
def in_line(monkeypatch) -> threading.Semaphore:
    """Is released whenever somebody of this process comes to stand in line."""
    came, lock = threading.Semaphore(0), derivation.fcntl.flock

    def flock(*args):
        came.release()
        return lock(*args)

    monkeypatch.setattr(derivation.fcntl, "flock", flock)
    return came


def test_processes_take_turns(tmp_path):
    line, notes = tmp_path / "line", tmp_path / "notes"
    others = [other(line, notes, 0.1) for _each in range(3)]
    assert [each.wait(30) for each in others] == [0, 0, 0]
    assert notes.read_text().split() == ["in", "out"] * 3


def test_this_process_waits_for_another(tmp_path):
    line, notes = tmp_path / "line", tmp_path / "notes"
    holding = other(line, notes, 0.3)
    wait_for(notes, "in")

    derive(line)

    assert "out" in notes.read_text()
    assert holding.wait(30) == 0


def test_a_killed_process_leaves_the_line_free(tmp_path):
    line, notes = tmp_path / "line", tmp_path / "notes"
    holding = other(line, notes, 600)
    wait_for(notes, "in")

    os.kill(holding.pid, signal.SIGKILL)
    holding.wait(30)

    assert len(derive(line)) == 32


def test_two_may_wait_behind_the_one_whose_turn_it_is_and_a_fourth_is_asked_to_come_again(tmp_path, slow, in_line):
    line, found = tmp_path / "line", []
    threads = [threading.Thread(target=lambda: found.append(derive(line))) for _each in range(3)]
    for thread in threads:
        thread.start()
        assert in_line.acquire(timeout=20)

    with pytest.raises(Busy):
        derive(line)

    slow.let_go.set()
    for thread in threads:
        thread.join(20)
    assert found == [b"key"] * 3
    assert slow.most_at_once == 1
    # And now there is room.
    assert derive(line) == b"key"


def test_an_error_leaves_the_line_free(tmp_path, monkeypatch):
    def fail(*_args: object, **_more: object) -> bytes:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(derivation.pwhash.argon2id, "kdf", fail)
        for _each in range(5):
            with pytest.raises(MemoryError):
                derive(tmp_path / "line")
    assert len(derive(tmp_path / "line")) == 32


def test_so_does_a_line_that_cannot_be_opened(tmp_path):
    for _each in range(5):
        with pytest.raises(FileNotFoundError):
            derive(tmp_path / "no-such-folder" / "line")
    assert len(derive(tmp_path / "line")) == 32


def test_nothing_of_the_secret_is_in_the_file(tmp_path):
    derive(tmp_path / "line")
    assert (tmp_path / "line").read_bytes() == b""
    assert (tmp_path / "line").stat().st_mode & 0o777 == 0o600


def test_what_is_set_for_real_is_what_the_design_says():
    """DESIGN, section 7. The tests themselves use less: tests/conftest.py."""
    source = Path(derivation.__file__).read_text()
    assert "COST = Cost(memory=64 * MIB, passes=3)" in source
    assert derivation.MOST_WAITING == 2
    assert derivation.SALT_BYTES == 16
