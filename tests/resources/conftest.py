"""Folders of a test’s own: for pictures, for temporary files, and for a release of the shipped content."""

import tempfile
from pathlib import Path

import pytest

from resources.shipping import load_shipped_content
from tests.conftest import Reader
from tests.content import ContentFolder
from tests.resources.releases import first_release


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
def staff(staff: Reader, media: Path, temporary: Path) -> Reader:
    """Maria, whose pictures go into the folders above."""
    return staff


@pytest.fixture
def release(content_folder: ContentFolder) -> ContentFolder:
    """The folder of shipped content with the first release in it, loaded."""
    first_release(content_folder)
    load_shipped_content(content_folder.path)
    return content_folder
