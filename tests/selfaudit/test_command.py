"""``manage.py selfaudit``: what it prints, how it exits, what it keeps for staff."""

import io
import json
import stat
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from idpwsp.selfaudit import outcome, report
from idpwsp.selfaudit.audit import PROMISES
from tests.selfaudit.liar import Reply


@pytest.fixture(autouse=True)
def data_dir(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    return tmp_path


def run(url: str, **options) -> str:
    out = io.StringIO()
    call_command("selfaudit", url, per_second=10_000, stdout=out, **options)
    return out.getvalue()


def sets_a_cookie(reply: Reply) -> None:
    reply.cookies.append("id=1")


def test_it_prints_a_line_for_each_promise_and_what_it_cannot_see(liar):
    lines = run(liar.url).splitlines()

    assert sum(line.startswith("held") for line in lines) == len(PROMISES)
    assert any(line.startswith("unseen 4") and "tests/inbox/" in line for line in lines)
    assert lines[-1].startswith(f"All {len(PROMISES)} are held.")


def test_a_broken_promise_is_named_with_its_place_and_fails(liar):
    liar.lie = lambda reply: sets_a_cookie(reply) if reply.path == "/help/" else None
    out = io.StringIO()

    with pytest.raises(CommandError, match=f"1 of {len(PROMISES)} are broken"):
        call_command("selfaudit", liar.url, per_second=10_000, stdout=out)

    assert "BROKEN 1  No cookie for readers\n" in out.getvalue()
    assert "/help/: sets the cookie id" in out.getvalue()


def test_a_fault_on_every_page_does_not_fill_the_screen(liar):
    liar.lie = lambda reply: None if reply.path.startswith("/staff/") else sets_a_cookie(reply)
    out = io.StringIO()

    with pytest.raises(CommandError):
        call_command("selfaudit", liar.url, per_second=10_000, stdout=out)

    assert out.getvalue().count("sets the cookie id") == 10
    assert " more\n" in out.getvalue()


def test_a_site_that_cannot_be_reached_fails_and_is_kept(liar):
    liar.lie = lambda reply: setattr(reply, "status", 503)

    with pytest.raises(CommandError, match="cannot be reached"):
        run(liar.url, keep=True)

    assert "cannot be reached" in outcome.last().broken[0]


def test_whatever_goes_wrong_in_the_audit_itself_is_kept_and_raised(liar, monkeypatch):
    outcome.keep([])

    def fail(*args, **options) -> None:
        raise RecursionError

    monkeypatch.setattr(report, "audit", fail)
    with pytest.raises(RecursionError):
        run(liar.url, keep=True)

    assert outcome.last().broken == ("The audit itself failed: RecursionError",)


def test_a_script_is_compared_where_the_site_is_our_own(liar, settings):
    settings.SITE_URL = liar.url
    with pytest.raises(CommandError, match="1 of"):
        run(liar.url)


def test_it_needs_no_settings_as_a_program_of_its_own(liar):
    found = as_a_program(liar.url)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.splitlines()[-1].startswith(f"All {len(PROMISES)} are held.")


def test_that_program_fails_where_a_promise_is_broken(liar):
    liar.lie = lambda reply: sets_a_cookie(reply) if reply.path == "/help/" else None
    found = as_a_program(liar.url)
    assert found.returncode == 1
    assert "/help/: sets the cookie id" in found.stdout
    assert f"1 of {len(PROMISES)} are broken" in found.stderr


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "example.org", "http://[x"])
def test_that_program_says_where_there_is_no_site(url):
    found = as_a_program(url)
    assert found.returncode == 1
    assert found.stderr.startswith("The site cannot be reached")


def as_a_program(url: str) -> subprocess.CompletedProcess[str]:
    """On a computer where nothing is set."""
    command = [sys.executable, "-m", "idpwsp.selfaudit", url, "--per-second", "10000"]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env={}, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("arguments", [["--per-second", "0"], ["--within", "-1"], ["--within", "nan"]])
def test_a_number_that_is_none_is_said_in_a_line(arguments):
    with pytest.raises(CommandError, match="A number above zero"):
        call_command("selfaudit", "https://example.org", *arguments)


def test_nothing_is_kept_unless_asked_for(liar):
    run(liar.url)
    assert outcome.last() is None


def test_what_was_found_is_kept_for_one_user_alone(liar, data_dir):
    run(liar.url, keep=True)

    assert stat.S_IMODE((data_dir / "selfaudit.json").stat().st_mode) == 0o600
    assert outcome.last().broken == ()


def test_since_when_it_is_broken_and_when_all_was_held_last(time_machine_at):
    time_machine_at(1)
    outcome.keep([])
    time_machine_at(2)
    outcome.keep(["a"])
    time_machine_at(3)
    found = outcome.keep(["b"])

    assert (found.held_at.day, found.broken_since.day, found.at.day) == (1, 2, 3)
    assert outcome.last() == found
    assert found.broken == ("b",)
    time_machine_at(6)
    assert found.is_stale
    healed = outcome.keep([])
    assert (healed.broken_since, healed.held_at.day) == (None, 6)


@pytest.fixture
def time_machine_at(monkeypatch):
    def at(day: int) -> None:
        now = timezone.datetime(2026, 11, day, 12, tzinfo=timezone.get_fixed_timezone(0))
        monkeypatch.setattr(outcome.timezone, "now", lambda: now)

    return at


@pytest.mark.parametrize("content", ["", "{", "[]", '{"at": "x"}', json.dumps({"at": 5, "broken": 3})])
def test_a_file_that_cannot_be_read_is_none(data_dir, content):
    (data_dir / "selfaudit.json").write_text(content)
    assert outcome.last() is None
