"""The first release runs, installed by the same command."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from idpwsp.upgrade import releases
from idpwsp.upgrade.changing import upgrade
from idpwsp.upgrade.installation import Installation
from tests.upgrade.machine import SYSTEMCTL, Machine, git


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """The first release runs, installed by the same command, and somebody has written something."""
    machine = Machine(tmp_path / "origin", tmp_path / "home", tmp_path / "data")
    for folder in (machine.origin, machine.home, machine.data):
        folder.mkdir()
    git("init", "--quiet", "--initial-branch", "main", cwd=machine.origin)
    machine.publish("1")
    git("clone", "--quiet", str(machine.origin), "source", cwd=machine.home)
    (machine.home / "env").write_text("# of the site\nSITE_URL='https://example.org'\n")
    (machine.home / "systemctl").write_text(SYSTEMCTL)
    door = machine.open_door()
    (machine.home / "port").write_text(str(door.server_port))
    result = machine.upgrade()
    assert result.returncode == 0, result.stderr
    with sqlite3.connect(machine.data / "db.sqlite3") as database:
        database.execute("INSERT INTO message VALUES ('from a reader')")
    machine.told()
    yield machine
    door.shutdown()
    door.server_close()


@pytest.fixture
def impatient(machine, monkeypatch):
    """An upgrade that does not wait until the site is ready."""
    monkeypatch.setattr(releases, "READY_WITHIN", 0)
    settings = {"SITE_URL": "https://example.org"}
    site = Installation(machine.home, settings, machine.data, "root", f"sh {machine.home / 'systemctl'}")
    return lambda: upgrade(site, None, lambda _line: None)
