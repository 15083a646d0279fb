"""The server is killed while somebody sends, and while staff answer: what was sent is there whole, or not at all."""

import json
from pathlib import Path

import pytest

from tests.disk import Disk, make_disk

# In one process that forks: what takes time is to start, not to be killed.
ROUNDS = """
import json, os, random, signal, time
from django.db import connection, connections

def write(told):
    while True:
        conversation, receipt = make_conversation()
        os.write(told, conversation.pk.hex.encode())
        conversations.write_again(conversation, "And there is more")
        conversations.answer(conversation, "Come on Tuesday")

def forked(do):
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            do()
        finally:
            os._exit(0)
    return pid

read, told = os.pipe()
reached = set()
for number in range(10):
    writers = [forked(lambda: write(told)) for _writer in range(2)]
    # While they write, what has reached its date is deleted as well.
    expiring = forked(lambda: call_command("expire", verbosity=0))
    reached.add(os.read(read, 32).decode())
    time.sleep(random.uniform(0, 0.1))
    for writer in writers:
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
    os.waitpid(expiring, 0)
os.close(told)
while more := os.read(read, 32):
    reached.add(more.decode())

keyring = keyholders.unlock(Keyholder.objects.get(user__username="maria"), PASSPHRASE)
found, problems, halves = set(), [], []
for conversation in Conversation.everything.prefetch_related("records"):
    opened = conversations.open_all(conversation, keyring)
    found.add(conversation.pk.hex)
    problems += [each.problem for each in opened if each.problem]
    kinds = [each.record.kind for each in opened]
    if kinds != ["first", "more", "answer"][:len(kinds)] or not kinds:
        halves.append(kinds)
print(json.dumps({
    "database": connection.cursor().execute("PRAGMA integrity_check").fetchone()[0],
    "problems": problems, "halves": halves, "lost": sorted(reached - found), "reached": len(reached),
}))
"""


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return make_disk(tmp_path)


def test_what_was_sent_is_whole_or_absent(disk: Disk) -> None:
    found = json.loads(disk.python(ROUNDS))

    assert found.pop("reached") >= 10
    # Whoever was told that it has arrived can rely on it.
    assert found == {"database": "ok", "problems": [], "halves": [], "lost": []}


def test_a_locked_database_keeps_nothing_half(disk: Disk) -> None:
    said = disk.python("""
import sqlite3
from django.db import OperationalError, connection
connection.settings_dict["OPTIONS"]["timeout"] = 0.1
conversations.current_salt()
other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)

def attempt():
    try:
        make_conversation()
    except OperationalError as error:
        print(error)
    print(Conversation.everything.count(), Record.everything.count())

other.execute("BEGIN IMMEDIATE")
attempt()
other.execute("ROLLBACK")
attempt()
""")
    assert said.splitlines() == ["database is locked", "0 0", "1 1"]
