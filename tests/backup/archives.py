"""Small archives without a site around them."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from idpwsp.backup.archive import Manifest, Writer
from idpwsp.backup.sealing import Recipient

MADE_AT = datetime(2027, 3, 1, 11, 30, tzinfo=UTC)
PICTURE = "media/pictures/0123456789abcdef/360.webp"


def make_database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE heron (words TEXT)")
        database.commit()
    return path


def make_archive(folder: Path, recipient: Recipient | None = None, name: str = "archive") -> Path:
    """A database of one empty table, and a picture that is none."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    (folder / "picture").write_bytes(b"marmalade" * 10_000)
    with path.open("wb") as file, Writer(file, Manifest(MADE_AT, ["inbox.0001_initial"]), recipient) as writer:
        writer.add("db.sqlite3", make_database(folder / "database"))
        writer.add(PICTURE, folder / "picture")
    (folder / "database").unlink()
    return path
