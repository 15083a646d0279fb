"""What is sent stays in memory, up to a limit, and only for staff."""

import tempfile
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from idpwsp.foundation import uploads
from idpwsp.foundation.uploads import TooLarge, check_size


@pytest.fixture(autouse=True)
def small_limit(monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BYTES", 300_000)


@pytest.fixture(autouse=True)
def empty_folder(monkeypatch, tmp_path):
    """The temporary folder: nothing may be in it afterwards."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield
    assert list(tmp_path.iterdir()) == []


def sent(*sizes, is_staff=True, **fields):
    files = {f"file{number}": SimpleUploadedFile(f"{number}.jpg", b"x" * size) for number, size in enumerate(sizes)}
    request = RequestFactory().post("/staff/", {**files, **fields})
    if is_staff is not None:
        request.user = SimpleNamespace(is_staff=is_staff)
    return request


def test_a_file_arrives_whole():
    upload = sent(200_000).FILES["file0"]
    assert (upload.size, upload.name, upload.read()) == (200_000, "0.jpg", b"x" * 200_000)
    check_size(upload)


def test_a_file_that_is_too_large_is_not_kept_and_says_so():
    upload = sent(60_000_000).FILES["file0"]
    assert isinstance(upload, TooLarge)
    assert upload.read() == b""
    with pytest.raises(ValidationError, match="This file is 60 MB"):
        check_size(upload)


def test_what_was_typed_with_it_arrives():
    assert sent(60_000_000, alt="A red umbrella", note="x" * 10_000).POST["alt"] == "A red umbrella"


def test_several_files_share_the_limit():
    received = sent(200_000, 200_000, 50_000).FILES
    assert received["file0"].read() == b"x" * 200_000
    assert isinstance(received["file1"], TooLarge)
    # What was thrown away does not count.
    assert received["file2"].read() == b"x" * 50_000


def test_an_empty_file_is_just_empty():
    assert sent(0).FILES["file0"].size == 0


@pytest.mark.parametrize("is_staff", [False, None])
def test_nothing_is_kept_for_strangers(is_staff):
    assert isinstance(sent(10, is_staff=is_staff).FILES["file0"], TooLarge)
