import zoneinfo
from datetime import timedelta

import pytest
import time_machine
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from contact.inbox.models import AuditEntry
from idpwsp.clock import believe
from idpwsp.doctor import clock
from tests.doctor.asking import said, states


def test_the_time_zone_knows_summer(settings, monkeypatch):
    assert states(clock.time_zone) == ["ok"]
    monkeypatch.setattr(clock, "ZoneInfo", lambda _name: zoneinfo.ZoneInfo("Etc/GMT+8"))
    assert states(clock.time_zone) == ["wrong"]


@pytest.mark.parametrize(("answer", "state"), [(0, "ok"), (1, "ok"), (5, "look"), (-1, "look"), (None, "look")])
def test_a_clock_that_nothing_keeps_right_is_said(monkeypatch, answer, state):
    monkeypatch.setattr(clock, "kernel_clock", lambda: answer)
    assert states(clock.is_set) == [state]


def test_a_leap_ahead_is_said_until_somebody_answers_for_the_clock(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert states(clock.leapt) == ["ok"]
    believe()
    assert states(clock.leapt) == ["ok"]

    with time_machine.travel(timezone.now() + timedelta(days=400)):
        assert states(clock.leapt) == ["wrong"]
        assert "400 days" in said(clock.leapt)


@pytest.mark.django_db
def test_a_clock_behind_the_database_is_wrong():
    assert states(clock.against_database) == ["ok"]
    AuditEntry.objects.create(action=AuditEntry.Action.OPENED)
    assert states(clock.against_database) == ["ok"]

    AuditEntry.objects.update(at=timezone.now() + timedelta(days=2))
    assert states(clock.against_database) == ["wrong"]
    assert "UTC" in said(clock.against_database)


@pytest.mark.django_db
def test_an_empty_database_has_nothing_to_compare():
    MigrationRecorder.Migration.objects.all().delete()
    assert states(clock.against_database) == ["ok"]
