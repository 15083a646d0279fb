"""Whoever takes the disk finds nothing of what was deleted with a number, not even sealed."""

import contextlib
import sqlite3
import subprocess
import sys
import urllib.request
from urllib.parse import urlencode

import pytest

from tests.guard.server import ROOT, serving_forms

WRITE = """
import django; django.setup()
from contact.inbox import conversations, keyholders
from contact.inbox.models import Queue
from tests.inbox.keys import make_conversation
if not Queue.objects.named("help").open_key:
    keyholders.new_queue_key(Queue.objects.named("help"), [])
conversation, receipt = make_conversation()
conversations.answer(conversation, "Come on Tuesday")
print(receipt.number)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with serving_forms(tmp_path_factory.mktemp("data")) as site:
        # As long as anybody is connected, SQLite keeps its log: other readers, a backup, a worker.
        connection = sqlite3.connect(site.database)
        connection.execute("SELECT count(*) FROM inbox_record").fetchone()
        yield site
        connection.close()


def write(site) -> str:
    """Somebody has written and was answered. Returns the number."""
    environment = {
        "DATA_DIR": str(site.database.parent),
        "SECRET_KEY": "x" * 50,
        "DJANGO_SETTINGS_MODULE": "tests.guard.settings",
    }
    command = [sys.executable, "-c", WRITE]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def send(site, address: str, **fields: str) -> str:
    with urllib.request.urlopen(f"{site.url}{address}", urlencode(fields).encode(), timeout=30) as response:
        page: str = response.read().decode()
        return page


def rows(site) -> tuple[bytes, ...]:
    """What of the records can be recognized on a disk: the beginnings of what is sealed and of the wrapped keys."""
    connection = sqlite3.connect(site.database)
    found = connection.execute("SELECT substr(sealed, 1, 100), key_for_queue, id FROM inbox_record").fetchall()
    connection.close()
    return tuple(each if isinstance(each, bytes) else each.encode() for row in found for each in row)


def on_disk(site, pieces: tuple[bytes, ...]) -> int:
    content = b""
    for path in site.database.parent.glob("db.sqlite3*"):
        # The files beside the database come and go with its connections.
        with contextlib.suppress(FileNotFoundError):
            content += path.read_bytes()
    return sum(piece in content for piece in pieces)


def test_what_is_deleted_with_a_number_is_gone(site):
    others = rows(site)
    number = write(site)
    pieces = tuple(piece for piece in rows(site) if piece not in others)
    assert len(pieces) == on_disk(site, pieces) == 6
    assert "Come on Tuesday" in send(site, "/messages/", number=number)

    assert "It is deleted" in send(site, "/messages/delete/", number=number, sure="yes")

    assert on_disk(site, pieces) == 0
    assert on_disk(site, others) == len(others)


def test_the_number_and_the_words_were_never_there(site):
    number = write(site)
    send(site, "/messages/", number=number)
    send(site, "/messages/write/", number=number, text="Clementine rain over the harbor")

    needles = (number.encode(), b"Clementine", b"heron", b"Marmalade", b"Tuesday")
    for path in site.database.parent.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [needle for needle in needles if needle in content], path
    for needle in needles:
        assert needle.decode() not in site.log
