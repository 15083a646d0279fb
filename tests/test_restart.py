"""A restart under load loses nobody: the socket outlives the server, and who comes meanwhile waits in it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from idpwsp import run
from tests.disk import ROOT, Disk, make_disk
from tests.test_processes import open_files
from tests.test_worker import pid_of, wait_until

# As systemd starts a service: the socket is descriptor 3, LISTEN_PID the number of the process that is to take it.
ACTIVATE = """
import os, sys
passed, *arguments = sys.argv[1:]
if passed != "3":
    os.dup2(int(passed), 3)
    os.close(int(passed))
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.executable, [sys.executable, "-m", *arguments])
"""
# Slow enough to be at work when the server is told to stop. It gives back what it was sent.
APPLICATION = """
import time
def application(environ, start):
    time.sleep(0.05)
    body = environ["wsgi.input"].read() or b"a page"
    start("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""
PATIENCE = 60  # seconds, on a machine that has other things to do
MESSAGE = b"half of it before, half of it after"
HEAD = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(MESSAGE)

Start = Callable[..., subprocess.Popen[str]]


class Visitors:
    """Eight people who ask for a page again and again, each time over a connection of its own."""

    def __init__(self, port: int) -> None:
        self.port, self.answers, self.failures = port, 0, list[str]()
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._visit) for _each in range(8)]
        for thread in self._threads:
            thread.start()

    def _visit(self) -> None:
        while not self._is_over.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            try:
                connection.request("GET", "/", headers={"Connection": "close"})
                answer = connection.getresponse()
                if (answer.status, answer.read()) != (200, b"a page"):
                    self.failures.append(str(answer.status))
                self.answers += 1
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
            finally:
                connection.close()

    def leave(self) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join(timeout=PATIENCE)


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return make_disk(tmp_path)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """What idpwsp.socket holds while servers come and go."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as server:
        yield server


@pytest.fixture
def start(disk: Disk, listening: socket.socket) -> Iterator[Start]:
    """Start a module with the socket, as systemd does."""
    started: list[subprocess.Popen[str]] = []

    def begin(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        path = {"PYTHONPATH": f"{ROOT}{os.pathsep}{disk.data_dir}"}
        process = subprocess.Popen(
            [sys.executable, "-c", ACTIVATE, str(listening.fileno()), *arguments], cwd=ROOT,
            env={**disk.environment, **path, **environment}, pass_fds=[listening.fileno()], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def test_a_restart_under_load_is_noticed_by_nobody(start, disk, listening):
    (disk.data_dir / "tiny.py").write_text(APPLICATION)
    serve = ("gunicorn", "tiny", "-c", "python:idpwsp.gunicorn_conf")
    port = listening.getsockname()[1]
    # The first of them have come before the server.
    visitors = Visitors(port)
    try:
        first = start(*serve)
        wait_until(lambda: visitors.answers > 50, PATIENCE)
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as writer:
            writer.sendall(HEAD + MESSAGE[:8])
            first.terminate()
            # Sent to a server that has been told to stop.
            writer.sendall(MESSAGE[8:])
            first.wait(timeout=PATIENCE)
            before = visitors.answers
            start(*serve)
            with writer.makefile("rb") as answer:
                assert answer.read().endswith(b"\r\n\r\n" + MESSAGE)
        wait_until(lambda: visitors.answers > before + 50, PATIENCE)
    finally:
        visitors.leave()

    assert visitors.failures == []


def test_make_run_serves_on_the_socket_alone_and_the_periodic_worker_does_not_hold_it(start, disk, listening):
    # As if static files had been collected, which takes a quarter of a minute.
    (disk.data_dir / "static").mkdir()
    (disk.data_dir / "static" / ".digest").write_text(run.static_digest())

    # On a port that others hold, which is not looked at.
    process = start("idpwsp.run", PORT=str(listening.getsockname()[1]), WORKER="1")

    connection = http.client.HTTPConnection("127.0.0.1", listening.getsockname()[1], timeout=PATIENCE)
    connection.request("GET", "/robots.txt")
    assert connection.getresponse().status == 200
    connection.close()
    passed = f"socket:[{os.fstat(listening.fileno()).st_ino}]"
    wait_until(lambda: pid_of(disk), PATIENCE)
    assert passed in open_files(process.pid)
    assert passed not in open_files(pid_of(disk) or 0)
    process.terminate()
    # There is no terminal in which somebody could press Ctrl+C.
    assert process.communicate(timeout=PATIENCE)[0] == ""
