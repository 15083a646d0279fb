"""What people type, and what gunicorn writes. Each command runs in a process of its own, as it does for them."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def command(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command with only PATH, HOME and the given variables: not those of the shell or make around it."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        arguments, cwd=cwd, env=inherited | environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )


def refusal(**environment: str) -> str:
    """The one line with which ``python -m idpwsp.run`` refuses to start."""
    result = command(sys.executable, "-m", "idpwsp.run", **environment)
    assert result.returncode == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1, result.stderr
    return result.stderr


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


# ── make ───────────────────────────────────────────────────────────────────


def test_make_alone_lists_the_targets():
    result = command("make")

    assert result.returncode == 0
    targets = [line.split()[1] for line in result.stdout.splitlines()]
    assert {"run", "test", "password", "clean"} <= set(targets)


# ── The start refuses in one line ──────────────────────────────────────────


def test_a_port_in_use_is_named_with_a_way_out(tmp_path, taken_port):
    line = refusal(PORT=str(taken_port), DATA_DIR=str(tmp_path))

    assert line.startswith(f"Port {taken_port} is in use.")
    assert "make run PORT=" in line


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80.5", "٨٠"])
def test_a_port_must_be_a_port_number(tmp_path, port):
    assert refusal(PORT=port, DATA_DIR=str(tmp_path)).startswith("PORT must be a number from 1 to 65535")


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    # Below a file: that stops root too, who may run this test.
    (tmp_path / "file").touch()
    data_dir = tmp_path / "file" / "data"

    line = refusal(PORT=str(free_port()), DATA_DIR=str(data_dir))

    assert line.startswith(f"The data folder {data_dir} cannot be written")
    assert "make run DATA_DIR=" in line


def test_a_damaged_key_is_not_replaced_silently(tmp_path):
    (tmp_path / "secret-key").write_text("cut sho")

    line = refusal(PORT=str(free_port()), DATA_DIR=str(tmp_path))

    assert "secret-key is damaged" in line
    assert (tmp_path / "secret-key").read_text() == "cut sho"


@pytest.mark.parametrize("site_url", ["nonsense", "ftp://example.org", "https://example.org/path"])
def test_a_bad_setting_is_one_line(tmp_path, site_url):
    line = refusal(PORT=str(free_port()), DATA_DIR=str(tmp_path), SITE_URL=site_url)

    assert line.startswith("Setting problem: SITE_URL")
    # Settings are read after the key is made, and the key is for this user alone.
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


# ── Finding Python ─────────────────────────────────────────────────────────


def fake_python(path: Path, version: str) -> Path:
    """A program that answers every question with ``version``, as an old Python answers ours."""
    path.write_text(f"#!/bin/sh\necho {version}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def checkout(tmp_path) -> Path:
    """A copy of the set-up script beside a PATH (``bin``) with a shell's tools and no Python."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "setup", tmp_path / ".ci")
    (tmp_path / "bin").mkdir()
    for tool in ("sh", "dirname", "cat", "cksum"):
        where = shutil.which(tool)
        assert where
        (tmp_path / "bin" / tool).symlink_to(where)
    return tmp_path


def setup(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return command("sh", ".ci/setup", cwd=checkout, PATH=str(checkout / "bin"), **environment)


def test_an_old_python_is_refused_in_one_line(checkout):
    old = fake_python(checkout / "old-python", "3.9.18")

    result = setup(checkout, PYTHON=str(old))

    assert result.returncode != 0
    assert "Python 3.11 or newer" in result.stderr
    assert "(found 3.9.18)" in result.stderr
    assert "make run PYTHON=" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert not (checkout / ".venv").exists()


def test_a_machine_without_python_is_told_so(checkout):
    result = setup(checkout)

    assert result.returncode != 0
    assert "(found none)" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_shim_that_does_not_run_is_passed_over(checkout):
    shim = checkout / "bin" / "python3.14"
    shim.write_text("#!/bin/sh\necho 'pyenv: python3.14: command not found' >&2\nexit 127\n")
    shim.chmod(0o755)
    real = checkout / "bin" / "python3"
    real.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    real.chmod(0o755)
    # Stop before the slow part: the package for virtual environments seems to be missing.
    (checkout / "ensurepip.py").write_text("raise ImportError\n")

    result = setup(checkout, PYTHONPATH=str(checkout))

    major, minor = sys.version_info[:2]
    assert result.returncode != 0
    assert f"install python{major}.{minor}-venv" in result.stderr
    assert len(result.stderr.splitlines()) == 1


# ── gunicorn's log ─────────────────────────────────────────────────────────

APPLICATION = """
def application(environ, start_response):
    if environ["PATH_INFO"] == "/raise":
        try:
            {}[environ["QUERY_STRING"]]
        except KeyError as error:
            raise ValueError(environ["HTTP_USER_AGENT"] + environ["REMOTE_ADDR"]) from error
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""
HEADERS = b"Host: localhost\r\nUser-Agent: reader-agent\r\nConnection: close\r\n"


@pytest.fixture(params=["", "--log-level debug --access-logfile -"], ids=["as configured", "as loud as can be"])
def gunicorn(request, tmp_path) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    """gunicorn with our configuration and a tiny application: its port and its process."""
    port, process = start_gunicorn(tmp_path, APPLICATION, subprocess.PIPE, GUNICORN_CMD_ARGS=request.param)
    try:
        yield port, process
    finally:
        process.kill()
        process.communicate()


def start_gunicorn(
    folder: Path, application: str, output: int, **environment: str
) -> tuple[int, "subprocess.Popen[str]"]:
    """gunicorn with our configuration and the source of an application: the port where it will listen, and its
    process. What it writes goes to ``output``."""
    (folder / "tiny.py").write_text(application)
    port = free_port()
    ours = {
        "PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}", "PORT": str(port), "WEB_WORKERS": "1",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "tiny", "-c", "python:idpwsp.gunicorn_conf"], cwd=folder,
        env={**ours, **environment}, stdout=output, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    return port, process


def exchange(port: int, request: bytes) -> bytes:
    """Send raw bytes, and return all that comes back."""
    deadline = time.monotonic() + 30
    while True:
        try:
            connection = socket.create_connection(("127.0.0.1", port), timeout=30)
            break
        except ConnectionRefusedError:
            # gunicorn is still starting.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
    with connection:
        connection.sendall(request)
        answer = b""
        try:
            while part := connection.recv(65536):
                answer += part
        except ConnectionResetError:
            # It hangs up on a request that it did not read to the end.
            pass
        return answer


def test_the_log_tells_nothing_of_readers(gunicorn):
    port, process = gunicorn

    exchange(port, b"GARBAGE reader-garbage\r\n\r\n")
    exchange(port, b"GET /reader-path HTTP/1.1\r\n" + HEADERS + b"Long: " + b"reader-header" * 1000 + b"\r\n\r\n")
    exchange(port, b"POST /reader-path HTTP/1.1\r\n" + HEADERS + b"Content-Length: reader-length\r\n\r\nreader-body")
    answer = exchange(port, b"GET /reader-path?reader-query HTTP/1.1\r\n" + HEADERS + b"\r\n")
    failure = exchange(port, b"GET /raise?reader-query HTTP/1.1\r\n" + HEADERS + b"\r\n")
    process.terminate()
    log, _ = process.communicate(timeout=30)

    assert answer.startswith(b"HTTP/1.1 200")
    assert b"\r\nServer:" not in answer
    assert failure.startswith(b"HTTP/1.1 500")
    # What an operator needs is there: which check refused, and which line of code failed.
    assert "A request was refused: InvalidRequestLine" in log
    assert "A request was refused: LimitRequestHeaders" in log
    assert "A request was refused: InvalidHeader" in log
    assert 'raise ValueError(environ["HTTP_USER_AGENT"]' in log
    # And nothing of the reader. At its loudest, gunicorn says where the site listens and whom it trusts.
    of_the_site = ("Listening at", "bind:", "allow_ips:")
    said = "\n".join(line for line in log.splitlines() if not any(words in line for words in of_the_site))
    assert "reader" not in said
    assert "127.0.0.1" not in said
