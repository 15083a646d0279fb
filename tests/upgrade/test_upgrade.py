"""make upgrade: what is newer comes, and what would be lost by it is left alone."""

import fcntl
import os

import pytest

from idpwsp.upgrade import changing
from idpwsp.upgrade.__main__ import settings_in
from idpwsp.upgrade.installation import UpgradeError
from tests.upgrade.machine import SYSTEMCTL, git


def test_a_newer_release_comes_with_its_database_and_leaves_a_backup(machine):
    machine.publish("2")

    result = machine.upgrade()

    assert result.returncode == 0, result.stderr
    assert machine.number == "2"
    assert machine.messages == ["migrated by 1", "from a reader", "migrated by 2"]
    # While the site went on, not while somebody waits.
    assert (machine.data / "static" / "2").read_text() == "made in trial"
    assert "from a reader" in (machine.data / "backup").read_bytes().decode("latin-1")
    # Nobody starts while the database changes; then everybody does.
    assert machine.told() == [
        "stop idpwsp-worker.service idpwsp.service 1 yes",
        "start idpwsp.service 2 no",
        "start idpwsp.service idpwsp-worker.service 2 no",
    ]
    assert machine.is_tidy()
    # Where time or memory is short, the trial has to wait or end, and not the site.
    nice, out_of_memory = map(int, (machine.data / "yields").read_text().split())
    assert nice > os.nice(0)
    assert out_of_memory == 800
    assert git("describe", "--tags", cwd=machine.home / "source") == "v2"


def test_where_there_is_nothing_newer_nothing_happens(machine):
    # Not yet a release: it has no tag.
    machine.publish("2", tag=False)

    result = machine.upgrade()

    assert (result.returncode, result.stdout) == (0, "There is nothing newer.\n")
    assert machine.told() == ["start idpwsp.service idpwsp-worker.service 1 no"]


def test_what_is_for_trying_out_is_no_release(machine):
    machine.publish("2-rc1")
    assert machine.upgrade().stdout == "There is nothing newer.\n"
    machine.publish("2")
    assert machine.upgrade().returncode == 0
    assert machine.number == "2"


def test_two_at_once_do_not_delete_each_others_releases(machine):
    machine.publish("2")
    with (machine.home / "upgrading.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = machine.upgrade()
    assert (result.returncode, "Another upgrade is under way" in result.stderr) == (1, True)
    assert machine.upgrade().returncode == 0


def test_one_that_was_cut_off_after_the_change_is_brought_to_its_end(machine):
    """Killed before the worker was started: otherwise nothing would be deleted on its date from then on."""
    machine.publish("2")
    (machine.home / "systemctl").write_text(
        SYSTEMCTL + 'if [ "$*" = "start idpwsp.service idpwsp-worker.service" ]; then kill -9 $PPID; exit 1; fi\n'
    )
    assert machine.upgrade().returncode == -9
    assert (machine.data / "upgrade" / "before.sqlite3").exists()
    (machine.home / "systemctl").write_text(SYSTEMCTL)
    machine.told()

    result = machine.upgrade()

    assert (result.returncode, result.stdout) == (0, "There is nothing newer.\n")
    assert machine.told() == ["start idpwsp.service idpwsp-worker.service 2 no"]
    assert machine.is_tidy()
    assert git("describe", "--tags", cwd=machine.home / "source") == "v2"


def test_a_release_that_was_changed_by_hand_is_not_deleted_under_the_site(machine):
    machine.publish("2")
    assert machine.upgrade().returncode == 0
    git("checkout", "--quiet", "v1", cwd=machine.home / "current")

    result = machine.upgrade()

    assert "was changed by hand" in result.stderr
    assert (machine.home / "current" / ".venv").exists()
    git("checkout", "--quiet", "v2", cwd=machine.home / "current")
    assert machine.upgrade().stdout == "There is nothing newer.\n"


def test_where_the_disk_is_nearly_full_nothing_is_begun(machine, impatient, monkeypatch):
    machine.publish("2")
    monkeypatch.setattr(changing, "ROOM", 1 << 60)
    with pytest.raises(UpgradeError, match=r"MB are free below .* Make room\."):
        impatient()
    assert machine.is_tidy()


def test_a_release_can_be_named(machine):
    machine.publish("2", tag=False)
    assert machine.upgrade("--to", "origin/main").returncode == 0
    assert machine.number == "2"
    # One without a tag is newer than the newest that has one.
    assert machine.upgrade().stdout == "There is nothing newer.\n"
    assert machine.upgrade("--to", "v1").returncode == 0
    assert machine.number == "1"


def test_a_checkout_with_changes_of_its_own_is_refused(machine):
    machine.publish("2")
    (machine.home / "source" / "number").write_text("by hand")

    result = machine.upgrade()

    assert result.returncode == 1
    assert "has changes of its own" in result.stderr
    assert machine.told() == []
    assert machine.number == "1"


def test_commits_of_its_own_are_not_dropped_in_silence(machine):
    machine.publish("2")
    (machine.home / "source" / "number").write_text("by hand")
    git("commit", "--quiet", "--all", "--message", "by hand", cwd=machine.home / "source")

    result = machine.upgrade()

    assert "has commits of its own" in result.stderr
    assert machine.number == "1"


def test_what_an_upgrade_that_was_cut_off_has_left_is_cleared_away(machine):
    machine.publish("2")
    (machine.data / "upgrade").mkdir()
    (machine.data / "upgrade" / "before.sqlite3").write_bytes(b"words")

    assert machine.upgrade().returncode == 0
    assert machine.is_tidy()


def test_without_the_settings_it_says_so(machine):
    (machine.home / "env").unlink()
    result = machine.upgrade()
    assert result.returncode == 1
    assert "cannot be read" in result.stderr


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("COPY='sh -c \"rsync x\"'", 'sh -c "rsync x"'),
        ("COPY=rsync 'a b'", "rsync 'a b'"),
        ('COPY="a"', "a"),
        ("COPY='", "'"),
        ("COPY=a=b", "a=b"),
    ],
)
def test_a_setting_loses_the_quotation_marks_around_it_and_no_others(tmp_path, line, value):
    (tmp_path / "env").write_text(f"# ours\n\n{line}\n")
    assert settings_in(tmp_path / "env") == {"COPY": value}


def test_settings_that_are_no_text_are_said(tmp_path):
    (tmp_path / "env").write_bytes(b"A='\xff'")
    with pytest.raises(UpgradeError, match="UTF-8"):
        settings_in(tmp_path / "env")
