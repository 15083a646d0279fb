"""``manage.py doctor`` itself: line by line, 1 at the end where something is wrong, and never a traceback."""

import re
import secrets
from collections.abc import Iterator

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.utils.module_loading import import_string

from idpwsp.doctor import mail
from idpwsp.doctor.finding import Finding, look, ok, wrong
from tests.disk import make_disk

HERE = __name__


def well() -> Iterator[Finding]:
    yield ok("The kettle is on.")


def so_so() -> Iterator[Finding]:
    yield look("The milk is old.", "Smell it.")


def bad() -> Iterator[Finding]:
    yield wrong("The tea is gone.", "Buy some.")


def fails() -> Iterator[Finding]:
    yield ok("Half of it.")
    raise ValueError("telltale password")


def closed() -> Iterator[Finding]:
    raise PermissionError(13, "Permission denied", "/srv/data/deleted-early")


def run(settings, capsys, *checks: str, **options: bool) -> tuple[int, str]:
    settings.DOCTOR = list(checks)
    code = 0
    try:
        call_command("doctor", **options)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, capsys.readouterr().out


def test_it_says_line_by_line_how_it_is_and_what_to_do(settings, capsys):
    code, out = run(settings, capsys, f"{HERE}.well", f"{HERE}.so_so", f"{HERE}.bad")

    assert out.splitlines() == [
        "ok     The kettle is on.",
        "look   The milk is old.",
        "       → Smell it.",
        "wrong  The tea is gone.",
        "       → Buy some.",
        "1 ok, 1 look, 1 wrong",
    ]
    assert code == 1


def test_it_ends_well_where_nothing_is_wrong(settings, capsys):
    code, _out = run(settings, capsys, f"{HERE}.well", f"{HERE}.so_so")
    assert code == 0


def test_a_check_that_fails_is_wrong_itself_and_stops_no_other(settings, capsys):
    code, out = run(settings, capsys, f"{HERE}.fails", "no.such.check", f"{HERE}.closed", f"{HERE}.well")

    assert code == 1
    assert "wrong  fails could not be checked (ValueError)." in out
    assert "wrong  check could not be checked" in out
    assert "(Permission denied: /srv/data/deleted-early)" in out
    assert "ok     The kettle is on." in out
    assert "Traceback" not in out
    assert "telltale" not in out


def test_the_mail_server_can_be_left_alone(settings, capsys, monkeypatch):
    monkeypatch.setattr(mail, "server", fails)
    assert mail.NAME in project.DOCTOR

    code, out = run(settings, capsys, mail.NAME, f"{HERE}.well", no_mail=True)
    assert (code, out) == (0, "ok     The kettle is on.\n1 ok, 0 look, 0 wrong\n")
    assert run(settings, capsys, mail.NAME)[0] == 1


@pytest.mark.parametrize("name", project.DOCTOR)
def test_every_check_is_there(name):
    assert callable(import_string(name))


def test_a_whole_installation_is_looked_at(tmp_path):
    disk = make_disk(tmp_path)
    with disk.start("doctor", "--no-mail", SECRET_KEY=secrets.token_urlsafe(48)) as process:
        out, err = process.communicate(timeout=120)

    assert err == ""
    assert process.returncode == 1
    lines = out.splitlines()
    # Nobody serves this folder, and nobody works in it.
    assert len([line for line in lines if line.startswith("wrong")]) == 3, out
    assert re.search(r"wrong  The periodic worker does not run", out)
    assert re.search(r"wrong  http://127.0.0.1:8000 did not answer", out)
    assert "ok     The database is whole." in lines


def test_a_missing_database_is_not_made_by_looking(tmp_path):
    disk = make_disk(tmp_path)
    disk.database.unlink()
    with disk.start("doctor", "--no-mail") as process:
        out, err = process.communicate(timeout=120)

    assert (err, process.returncode) == ("", 1)
    assert "wrong  The database cannot be read and written: unable to open database file." in out
    assert not disk.database.exists()
