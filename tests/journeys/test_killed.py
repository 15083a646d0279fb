"""The server is killed, with all its processes, while people send messages: each is there whole, or not at all."""

import http.client
import json
import os
import random
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.journeys.server import Server, copied, prepared, started

# What ``make run`` becomes once the site is prepared.
GUNICORN = (sys.executable, "-m", "gunicorn", "idpwsp.wsgi", "-c", "python:idpwsp.gunicorn_conf")
ROUNDS, WRITERS = 3, 3
# The second half of a message tells whether it is whole.
REST = "marmalade sky over the quarry. " * 200
OPEN = """
import json
from django.db import connection
from contact.inbox import conversations, keyholders
from contact.inbox.models import Conversation, Keyholder
keyring = keyholders.unlock(Keyholder.objects.get(user__username="staff"), "PASSPHRASE")
found = [
    [[each.record.kind, each.problem, each.letter.data["message"] if each.letter else ""]
     for each in conversations.open_all(conversation, keyring)]
    for conversation in Conversation.everything.prefetch_related("records")
]
check = connection.cursor().execute("PRAGMA integrity_check").fetchone()[0]
print(json.dumps({"found": found, "check": check}))
"""


@pytest.fixture
def site(first_start: Path, tmp_path: Path) -> Server:
    return prepared(copied(first_start, tmp_path / "data"), SECRET_KEY="x" * 50, WORKER="0")


class Writer(threading.Thread):
    """Sends one message after the other until nobody answers any more."""

    def __init__(self, site: Server, name: str) -> None:
        super().__init__(daemon=True)
        self.site, self.name = site, name
        self.sent: list[str] = []
        self.reached: list[str] = []
        self.first = threading.Event()

    def run(self) -> None:
        for number in range(1000):
            message = f"{self.name}.{number} {REST}"
            self.sent.append(message)
            fields = {"about": "other", "message": message, "way": "none"}
            request = urllib.request.Request(
                f"{self.site.url}/contact/", urlencode(fields).encode(), {"Origin": self.site.url}
            )
            try:
                with urllib.request.urlopen(request, timeout=30) as response:
                    page = response.read().decode()
            except urllib.error.HTTPError:
                # Busy: too many stand in line for a number.
                continue
            except (OSError, http.client.HTTPException):
                # Nobody answers, or the answer was cut off.
                return
            if "It has reached us" in page:
                self.reached.append(message)
                self.first.set()


def kill_while_writing(site: Server, number: int) -> list[Writer]:
    with started(site, *GUNICORN) as process:
        writers = [Writer(site, f"{number}.{which}") for which in range(WRITERS)]
        for writer in writers:
            writer.start()
        assert writers[0].first.wait(timeout=30)
        time.sleep(random.uniform(0, 0.5))  # noqa: S311 - no secret
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for writer in writers:
            writer.join(timeout=40)
            assert not writer.is_alive()
    return writers


def test_a_message_is_whole_or_absent_when_the_server_is_killed(site):
    writers = [writer for number in range(ROUNDS) for writer in kill_while_writing(site, number)]
    # Served once more after the last of them.
    with started(site, *GUNICORN):
        opened = json.loads(site.python(OPEN.replace("PASSPHRASE", site.passphrase)))

    assert opened["check"] == "ok"
    assert {tuple((kind, problem) for kind, problem, _text in each) for each in opened["found"]} == {(("first", ""),)}
    messages = [each[0][2] for each in opened["found"]]
    sent = {message.strip() for writer in writers for message in writer.sent}
    reached = {message.strip() for writer in writers for message in writer.reached}
    # Whole, and once.
    assert {message.strip() for message in messages} <= sent
    assert len(set(messages)) == len(messages)
    # Whoever has read that it has arrived can rely on it.
    assert len(reached) >= ROUNDS
    assert reached <= {message.strip() for message in messages}
