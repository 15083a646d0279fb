"""A backup that is made while others write is of one moment, row by row."""

import subprocess
from pathlib import Path

import pytest

from tests.backup.sites import LEFT_OUT, MOVED, backup, make_place, make_site, restore, rows
from tests.disk import Disk


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return make_site(tmp_path / "site")


WRITING = """
import threading, time
from pathlib import Path
from django.db import connection, transaction
from tests.factories import make_article
from campaigns.models import Article
stop = Path("{stop}")

def write(name):
    number = 0
    while not stop.exists():
        with transaction.atomic():
            conversation, _receipt = make_conversation(letter=make_letter("{subject}" * (1 + number % 40)))
            # In one transaction: both are in a copy, or neither.
            make_article(f"{{name}}-{{number}}-{{conversation.pk.hex}}")
        if number % 5 == 4:
            make_conversation(queue="press")
        number += 1
        # SQLite lets whoever asks most often go first.
        time.sleep(0.02)
    connection.close()

threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
[each.start() for each in threads]
[each.join() for each in threads]
print(Article.objects.count())
"""


def test_one_that_was_made_while_others_write_is_of_one_moment(disk, tmp_path):
    stop = tmp_path / "stop"
    disk.python("[make_conversation() for number in range(20)]")
    before = rows(disk.database)
    writing = disk.start_python(WRITING.format(stop=stop, subject="A heron "))
    try:
        archives = []
        for _each in range(3):
            until_more(disk, writing)
            archives.append(backup(disk))
        until_more(disk, writing)
    finally:
        stop.touch()
        out, err = writing.communicate(timeout=60)
    assert (writing.returncode, err) == (0, "")
    live = rows(disk.database)

    sizes = [check_moment(path, before, live, tmp_path / f"place-{number}") for number, path in enumerate(archives)]

    # They went on writing all the time.
    assert 0 < sizes[0] < sizes[1] < sizes[2] < int(out)


def until_more(disk: Disk, writing: subprocess.Popen[str]) -> None:
    """Wait until more is written than there is now."""
    seen = len(rows(disk.database)["campaigns_article"])
    while len(rows(disk.database)["campaigns_article"]) == seen:
        assert writing.poll() is None, writing.communicate()


# A queue notes for each message that somebody has to be told.
CHANGING = {"inbox_queue"}


def check_moment(path: Path, before: dict, live: dict, folder: Path) -> int:
    """Bring it back and compare it with the site that went on. Returns how many articles it has."""
    place = make_place(folder)
    assert restore(place, path).returncode == 0
    found = rows(place.database)
    for table in found.keys() - LEFT_OUT - MOVED:
        # Each row as it is in the site itself, none that was there before is missing, and none has come in between.
        if table not in CHANGING:
            assert found[table].items() <= live[table].items(), table
        assert found[table].keys() >= before[table].keys(), table
    articles = found["campaigns_article"].values()
    slugs = [str(value) for row in articles for value in row if str(value).startswith(("a-", "b-"))]
    for name in ("a", "b"):
        numbers = sorted(int(slug.split("-")[1]) for slug in slugs if slug.startswith(name))
        assert numbers == list(range(len(numbers)))
    conversations = set(found["inbox_conversation"])
    assert {slug.split("-")[2] for slug in slugs} <= conversations
    of_records = {str(value) for row in found["inbox_record"].values() for value in row if str(value) in conversations}
    assert of_records == conversations
    assert len(found["campaigns_articlewords"]) == len(articles)
    return len(articles)
