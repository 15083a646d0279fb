"""Whoever takes the disk finds nothing of what was taken back, in the database or in its write-ahead log."""

import contextlib
import sqlite3
import subprocess
import sys
import urllib.request
from urllib.parse import urlencode

import pytest

from tests.guard.server import ROOT, serving_forms

SECRET = b"Zanzibarina"
REPLY = "/campaigns/compensation/reply/"
CHANGE = """
import django; django.setup()
from datetime import date
from campaigns import moderation
from campaigns.models import Reply
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with serving_forms(tmp_path_factory.mktemp("data")) as site:
        # As long as anybody is connected, SQLite keeps its log: other readers, a backup, a worker.
        connection = sqlite3.connect(site.database)
        connection.execute("SELECT count(*) FROM campaigns_reply").fetchone()
        yield site
        connection.close()


def send(site, address, **fields) -> str:
    with urllib.request.urlopen(f"{site.url}{address}", urlencode(fields).encode(), timeout=30) as response:
        page: str = response.read().decode()
        return page


def is_on_disk(site) -> bool:
    found = False
    for path in site.database.parent.glob("db.sqlite3*"):
        # The files beside the database come and go with its connections.
        with contextlib.suppress(FileNotFoundError):
            found |= SECRET in path.read_bytes()
    return found


def reply(site, address: str = REPLY) -> str:
    """Leave a reply. Returns its code."""
    page = send(site, address, text=f"{SECRET.decode()} told me. " * 100)
    assert is_on_disk(site)
    return page.partition("<code")[2].partition(">")[2].partition("<")[0]


def do(site, what: str) -> None:
    """Change the data as a program beside the server does."""
    environment = {
        "DATA_DIR": str(site.database.parent),
        "SECRET_KEY": "x" * 50,
        "DJANGO_SETTINGS_MODULE": "tests.guard.settings",
    }
    subprocess.run([sys.executable, "-c", CHANGE + what], cwd=ROOT, env=environment, check=True)


def test_what_is_taken_back_is_gone(site):
    send(site, "/withdraw/", code=reply(site))

    assert not is_on_disk(site)


@pytest.mark.parametrize(
    "what",
    [
        "moderation.delete_expired(date(2999, 1, 1))",
        "Reply.objects.all().delete()",
        "reply = Reply.objects.get(); reply.text = 'Somebody told me.'; reply.save(); reply.delete()",
    ],
    ids=["expired", "deleted", "changed"],
)
def test_what_goes_otherwise_is_gone_as_well(site, what):
    reply(site)

    do(site, what)

    assert not is_on_disk(site)


def test_what_goes_with_its_story_is_gone_as_well(site):
    reply(site, "/campaigns/reporting/reply/")

    do(site, "Reply.objects.get().campaign.delete()")

    assert not is_on_disk(site)
