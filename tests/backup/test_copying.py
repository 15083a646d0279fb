"""A command of the operator's takes an archive off the machine; if it cannot, that is said."""

import fcntl
import shlex
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from idpwsp.backup.copying import Copying, NotCopied, copy
from idpwsp.backup.shelf import Backup
from tests.test_worker import wait_until


@pytest.fixture
def backup(tmp_path: Path, settings) -> Backup:
    settings.DATA_DIR = tmp_path
    path = tmp_path / "a b; touch heron.tar.sealed"
    path.write_bytes(b"heron")
    return Backup(path, datetime(2027, 3, 1, tzinfo=UTC), is_sealed=True)


def python(script: str) -> str:
    return shlex.join([sys.executable, "-c", script])


def test_it_works(backup, tmp_path, settings):
    (tmp_path / "away").mkdir()
    settings.BACKUP_COPY = python(f"import shutil, sys; shutil.copy(sys.argv[-1], {str(tmp_path / 'away')!r})")

    assert copy(backup) is True

    # The path is one word, which no shell has read.
    assert (tmp_path / "away" / backup.path.name).read_bytes() == b"heron"
    assert not list(tmp_path.glob("heron*"))
    assert backup.is_copied


def test_without_a_command_nothing_is_done(backup, settings):
    settings.BACKUP_COPY = ""
    assert copy(backup) is False
    assert not backup.is_copied


def test_one_that_is_not_encrypted_never_leaves_this_machine(backup, tmp_path, settings):
    mark = tmp_path / "mark"
    settings.BACKUP_COPY = python(f"import pathlib; pathlib.Path({str(mark)!r}).touch()")
    with pytest.raises(NotCopied, match="not encrypted"):
        copy(replace(backup, is_sealed=False))
    assert not mark.exists()


def test_one_that_fails_is_said_with_its_code_and_the_archive_stays(backup, settings):
    settings.BACKUP_COPY = python("raise SystemExit(23)")
    with pytest.raises(NotCopied, match="exit code 23"):
        copy(backup)
    assert backup.path.read_bytes() == b"heron"
    assert not backup.is_copied


def test_one_that_is_not_there_is_said(backup, settings):
    settings.BACKUP_COPY = "/no/such/command --flag"
    with pytest.raises(NotCopied, match="cannot be started"):
        copy(backup)


def is_locked(path: Path) -> bool:
    """Whether a process is alive that has locked a file."""
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_one_that_hangs_is_ended_with_all_that_it_has_started(backup, tmp_path, settings):
    mark = tmp_path / "mark"
    mark.touch()
    child = f"import fcntl, time; file = open({str(mark)!r}); fcntl.flock(file, fcntl.LOCK_EX); time.sleep(600)"
    settings.BACKUP_COPY = python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])")
    copying = Copying.start(backup)
    assert copying
    wait_until(lambda: is_locked(mark))
    copying._ends_at = 0
    with pytest.raises(NotCopied, match="ended after"):
        copying.is_over()
    wait_until(lambda: not is_locked(mark))


def test_two_are_never_at_work_at_once(backup, settings):
    settings.BACKUP_COPY = python("import time; time.sleep(600)")
    first = Copying.start(backup)
    assert first
    assert first.is_over() is False
    with pytest.raises(NotCopied, match="at work already"):
        copy(backup)
    first._ends_at = 0
    with pytest.raises(NotCopied, match="ended after"):
        first.is_over()
    settings.BACKUP_COPY = "true"
    assert copy(backup) is True


def test_it_can_be_ended_politely_though_the_worker_takes_no_signal(backup, settings):
    settings.BACKUP_COPY = "sh -c 'kill -TERM $$; sleep 1' sh"
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    try:
        with pytest.raises(NotCopied, match=r"exit code -15"):
            copy(backup)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def test_it_is_told_no_secret_of_the_site(backup, tmp_path, settings, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "telltale")
    monkeypatch.setenv("EMAIL_URL", "telltale")
    monkeypatch.setenv("AWAY", "there")
    seen = tmp_path / "seen"
    settings.BACKUP_COPY = python(f"import os, pathlib; pathlib.Path({str(seen)!r}).write_text(str(dict(os.environ)))")

    copy(backup)

    assert "telltale" not in seen.read_text()
    assert "'AWAY': 'there'" in seen.read_text()
