"""A site on a real disk, in processes of its own: for what memory cannot show. Killing, locks, what a thief finds."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
# Derivations as cheap as in the other tests, and patience short.
SETUP = """
import django; django.setup()
from contact.inbox import conversations, derivation, early_deletions
from contact.inbox.models import *
from django.core.management import call_command
from idpwsp.foundation import erasing
from tests.inbox.keys import *
derivation.COST = derivation.Cost(8192, 1)
erasing.PATIENCE = 50
"""


@dataclass
class Disk:
    """A data folder, and the environment that leads to it."""

    data_dir: Path
    environment: dict[str, str]

    @property
    def database(self) -> Path:
        return self.data_dir / "db.sqlite3"

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "manage.py", *arguments]

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """A command of manage.py, which goes on."""
        return self._open(self.command(*arguments), **environment)

    def start_python(self, script: str) -> subprocess.Popen[str]:
        """A script with the site's settings, which goes on."""
        return self._open([sys.executable, "-c", SETUP + script])

    def _open(self, command: list[str], **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            command, cwd=ROOT, env={**self.environment, **environment}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def python(self, script: str) -> str:
        """What a script prints that runs with the site's settings."""
        with self.start_python(script) as process:
            out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return out.strip()

    def holds(self, words: bytes) -> bool:
        """Whether somebody who takes the database with all that lies beside it has these bytes."""
        found = False
        for path in self.data_dir.glob("db.sqlite3*"):
            # The files beside the database come and go with its connections.
            with contextlib.suppress(FileNotFoundError):
                found |= words in path.read_bytes()
        return found

    @contextlib.contextmanager
    def reading(self, statement: str = "SELECT count(*) FROM inbox_record") -> Iterator[sqlite3.Connection]:
        """Somebody connected, in the middle of a transaction: a backup, or another worker."""
        connection = sqlite3.connect(self.database, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE" if statement == "write" else "BEGIN")
            if statement != "write":
                connection.execute(statement).fetchone()
            yield connection
        finally:
            connection.close()


def make_disk(data_dir: Path) -> Disk:
    """A fresh site in an empty folder, with keys for a user named maria."""
    shutil.copy(_template(), data_dir / "db.sqlite3")
    return Disk(data_dir, _environment(data_dir))


@cache
def _template() -> Path:
    """A database after ``migrate`` and the inbox's set-up, made once for all tests."""
    folder = Path(settings.DATA_DIR) / "template"
    folder.mkdir()
    disk = Disk(folder, _environment(folder))
    disk.python("""
from django.contrib.auth.models import User
call_command("migrate", verbosity=0)
make_keys(User.objects.create_superuser("maria", email="maria@example.org"))
""")
    return disk.database


def _environment(data_dir: Path) -> dict[str, str]:
    ours = {"DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "idpwsp.settings", "SITE_URL": "http://127.0.0.1:8000"}
    return {**os.environ, **ours, "SECRET_KEY": "x" * 50}
