"""make upgrade: what is no good goes back by itself, and nothing is lost."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from idpwsp.upgrade.installation import StuckError, UpgradeError
from tests.upgrade.machine import SYSTEMCTL


@pytest.mark.parametrize(
    ("flaw", "why"),
    [
        ("no-packages", "Its packages were not installed"),
        ("migration-fails", "it does not start: Database problem: no such column"),
        ("page-fails", "its front page answers 500"),
        ("unsafe", "manage.py check --deploy: security.W999: not safe"),
    ],
)
def test_what_is_no_good_on_a_copy_is_never_noticed_by_readers(machine, flaw, why):
    machine.publish("2", flaw)

    result = machine.upgrade()

    assert result.returncode == 1
    assert "Not upgraded, everything is as it was. " in result.stderr
    assert why in result.stderr
    assert result.stderr.splitlines()[-1].startswith("Not upgraded")
    assert machine.told() == []
    assert machine.number == "1"
    assert machine.messages == ["migrated by 1", "from a reader"]
    assert machine.is_tidy()


def test_a_migration_that_fails_on_the_real_database_is_taken_back(machine):
    machine.publish("2", "real-one-fails")

    result = machine.upgrade()

    assert result.returncode == 1
    assert "no such column" in result.stderr
    assert machine.messages == ["migrated by 1", "from a reader"]
    assert machine.told() == [
        "stop idpwsp-worker.service idpwsp.service 1 yes",
        "stop idpwsp.service 2 yes",
        "start idpwsp.service idpwsp-worker.service 1 no",
    ]
    assert machine.is_tidy()


def test_one_that_systemd_cannot_start_is_taken_back_with_its_migration(machine):
    machine.publish("2", "start-fails")

    result = machine.upgrade()

    assert result.returncode == 1
    assert "systemctl start idpwsp.service" in result.stderr
    assert machine.number == "1"
    assert machine.messages == ["migrated by 1", "from a reader"]
    assert machine.told()[-2:] == ["stop idpwsp.service 2 yes", "start idpwsp.service idpwsp-worker.service 1 no"]
    # The next good one comes as if nothing had been.
    machine.publish("3")
    assert machine.upgrade().returncode == 0
    assert machine.number == "3"


def test_one_that_is_not_ready_is_never_noticed_by_readers(machine, impatient):
    machine.publish("2", "no-keys")

    with pytest.raises(UpgradeError, match="it is not ready, /readyz says: keys"):
        impatient()

    assert machine.told() == []
    assert machine.number == "1"
    assert machine.is_tidy()


def test_what_was_so_before_does_not_stop_an_upgrade(machine, impatient):
    machine.publish("2", "no-keys")
    (machine.home / "current" / "no-keys").touch()

    impatient()

    assert machine.number == "2"
    assert machine.is_tidy()


def test_one_that_is_not_ready_under_its_unit_is_taken_back_and_nothing_is_lost(machine, impatient):
    machine.publish("2", "unit-forbids")

    with pytest.raises(StuckError, match=r"everything is as it was.*/readyz says: database") as raised:
        impatient()

    assert machine.number == "1"
    assert machine.messages == ["migrated by 1", "from a reader"]
    assert machine.told()[-3:] == [
        "start idpwsp.service 2 no",
        "stop idpwsp.service 2 yes",
        "start idpwsp.service idpwsp-worker.service 1 no",
    ]
    kept = machine.data / "upgrade-kept" / "came-in.sqlite3"
    assert list(kept.parent.iterdir()) == [kept]
    assert str(kept) in str(raised.value)
    with closing(sqlite3.connect(kept)) as database:
        assert ("while it was open",) in database.execute("SELECT words FROM message").fetchall()
    # Not deleted by the next one; and when somebody has looked, that comes as if nothing had been.
    machine.publish("3")
    with pytest.raises(UpgradeError, match="When nothing is missing, delete it"):
        impatient()
    shutil.rmtree(kept.parent)
    impatient()
    assert machine.number == "3"
    assert machine.is_tidy()


def test_one_whose_readiness_cannot_be_asked_for_is_taken_back(machine, impatient):
    machine.publish("2")
    (machine.home / "port").write_text("1")

    with pytest.raises(StuckError, match="/readyz does not answer"):
        impatient()

    assert machine.number == "1"


def test_where_even_going_back_fails_that_is_said_and_the_copy_is_kept(machine):
    machine.publish("2", "real-one-fails")
    (machine.home / "systemctl").write_text(SYSTEMCTL + 'if [ "$*" = "stop idpwsp.service" ]; then exit 1; fi\n')

    result = machine.upgrade()

    assert result.returncode == 1
    assert result.stderr.startswith("Going back failed")
    kept = machine.data / "upgrade-kept" / "before.sqlite3"
    assert str(kept) in result.stderr
    with sqlite3.connect(kept) as database:
        assert database.execute("SELECT count(*) FROM message").fetchone() == (2,)
