"""Servers for as long as they are measured: the site, the bare function, or another."""

import http.client
import json
import math
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.load import HOST, Ask
from bench.scratch import BASE_DIR, environment

STARTS_WITHIN = 60  # seconds
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
# What gunicorn or nginx add themselves.
OF_THE_SERVER = ("server", "date", "connection", "transfer-encoding", "keep-alive", "accept-ranges")


@dataclass(frozen=True)
class Server:
    """A running server: the process that was started, and its workers."""

    name: str
    port: int
    pid: int

    def processor(self) -> float:
        """Seconds of processor time that it has taken so far with all its processes; nan where Linux does not tell."""
        try:
            return sum(time.clock_gettime((~pid << 3) | 2) for pid in family(self.pid))
        except OSError:
            return math.nan


Running = AbstractContextManager[Server]


@dataclass(frozen=True)
class Answer:
    """What a server has answered."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        return int(trial.getsockname()[1])


def family(pid: int) -> list[int]:
    """A process and all that came out of it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in family(int(child)))]


def fetch(port: int, ask: Ask) -> Answer:
    """One answer, on a connection of its own."""
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    try:
        headers = {"User-Agent": "bench", "Accept": "text/html", "Accept-Encoding": "identity", **dict(ask.headers)}
        connection.request(ask.method, ask.path, headers=headers)
        response = connection.getresponse()
        return Answer(f"{response.status} {response.reason}", response.getheaders(), response.read())
    finally:
        connection.close()


@contextmanager
def running(name: str, command: list[str], port: int, env: dict[str, str], log: Path) -> Iterator[Server]:
    """A server from its first answer on, whatever it is, until the end of the block. Raises ``RuntimeError``."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=BASE_DIR, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            start_new_session=True,
        )  # fmt: skip
    try:
        end = time.monotonic() + STARTS_WITHIN
        while not answers(port):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{name} did not start:\n{log.read_text()}")
            time.sleep(0.05)
        yield Server(name, port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(port: int) -> bool:
    with suppress(OSError, http.client.HTTPException):
        fetch(port, Ask("/robots.txt"))
        return True
    return False


def gunicorn(data_dir: Path, kind: str, workers: int, application: str = "idpwsp.wsgi", **env: str) -> Running:
    """An application as production serves it (gthread), or with the same settings and the sync worker class."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "-c", "python:idpwsp.gunicorn_conf"]
    # More than one thread would make gunicorn choose gthread after all.
    command += ["--worker-class", "sync", "--threads", "1"] if kind == "sync" else []
    settings = environment(data_dir, port, WEB_WORKERS=str(workers), **env)
    return running(f"{application} {kind} {workers}", command, port, settings, data_dir / "gunicorn.log")


def keep_answers(file: Path, kept: list[tuple[str, Answer]]) -> dict[str, str]:
    """Write down what the bare function is to answer. Returns what its server's environment must have for that."""
    rows = [
        {
            "path": path, "status": answer.status, "body": answer.body.hex(),
            "headers": [each for each in answer.headers if each[0].lower() not in OF_THE_SERVER],
        }
        for path, answer in kept
    ]  # fmt: skip
    file.write_text(json.dumps(rows))
    return {"BENCH_ANSWERS": str(file)}


def bare(data_dir: Path, kind: str, workers: int, kept: dict[str, str]) -> Running:
    """The bare WSGI function under the site's own gunicorn settings."""
    return gunicorn(data_dir, kind, workers, "bench.bare", **kept)
