"""The mail server refuses, hangs, or cuts the line in the middle of a mail, for a day; then it takes mail again.

    .venv/bin/python -m bench.faults.mail

The day is one of the periodic worker's own: its tasks are asked every ten minutes of a clock that is moved, while
people write to the site as it stands. A mail server that hangs is given up after a fifth of a second, not after 20.
"""

import json
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.asking import Proof
from bench.faults.site import REST, Sent, compare, form, make_site, proving, timed
from bench.servers import free_port

HOURS = 24
# More from one sender within an hour are set aside, and nobody is told of them.
MOST = 10
# Runs with the site's settings, as one process of the worker for a whole day.
DAY = """
import datetime, json, time_machine
from django.conf import settings
from contact.inbox.models import Queue
from idpwsp import expiry, worker
from idpwsp.foundation import mail
from post_office.models import Email
from contact.inbox import conversations, notices
from contact.inbox.letters import Letter
settings.EMAIL_TIMEOUT = 0.2
def write(words):
    letter = Letter(language="en", subject="x", fields=[("x", words)], data={"message": words})
    conversations.start(form="message", queue="help", letter=letter, receipt=None)
tasks = [worker.Task("tell", 3600, notices.tell), worker.Task("send", 60, mail.send_waiting),
         worker.Task("forget", 3600, mail.forget_sent)]
start = datetime.datetime.now(datetime.UTC).replace(minute=5) + datetime.timedelta(hours=BEGIN)
written = 0
with time_machine.travel(start, tick=False) as clock:
    for minutes in range(0, HOURS * 60, 10):
        if minutes % 60 == 0 and WRITES:
            write(f"NAME {minutes}")
            written += 1
        worker.tick(tasks)
        clock.shift(600)
print(json.dumps({"written": written, "waiting": Email.objects.exclude(status=0).count()}))
"""
ADDRESS = """
from django.contrib.auth import get_user_model
get_user_model().objects.filter(username="staff").update(email="maria@example.org")
"""


class Talk(socketserver.StreamRequestHandler):
    """As little of RFC 5321 as will do."""

    server: "MailServer"

    def handle(self) -> None:
        server = self.server
        server.asked += 1
        if server.fault == "hangs":
            server.over.wait(30)
            return
        self.say("220 mail.test")
        while line := self.rfile.readline().decode().strip():
            if line.upper() != "DATA":
                self.say("250 ok")
                if line.upper() == "QUIT":
                    return
                continue
            self.say("354 go on")
            if server.fault == "cuts":
                self.rfile.readline()
                return
            lines = []
            while (text := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                lines.append(text)
            server.taken.append("\n".join(lines).partition("\n\n")[2].strip())
            self.say("250 ok")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False

    def __init__(self, port: int, fault: str) -> None:
        super().__init__(("127.0.0.1", port), Talk)
        self.fault, self.asked, self.over = fault, 0, threading.Event()
        self.taken: list[str] = []

    def handle_error(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def mail_server(port: int, fault: str = "") -> Iterator[MailServer]:
    server = MailServer(port, fault)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()


@contextmanager
def down(port: int, fault: str) -> Iterator[None]:
    """A mail server with a fault; one that refuses is none at all."""
    if fault == "refuses":
        yield
    else:
        with mail_server(port, fault):
            yield


def day(begin: int, hours: int, name: str, *, writes: bool) -> str:
    values = {"BEGIN": str(begin), "HOURS": str(hours), "NAME": name, "WRITES": str(writes)}
    script = DAY
    for each, value in values.items():
        script = script.replace(each, value)
    return script


def main() -> None:
    with proving() as (proof, scratch):
        for fault in ("refuses", "hangs", "cuts"):
            one_day(proof, scratch / fault, fault)


def one_day(proof: Proof, folder: Path, fault: str) -> None:
    proof.of(f"The mail server {fault} for a day; somebody writes each hour")
    port = free_port()
    site = make_site(folder, EMAIL_URL=f"smtp://127.0.0.1:{port}", MAIL_FROM="site@example.org")
    site.python(ADDRESS)
    sent, seconds = Sent(), []
    with site.serving(), down(port, fault):
        result: list[str] = []
        worker = threading.Thread(target=lambda: result.append(site.python(day(0, HOURS, fault, writes=True))))
        worker.start()
        number = 0
        while worker.is_alive() and number < MOST:
            words = f"{fault} {number} {REST}"
            answer, took = timed(site.port, "/contact/", form(words))
            sent.note(words, answer)
            seconds.append(took)
            number += 1
            time.sleep(0.5)
        worker.join()
    told = json.loads(result[0])
    proof.holds("forms do not notice", len(sent.received) == number, f"{number} sent, the slowest {max(seconds):.2f} s")
    with mail_server(port) as server:
        site.python(day(HOURS, 3, fault, writes=False))
        counted = sum(int(line.split()[0]) for text in server.taken for line in text.splitlines())
        written = told["written"] + number
        proof.holds("then the mails tell of every message", counted == written, f"{counted} of {written}")
        proof.holds("… in one or two mails, not in one for each hour", 1 <= len(server.taken) <= 2,
                    f"{len(server.taken)} mails; {told['waiting']} had waited")  # fmt: skip
    compare(proof, site, sent)


if __name__ == "__main__":
    main()
