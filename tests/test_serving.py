"""Whoever is at work in the data folder is seen, so that no backup is brought back under them."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from idpwsp import serving
from tests.disk import ROOT, Disk, make_disk
from tests.test_commands import free_port
from tests.test_worker import wait_until

WEB = ["-m", "gunicorn", "idpwsp.wsgi", "-c", "python:idpwsp.gunicorn_conf"]
WORKER = ["manage.py", "worker"]


@pytest.fixture
def disk(tmp_path, settings) -> Disk:
    settings.DATA_DIR = tmp_path
    return make_disk(tmp_path)


@pytest.fixture(params=[WEB, WORKER], ids=["web", "worker"])
def process(request, disk) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**disk.environment, "PORT": str(free_port()), "WORKER": "0", "WEB_WORKERS": "1"}
    with subprocess.Popen([sys.executable, *request.param], cwd=ROOT, env=environment) as process:
        yield process
        process.kill()


def is_alone() -> bool:
    try:
        with serving.alone():
            return True
    except BlockingIOError:
        return False


def test_the_site_and_its_worker_are_seen_until_they_end(process):
    wait_until(lambda: not is_alone())
    process.terminate()
    process.wait()
    wait_until(is_alone)


def test_whoever_starts_meanwhile_waits(disk):
    with serving.alone():
        process = disk.start_python("from idpwsp import serving; serving.join(); print('at work')")
        with pytest.raises(subprocess.TimeoutExpired):
            process.communicate(timeout=3)
    assert process.communicate()[0] == "at work\n"
