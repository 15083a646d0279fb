"""A site on this machine: where it is, who it runs as, and how it is started."""

import fcntl
import os
import pwd
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class UpgradeError(Exception):
    """Why it was not done, in one line for the person who typed the command."""


class StuckError(Exception):
    """What is not as it was, and somebody has to look at."""


@dataclass(frozen=True)
class Installation:
    """A site on this machine: where it is, and how it is started."""

    home: Path
    settings: dict[str, str]
    data_dir: Path
    user: str
    systemctl: str

    @property
    def source(self) -> Path:
        return self.home / "source"

    @property
    def current(self) -> Path:
        return self.home / "current"

    @property
    def database(self) -> Path:
        return self.data_dir / "db.sqlite3"

    @property
    def aside(self) -> Path:
        """Copies of the database, for as long as an upgrade takes."""
        return self.data_dir / "upgrade"

    @property
    def kept(self) -> Path:
        """Where they stay when an upgrade leaves something that somebody has to look at."""
        return self.data_dir / "upgrade-kept"

    @property
    def running(self) -> Path | None:
        """The release that ``current`` leads to."""
        return self.current.resolve() if self.current.is_symlink() else None

    def git(self, *arguments: str) -> str:
        return run(["git", "-C", str(self.source), *arguments], "git")

    def control(self, verb: str, *units: str) -> str:
        return run([*shlex.split(self.systemctl), verb, *units], f"systemctl {verb} {' '.join(units)}")

    @property
    def address(self) -> tuple[str, int]:
        """Where systemd listens for the website: it says ``127.0.0.1:8000 (Stream)``."""
        said = self.control("show", "--property=Listen", "--value", "idpwsp.socket")
        host, _colon, port = said.partition(" ")[0].rpartition(":")
        if not port.isdecimal():
            raise UpgradeError(f"systemd does not say where idpwsp.socket listens, but: {said or 'nothing'}")
        return host.strip("[]"), int(port)

    def as_user(self, data_dir: Path | None = None) -> dict[str, Any]:
        """For ``subprocess``: the site's user, with its environment."""
        account = pwd.getpwnam(self.user)
        environment = {"PATH": os.defpath, "HOME": account.pw_dir, "PYTHONDONTWRITEBYTECODE": "1", **self.settings}
        environment["DATA_DIR"] = str(data_dir or self.data_dir)
        wanted: dict[str, Any] = {"env": environment, "umask": 0o077, "stdin": subprocess.DEVNULL}
        if os.geteuid() == 0:
            wanted |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        return wanted

    def script(self, script: str, *paths: Path) -> None:
        run([sys.executable, "-c", script, *map(str, paths)], "The database", cwd="/", **self.as_user())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One upgrade at a time: two would delete each other's releases. Raises ``UpgradeError``."""
        lock = os.open(self.home / "upgrading.lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if not _is_free(lock):
                raise UpgradeError("Another upgrade is under way.")
            yield
        finally:
            os.close(lock)

    @contextmanager
    def nobody_starts(self) -> Iterator[None]:
        """While somebody asks at the socket, systemd starts the website whatever we do. That start waits for this."""
        lock = os.open(self.home / "upgrade.lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def point_to(self, release: Path | None) -> None:
        """Have ``current`` lead to a release, from one moment to the next."""
        if release is None:
            self.current.unlink(missing_ok=True)
            return
        new = self.home / "current.new"
        new.unlink(missing_ok=True)
        new.symlink_to(release)
        new.replace(self.current)


def _is_free(lock: int) -> bool:
    """Whether a lock could be had; it is ours then."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def run(command: list[str], name: str, **options: Any) -> str:
    """What a command prints. Raises ``UpgradeError`` with its last line where it fails, and shows the others."""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if result.returncode:
        if "\n" in result.stdout.strip():
            print(result.stdout.strip(), file=sys.stderr)
        raise UpgradeError(f"{name}: {last_line(result.stdout)}")
    return result.stdout.strip()


def last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it ended without a word"])[-1].strip()
