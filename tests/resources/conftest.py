"""Folders of a test's own for pictures, and somebody who may do everything."""

import tempfile

import pytest
from django.contrib.auth.models import User

from tests.conftest import Reader


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def temporary(monkeypatch, tmp_path):
    """The folder for temporary files, empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def staff(organisation, media, temporary) -> Reader:
    reader = Reader()
    reader.force_login(User.objects.create_superuser("maria", password="a long password"))
    return reader
