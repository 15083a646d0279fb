import os
import time
from pathlib import Path

import pytest

from idpwsp.doctor import working
from tests.disk import Disk, make_disk
from tests.doctor.asking import said, states
from tests.test_worker import pid_of, wait_until


@pytest.fixture
def disk(tmp_path: Path, settings) -> Disk:
    settings.DATA_DIR = tmp_path
    return make_disk(tmp_path)


def test_where_no_worker_ever_ran_it_is_wrong(disk):
    assert states(working.periodic_worker) == ["wrong"]
    assert not (disk.data_dir / "worker.lock").exists()


def test_one_that_works_one_that_hangs_and_one_that_has_ended(disk):
    with disk.reading("write"):
        process = disk.start("worker")
        wait_until(lambda: pid_of(disk) == process.pid)
        assert working.worker_pid() == process.pid
        # Its first round waits for the database.
        os.utime(disk.data_dir / "worker.lock", (0, 0))
        assert states(working.periodic_worker) == ["wrong"]
        assert "has not come to the end of a round" in said(working.periodic_worker)
    # A round that has come to its end is noted.
    wait_until(lambda: time.time() - (disk.data_dir / "worker.lock").stat().st_mtime < 600)
    assert states(working.periodic_worker) == ["ok"]

    process.kill()
    process.communicate()
    assert states(working.periodic_worker) == ["wrong"]
    assert "does not run" in said(working.periodic_worker)
