"""The processes of a site: gunicorn's master, of which the workers and the periodic worker are forked."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.disk import ROOT, Disk, make_disk
from tests.test_commands import exchange, free_port
from tests.test_worker import pid_of, wait_until

# Each answer tells which process gave it, which one loaded the application, and how the guard hashes there.
APPLICATION = """
import json, os
from idpwsp.foundation.guard.secret import keyed_hash
LOADED_IN = os.getpid()
def application(environ, start):
    told = {"pid": os.getpid(), "loaded_in": LOADED_IN, "hash": keyed_hash("reader")}
    body = json.dumps(told).encode()
    start("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""
ASK = b"GET /%s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
# What is prepared, and what the process says afterwards that has waited for it.
PREPARE = """
import os
from django.contrib.auth.models import User
from django.db import connection
from idpwsp import run
def prepare():
    {}
run.prepare_site = prepare
run.prepare_aside()
assert connection.connection is None
print(User.objects.count())
"""


class Site:
    """gunicorn with our configuration, two workers and the periodic one, serving the application above or ours."""

    def __init__(self, disk: Disk, application: str) -> None:
        (disk.data_dir / "tiny.py").write_text(APPLICATION)
        self.disk, self.port = disk, free_port()
        ours = {
            "PYTHONPATH": f"{ROOT}{os.pathsep}{disk.data_dir}", "PORT": str(self.port), "WEB_WORKERS": "2",
            "WORKER": "1",
        }  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", application, "-c", "python:idpwsp.gunicorn_conf"], cwd=disk.data_dir,
            env={**disk.environment, **ours}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip

    def ask(self, path: str = "") -> bytes:
        return exchange(self.port, ASK % path.encode())

    def told(self) -> dict[str, object]:
        answer = self.ask()
        assert answer.startswith(b"HTTP/1.1 200"), answer
        told: dict[str, object] = json.loads(answer.split(b"\r\n\r\n", 1)[1])
        return told

    def both(self, *, without: int | None = None) -> dict[int, dict[str, object]]:
        """What two workers tell, by their numbers."""
        found: dict[int, dict[str, object]] = {}

        def are_there() -> bool:
            told = self.told()
            if told["pid"] != without:
                found[int(str(told["pid"]))] = told
            return len(found) == 2

        wait_until(are_there)
        return found

    def end(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return make_disk(tmp_path)


@pytest.fixture
def tiny(disk: Disk) -> Iterator[Site]:
    site = Site(disk, "tiny")
    yield site
    site.end()


@pytest.fixture
def real(disk: Disk) -> Iterator[Site]:
    # As if static files had been collected.
    (disk.data_dir / "static").mkdir()
    site = Site(disk, "idpwsp.wsgi")
    yield site
    site.end()


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_application_is_loaded_once_for_all_workers(tiny):
    assert {each["loaded_in"] for each in tiny.both().values()} == {tiny.process.pid}


def test_the_guard_hashes_alike_in_every_worker_and_in_one_that_comes_later(tiny):
    before = tiny.both()
    [first, _second] = before
    os.kill(first, signal.SIGKILL)

    after = tiny.both(without=first)

    assert set(after) != set(before)
    assert len({each["hash"] for each in (*before.values(), *after.values())}) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_all_are_gone_when_the_master_is_however_it_ends(tiny, disk, number):
    workers = list(tiny.both())
    wait_until(lambda: pid_of(disk))
    periodic = pid_of(disk)
    assert periodic not in (None, tiny.process.pid)

    tiny.process.send_signal(number)
    tiny.process.wait(timeout=30)

    # A worker looks after its parent every second, or every second request.
    wait_until(lambda: not any(map(is_there, [*workers, periodic])))
    assert tiny.process.communicate()[0] == ""


def test_the_periodic_worker_killed_alone_takes_nobody_with_it_and_is_no_hindrance_to_the_end(tiny, disk):
    wait_until(lambda: pid_of(disk))
    os.kill(pid_of(disk) or 0, signal.SIGKILL)
    wait_until(lambda: pid_of(disk) is None)

    assert tiny.told()
    tiny.process.terminate()
    tiny.process.communicate(timeout=30)
    assert tiny.process.returncode == 0


def test_a_reload_keeps_one_periodic_worker(tiny, disk):
    before = tiny.both()
    wait_until(lambda: pid_of(disk))
    periodic = pid_of(disk)

    tiny.process.send_signal(signal.SIGHUP)

    wait_until(lambda: tiny.told()["pid"] not in before)
    assert pid_of(disk) == periodic


# ── The database ───────────────────────────────────────────────────────────


def open_files(pid: int) -> list[str]:
    """Where a system shows what a process has open."""
    return [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").glob("*") if link.is_symlink()]


def test_no_connection_to_the_database_is_inherited(real, disk):
    wait_until(lambda: pid_of(disk))
    for _time in range(6):
        # Where it leads stands in the database.
        assert real.ask("leave/").startswith(b"HTTP/1.1 303")

    # All others are forked of the master, at the start and later on.
    assert [path for path in open_files(real.process.pid) if "db.sqlite3" in path] == []


def test_preparing_the_site_leaves_no_connection_behind(disk):
    assert disk.python(PREPARE.format('User.objects.create_user("rosa")')) == "2"


@pytest.mark.parametrize(
    ("prepared", "said"),
    [
        ('raise run.StartError("No room.")', "No room."),
        ("os.kill(os.getpid(), 9)", "The site was not prepared"),
    ],
)
def test_where_preparing_fails_that_is_said_once_and_nothing_is_served(disk, prepared, said):
    script = PREPARE.format(prepared)
    main = f"""
try:
{"".join(f"    {line}{chr(10)}" for line in script.strip().splitlines())}
except run.StartError as error:
    run.stop(str(error))
"""
    with disk.start_python(main) as process:
        out, err = process.communicate(timeout=120)
    assert process.returncode == 1
    assert out == ""
    assert len(err.splitlines()) == 1, err
    assert said in err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopped_while_it_prepares_it_leaves_nobody_behind(disk, number):
    ready = disk.data_dir / "ready"
    prepared = f"import pathlib, time; pathlib.Path({str(ready)!r}).write_text(str(os.getpid())); time.sleep(60)"
    with disk.start_python(PREPARE.format(prepared)) as process:
        wait_until(lambda: ready.exists() and ready.read_text())
        process.send_signal(number)
        process.communicate(timeout=30)
    assert process.returncode != 0
    wait_until(lambda: not is_there(int(ready.read_text())))


# ── When the database is not there ─────────────────────────────────────────

ASK_WITHOUT = """
from threading import Thread
from django.db import OperationalError
from idpwsp.backup.making import database_file
from idpwsp.readiness import never_make_a_database
path = database_file()
never_make_a_database()
never_make_a_database()
assert database_file() == path
path.unlink()
def ask():
    try:
        Queue.objects.count()
    except OperationalError:
        print("refused")
ask()
other = Thread(target=ask)
other.start()
other.join()
"""
KNOW_OURSELVES = """
from django.db import connection
from resources.models import Organisation
from idpwsp.readiness import never_make_a_database
from idpwsp.warming import know_ourselves
Organisation.objects.update_or_create(pk=1, defaults={"phone": "415-555-0100"})
Organisation._last_read = None
never_make_a_database()
know_ourselves()
assert connection.connection is None
connection.settings_dict["NAME"] = "file:///nowhere/db.sqlite3?mode=rw"
know_ourselves()
print(Organisation.last_read().phone)
"""


def test_one_that_is_missing_while_the_site_serves_is_not_made_by_any_thread(tmp_path):
    disk = make_disk(tmp_path)

    assert disk.python(ASK_WITHOUT).split() == ["refused", "refused"]

    assert not disk.database.exists()


def test_a_worker_knows_our_phone_number_from_its_start_and_keeps_it(tmp_path):
    assert make_disk(tmp_path).python(KNOW_OURSELVES) == "415-555-0100"
