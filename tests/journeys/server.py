"""The real site, as ``make run`` serves it, for browsers to visit: gunicorn, WhiteNoise, the shipped content."""

import contextlib
import http.client
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

BASE_DIR = Path(__file__).resolve().parent.parent.parent
STARTS_WITHIN = 90  # seconds; the first start makes the database and compresses the static files


@dataclass
class Server:
    """A running site with a data folder of its own."""

    url: str
    data_dir: Path
    environment: dict[str, str]

    @property
    def password(self) -> str:
        """That of the account "staff", as the first start has shown it."""
        shown = re.search(r"Password  (\S+)", (self.data_dir / "log").read_text())
        assert shown, "the first start has shown no password"
        return shown[1]

    @property
    def passphrase(self) -> str:
        """That of the demonstration of the inbox, as the first start has shown it."""
        shown = re.search(r"Passphrase  ((?:\S+ ){5}\S+)", (self.data_dir / "log").read_text())
        assert shown, "the first start has shown no passphrase"
        return shown[1]

    @property
    def database(self) -> Path:
        return self.data_dir / "db.sqlite3"

    def ask(self, sql: str, *values: object) -> list[Any]:
        """Ask or change the database: quicker than ``python``, which starts Django first."""
        connection = sqlite3.connect(self.database, timeout=10)
        try:
            with connection:
                return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def python(self, script: str) -> str:
        """Run Python with this site's settings and database. Returns what it printed."""
        result = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", script],
            cwd=BASE_DIR, env=self.environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert result.returncode == 0, result.stderr
        return result.stdout

    def fetch(self, path: str, **headers: str) -> bytes:
        """The bytes of an answer as they come over the wire."""
        request = urllib.request.Request(self.url + path, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.read()


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@contextlib.contextmanager
def serving(data_dir: Path, **environment: str) -> Iterator[Server]:
    """Start the site on a free port, as ``make run`` does; stop it at the end. May be started again later."""
    site = prepared(data_dir, **environment)
    with started(site, sys.executable, "-m", "idpwsp.run"):
        yield site


def prepared(data_dir: Path, **environment: str) -> Server:
    """A site that does not run yet, with a port of its own."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    ours = {"SITE_URL": url, "DATA_DIR": str(data_dir), "PORT": str(port), "WEB_WORKERS": "1"}
    return Server(url, data_dir, {**os.environ, **ours, **environment})


@contextlib.contextmanager
def started(site: Server, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Let a command serve a site. It leads a group of processes, so that all of them can be killed at once."""
    # What the first start has shown stays in the log.
    with (site.data_dir / "log").open("a") as log:
        process = subprocess.Popen(
            command, cwd=BASE_DIR, env=site.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            wait_for(site.url, process, log.name)
            yield process
        finally:
            process.terminate()
            process.wait(timeout=30)


def copied(first_start: Path, data_dir: Path) -> Path:
    """The data folder of a site that has been started once and stopped. To start again takes a tenth of the time."""
    shutil.copytree(first_start, data_dir, dirs_exist_ok=True)
    return data_dir


def wait_for(url: str, process: subprocess.Popen[bytes], log: str) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/robots.txt", timeout=5).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"The site did not start:\n{Path(log).read_text()}")


class ExitSite(ThreadingHTTPServer):
    """Somebody else's dull site, where readers land."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ExitPage)
        # Not by the number: another name is another site, as it will be in earnest.
        self.url = f"http://localhost:{self.server_port}/forecast"
        self.referrers: list[str | None] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class ExitPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        site = self.server
        assert isinstance(site, ExitSite)
        if self.path == "/forecast":
            site.referrers.append(self.headers["Referer"])
        head = b'<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Forecast</title>'
        body = head + b"<p>Rain, later sun."
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class Wire(ThreadingHTTPServer):
    """Stands between browser and site and notes what passes, also what a page sends when it is already gone."""

    daemon_threads = True

    def __init__(self, site: Server) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.site = site.url.removeprefix("http://")
        # (method, path, status), in the order of their arrival here.
        self.passed: list[tuple[str, str, int]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Passing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        wire = self.server
        assert isinstance(wire, Wire)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with contextlib.closing(http.client.HTTPConnection(wire.site, timeout=10)) as connection:
            connection.request(self.command, self.path, body, {**self.headers, "Accept-Encoding": "identity"})
            answer = connection.getresponse()
            wire.passed.append((self.command, self.path, answer.status))
            content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name not in ("Connection", "Transfer-Encoding", "Date"):
                self.send_header(name, value)
        # A browser that leaves takes no more: it is gone before the rest of the page is sent.
        with contextlib.suppress(ConnectionError):
            self.end_headers()
            self.wfile.write(content)

    do_POST = do_GET  # noqa: N815 - the library's own name

    def log_message(self, *args: object) -> None:
        """Say nothing."""
