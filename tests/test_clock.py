"""A clock that is set wrong while nobody looks, and what is promised to be there until a day."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from idpwsp import clock, worker
from idpwsp.backup import shelf
from idpwsp.clock import TIME_ERROR, kernel_clock
from idpwsp.expiry import Outcome

DAYS_400 = timedelta(days=400)


@pytest.fixture
def deleted(settings, tmp_path, monkeypatch) -> list[str]:
    """When something was deleted by its date, on a machine whose clock nothing keeps right."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(clock, "kernel_clock", lambda: TIME_ERROR)
    done: list[str] = []

    def expire() -> Outcome:
        done.append(f"{timezone.now():%Y-%m-%d}")
        return Outcome()

    monkeypatch.setattr("idpwsp.expiry.expire", expire)
    monkeypatch.setattr("idpwsp.management.commands.expire.expire", expire)
    return done


def test_a_clock_that_leaps_ahead_deletes_nothing_until_it_is_right_again(deleted, log):
    expire = worker.Expiry()
    assert expire()
    with time_machine.travel(timezone.now() + DAYS_400):
        assert [expire() for _minute in range(3)] == [False, False, False]
    assert len(deleted) == 1
    # Said once, not once a minute.
    assert log.getvalue().count("The clock has leapt ahead.") == 1

    assert expire()
    assert len(deleted) == 2


def test_a_worker_that_was_started_anew_doubts_it_too(deleted):
    worker.Expiry()()
    with time_machine.travel(timezone.now() + DAYS_400):
        assert not worker.Expiry()()
        assert not worker.Expiry()()


def test_after_a_day_it_is_believed_for_a_machine_may_have_stood_still(deleted, monkeypatch):
    expire = worker.Expiry()
    expire()
    passed = 1000.0
    monkeypatch.setattr("idpwsp.clock.time.monotonic", lambda: passed)
    with time_machine.travel(timezone.now() + DAYS_400):
        assert not expire()
        passed += clock.DOUBT - 60
        assert not expire()
        passed += 120
        assert expire()
        assert expire()
    assert len(deleted) == 3


def test_one_that_is_kept_right_is_believed_at_once(deleted, monkeypatch):
    expire = worker.Expiry()
    expire()
    monkeypatch.setattr(clock, "kernel_clock", lambda: 0)
    with time_machine.travel(timezone.now() + DAYS_400):
        assert expire()


@pytest.mark.parametrize("answer", [None, -1])
def test_where_linux_may_not_be_asked_timesyncd_is(deleted, monkeypatch, tmp_path, answer):
    monkeypatch.setattr(clock, "kernel_clock", lambda: answer)
    monkeypatch.setattr(clock, "TIMESYNCD", tmp_path / "synchronized")
    expire = worker.Expiry()
    expire()
    with time_machine.travel(timezone.now() + DAYS_400):
        assert not expire()
        (tmp_path / "synchronized").touch()
        assert expire()


def test_a_night_without_the_site_is_no_leap(deleted):
    expire = worker.Expiry()
    expire()
    with time_machine.travel(timezone.now() + timedelta(hours=40)):
        assert expire()


def test_a_clock_that_went_back_and_is_right_again_is_doubted_and_takes_nothing(deleted):
    expire = worker.Expiry()
    expire()
    with time_machine.travel(timezone.now() - DAYS_400):
        assert expire()
    assert not expire()


def test_whoever_deletes_by_hand_answers_for_the_clock(deleted):
    expire = worker.Expiry()
    expire()
    with time_machine.travel(timezone.now() + DAYS_400):
        assert not expire()
        call_command("expire", verbosity=0)
        assert expire()
    assert len(deleted) == 3


def test_backups_stay_too_while_the_clock_is_doubted(deleted, settings, tmp_path):
    settings.BACKUP_DIR = tmp_path
    now = timezone.now()
    for days in (1, 2):
        (tmp_path / shelf.name_of(now - timedelta(days), is_sealed=False)).touch()
    clock.believe()
    with time_machine.travel(now + DAYS_400):
        assert shelf.rotate() == 0
        clock.believe()
        assert shelf.rotate() == 2


def test_the_kernel_is_asked_and_nothing_is_set():
    before = timezone.now()
    assert kernel_clock() in (None, -1, *range(6))
    assert timezone.now() - before < timedelta(hours=1)
