import os

import pytest

from idpwsp.doctor import folder
from tests.doctor.asking import said, states


@pytest.fixture
def data(tmp_path, settings):
    data = tmp_path / "data"
    (data / "media").mkdir(parents=True)
    (data / "static").mkdir()
    (data / "db.sqlite3").touch()
    for path in (data, data / "media"):
        path.chmod(0o700)
    (data / "db.sqlite3").chmod(0o600)
    (data / "static").chmod(0o755)
    settings.DATA_DIR, settings.STATIC_ROOT = data, data / "static"
    return data


def test_a_closed_folder_is_right(data):
    assert states(folder.data_folder) == ["ok"]


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o755])
def test_an_open_folder_is_wrong(data, mode):
    data.chmod(mode)
    assert states(folder.data_folder) == ["wrong"]
    assert f"chmod 700 {data}" in said(folder.data_folder)


def test_a_missing_folder_is_wrong(data, settings):
    settings.DATA_DIR = data / "gone"
    assert states(folder.data_folder) == ["wrong"]


def test_somebody_elses_folder_is_wrong(data, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: data.stat().st_uid + 1)
    assert states(folder.data_folder) == ["wrong"]
    assert states(folder.contents) == ["wrong"]


def test_what_is_in_it_is_closed_but_for_static_files(data):
    (data / "static").chmod(0o777)
    (data / "static" / "a.css").touch()
    (data / "static" / "a.css").chmod(0o666)
    # A link has no mode of its own.
    (data / "link").symlink_to(data / "gone")
    assert states(folder.contents) == ["ok"]


@pytest.mark.parametrize("name", ["db.sqlite3", "media"])
def test_an_open_file_or_folder_in_it_is_named(data, name):
    (data / name).chmod(0o740)
    assert states(folder.contents) == ["look"]
    assert str(data / name) in said(folder.contents)


def test_of_many_only_some_are_named(data):
    for number in range(9):
        (data / "media" / str(number)).touch()
        (data / "media" / str(number)).chmod(0o644)
    assert "and 6 more" in said(folder.contents)
