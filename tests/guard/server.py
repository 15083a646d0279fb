"""The real server with the forms of the tests, as its own process."""

import os
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from tests.journeys.server import free_port, wait_for

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass
class Site:
    """A running site with forms that keep their entries in its database."""

    url: str
    database: Path

    def send(self, text: str) -> str:
        """Send the form. Returns the number of the worker that has answered."""
        body = urlencode({"shown": "name", "text": text}).encode()
        with urllib.request.urlopen(f"{self.url}/lasting/", body, timeout=30) as response:
            worker: str = response.headers["X-Worker"]
            return worker

    def ask_for_head(self, address: str) -> None:
        """As robots and checkers of links do."""
        with urllib.request.urlopen(urllib.request.Request(self.url + address, method="HEAD"), timeout=30) as response:
            assert response.read() == b""

    @property
    def log(self) -> str:
        """What the server has written."""
        return (self.database.parent / "log").read_text()

    def kept(self, text: str) -> list[int]:
        """The entries that were made of a text: for each whether it is doubtful."""
        found = self.ask("SELECT status FROM foundation_outwardlink WHERE address LIKE ? ORDER BY id", text)
        return [status for (status,) in found]

    def ask(self, sql: str, *values: str) -> list[tuple]:
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()


@contextmanager
def serving_forms(data_dir: Path) -> Iterator[Site]:
    """Start gunicorn with two workers on a free port; stop it at the end."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.guard.settings",
        "SITE_URL": url,
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "WEB_WORKERS": "2",
        "PROXY_COUNT": "0",
    }
    (data_dir / "static").mkdir()
    for command in ("migrate", "load_content"):
        subprocess.run([sys.executable, "manage.py", command, "-v0"], cwd=ROOT, env=environment, check=True)
    gunicorn = [sys.executable, "-m", "gunicorn", "idpwsp.wsgi", "-c", "python:idpwsp.gunicorn_conf"]
    with (data_dir / "log").open("w+") as log:
        process = subprocess.Popen(gunicorn, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_for(url, process, log.name)
            yield Site(url, data_dir / "db.sqlite3")
        finally:
            process.terminate()
            process.wait(timeout=30)
