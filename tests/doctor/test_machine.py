import os
import resource
from types import SimpleNamespace

import pytest

from idpwsp.doctor import machine
from tests.doctor.asking import said, states


@pytest.mark.parametrize(
    ("megabytes", "files", "expected"),
    [
        (5000, 50_000, ["ok"]),
        (999, 50_000, ["look"]),
        (99, 50_000, ["wrong"]),
        (5000, 9_999, ["ok", "wrong"]),
    ],
)
def test_room_and_files_that_are_left(monkeypatch, megabytes, files, expected):
    left = SimpleNamespace(f_bavail=megabytes, f_frsize=1_000_000, f_files=1_000_000, f_favail=files)
    monkeypatch.setattr(os, "statvfs", lambda _folder: left)
    assert states(machine.room) == expected


def test_a_file_system_without_a_limit_of_files_is_right(monkeypatch):
    left = SimpleNamespace(f_bavail=5000, f_frsize=1_000_000, f_files=0, f_favail=0)
    monkeypatch.setattr(os, "statvfs", lambda _folder: left)
    assert states(machine.room) == ["ok"]


@pytest.fixture
def swaps(tmp_path, monkeypatch):
    """/proc/swaps with these names, and an encrypted device dm-7 beside a plain one, dm-8."""
    for name, kind in (("dm-7", "CRYPT-PLAIN-swap"), ("dm-8", "LVM-swap")):
        (tmp_path / name / "dm").mkdir(parents=True)
        (tmp_path / name / "dm" / "uuid").write_text(f"{kind}\n")
    monkeypatch.setattr(machine, "BLOCK_DEVICES", tmp_path)
    monkeypatch.setattr(machine, "SWAPS", tmp_path / "swaps")

    def write(*names):
        rows = [f"{name} partition 1048572 0 -2\n" for name in names]
        (tmp_path / "swaps").write_text("Filename Type Size Used Priority\n" + "".join(rows))

    return write


@pytest.mark.parametrize("names", [(), ("/dev/zram0",), ("/dev/dm-7",), ("/dev/dm-7", "/dev/zram1")])
def test_no_swap_memory_and_encrypted_swap_are_right(swaps, names):
    swaps(*names)
    assert states(machine.swap) == ["ok"]


@pytest.mark.parametrize("name", ["/swapfile", "/dev/sda2", "/dev/dm-8"])
def test_swap_in_the_clear_is_to_be_looked_at(swaps, name):
    swaps("/dev/dm-7", name)
    assert states(machine.swap) == ["look"]
    assert name in said(machine.swap)
    assert "dm-7" not in said(machine.swap)


@pytest.mark.parametrize(("limit", "state"), [(0, "ok"), (-1, "look"), (4096, "look")])
def test_core_dumps_where_no_worker_runs(monkeypatch, limit, state):
    monkeypatch.setattr(machine, "worker_pid", lambda: None)
    monkeypatch.setattr(resource, "getrlimit", lambda _what: (limit, -1))
    assert states(machine.core_dumps) == [state]


@pytest.mark.parametrize(("limit", "state"), [("0", "ok"), ("unlimited", "look"), ("4096", "look")])
def test_core_dumps_of_the_worker(tmp_path, monkeypatch, limit, state):
    monkeypatch.setattr(machine, "worker_pid", lambda: 77)
    monkeypatch.setattr(machine, "PROCESSES", tmp_path)
    (tmp_path / "77").mkdir()
    (tmp_path / "77" / "limits").write_text(
        "Limit                     Soft Limit           Hard Limit           Units\n"
        "Max stack size            8388608              unlimited            bytes\n"
        f"Max core file size        {limit:<20} unlimited            bytes\n"
    )
    assert states(machine.core_dumps) == [state]
