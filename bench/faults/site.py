"""A site that is broken on purpose: started, asked as a visitor asks, and looked into afterwards."""

import http.client
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.asking import Answer, Proof
from bench.nginx import nginx_in_front
from bench.scratch import BASE_DIR, environment, scratch_folder, seed
from bench.servers import Running, free_port, running

GUNICORN = [sys.executable, "-m", "gunicorn", "idpwsp.wsgi", "-c", "python:idpwsp.gunicorn_conf"]
MAKE_KEYS = """
from django.contrib.auth import get_user_model
from contact.inbox import demonstration
print(demonstration.renew(get_user_model().objects.get(username="staff")))
"""
OPEN = """
import json
from django.db import connection
from contact.inbox import conversations, keyholders
from contact.inbox.models import Conversation, Keyholder
keyring = keyholders.unlock(Keyholder.objects.get(user__username="staff"), "PASSPHRASE")
found = [
    [each.record.kind, each.problem, each.letter.data["message"] if each.letter else ""]
    for conversation in Conversation.everything.prefetch_related("records")
    for each in conversations.open_all(conversation, keyring)
]
print(json.dumps({"found": found, "check": connection.cursor().execute("PRAGMA integrity_check").fetchone()[0]}))
"""
REST = "marmalade sky over the quarry. " * 60
RECEIVED, BUSY = "It has reached us", "The site is busy"
# By nginx where the site does not answer, and by the site in all other cases.
DOWN = "The site is busy or being restarted."


@dataclass
class Site:
    """The real site with a data folder of its own, and keys of a demonstration that we can use."""

    data_dir: Path
    port: int
    environment: dict[str, str]
    passphrase: str

    def serving(self, *command: str) -> Running:
        """Gunicorn, from its first answer to the end of the block; or another command that serves."""
        return running("The site", [*(command or GUNICORN)], self.port, self.environment, self.data_dir / "log")

    def python(self, script: str, **more: str) -> str:
        """What a script prints that runs with the site's settings."""
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", script],
            cwd=BASE_DIR, env={**self.environment, **more}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def messages(self) -> list[str]:
        """The words of all messages, opened with the passphrase. Raises ``RuntimeError`` where one is not whole."""
        said = json.loads(self.python(OPEN.replace("PASSPHRASE", self.passphrase)))
        problems = {problem for _kind, problem, _words in said["found"] if problem}
        if problems or said["check"] != "ok":
            raise RuntimeError(f"Not whole: {problems} {said['check']}")
        return [words.strip() for _kind, _problem, words in said["found"]]


def make_site(data_dir: Path, **more: str) -> Site:
    """A site that does not run yet."""
    port = free_port()
    ours = {"WEB_WORKERS": "2", "PROXY_COUNT": "1", **more}
    site = Site(seed(data_dir), port, environment(data_dir, port, **ours), "")
    site.passphrase = site.python(MAKE_KEYS).splitlines()[-1]
    return site


@contextmanager
def behind_nginx(site: Site, scratch: Path) -> Iterator[int]:
    """deploy/nginx.conf in front of it, without TLS. Gives the port."""
    folder, port = scratch / "nginx", free_port()
    folder.mkdir()
    with nginx_in_front(port, site.port, folder):
        yield port


@contextmanager
def proving() -> Iterator[tuple[Proof, Path]]:
    """A folder, and lines about what holds. Ends the program with an error where something does not."""
    proof = Proof()
    with ExitStack() as stack:
        yield proof, stack.enter_context(scratch_folder())
    sys.exit(bool(proof.broken))


# ── As a visitor ───────────────────────────────────────────────────────────


def ask(port: int, path: str, fields: dict[str, Any] | None = None, patience: float = 60, **headers: str) -> Answer:
    """One answer. Its status is 0 where none came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    try:
        body = None if fields is None else urlencode(fields)
        kind = {} if fields is None else {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("GET" if fields is None else "POST", path, body, {**kind, **headers})
        response = connection.getresponse()
        # One that is there twice, as cookies are, with a comma.
        said = {name.lower(): response.getheader(name, "") for name in response.headers}
        return Answer(response.status, said, response.read())
    except (OSError, http.client.HTTPException):
        return Answer()
    finally:
        connection.close()


def timed(port: int, path: str, fields: dict[str, Any] | None = None) -> tuple[Answer, float]:
    """An answer, and how many seconds it took."""
    start = time.monotonic()
    return ask(port, path, fields), time.monotonic() - start


def form(words: str) -> dict[str, str]:
    return {"about": "other", "message": words, "way": "none"}


def send(port: int, words: str) -> Answer:
    return ask(port, "/contact/", form(words))


def is_plain(answer: Answer) -> bool:
    """Whether it is a page of ours, made for readers, whatever it says; or the way out."""
    if answer.status in (303, 304):
        return True
    return DOWN in answer.words or ("<main" in answer.words and "<h1" in answer.words)


def gives_back(answer: Answer, words: str) -> bool:
    """Whether a form comes back with its words and our phone number, and says that it can be sent again."""
    has_phone = 'href="tel:' in answer.words
    return answer.status in (500, 503) and words.strip() in answer.words and has_phone


@dataclass
class Sent:
    """What became of the words of all senders."""

    received: list[str] = field(default_factory=list)
    # Not answered by a receipt at least once; some were sent again and received.
    refused: Counter[str] = field(default_factory=Counter)
    not_plain: list[str] = field(default_factory=list)

    def note(self, words: str, answer: Answer) -> bool:
        """Whether it was received."""
        if answer.status == 200 and RECEIVED in answer.words:
            self.received.append(words.strip())
            return True
        self.refused[words.strip()] += 1
        if not is_plain(answer):
            self.not_plain.append(f"{answer.status} {answer.words[:80]!r}")
        return False


def compare(proof: Proof, site: Site, sent: Sent) -> None:
    """Nothing lost, nothing twice."""
    found = Counter(site.messages())
    lost = [words for words in sent.received if words not in found]
    proof.holds("every message that was answered with a number is there and opens", not lost,
                f"{len(sent.received)} answered, {len(lost)} lost")  # fmt: skip
    twice = [words for words, number in found.items() if number > 1]
    proof.holds("none is there twice", not twice, len(twice))
