"""A site on a real disk that can be backed up, from another process and from this one."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from idpwsp.backup import making
from tests.backup.sites import make_site
from tests.disk import Disk


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return make_site(tmp_path / "site")


@pytest.fixture
def here(disk, settings, monkeypatch) -> Path:
    """The site's folder, for calls within this process."""
    settings.MEDIA_ROOT, settings.BACKUP_DIR = disk.data_dir / "media", disk.data_dir / "backups"
    settings.BACKUP_RECIPIENT, settings.DATA_DIR = "", disk.data_dir
    there = SimpleNamespace(
        vendor="sqlite", settings_dict={"NAME": str(disk.database)},
        introspection=SimpleNamespace(table_names=lambda: ["django_session"]),
    )  # fmt: skip
    monkeypatch.setattr(making, "connection", there)
    monkeypatch.setattr(making, "expire", lambda: None)
    return settings.BACKUP_DIR
