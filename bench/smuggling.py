"""Requests that can be read in two ways, through nginx to gunicorn: do both see the same, and does the next reader get
her own page?

gunicorn has the site's settings and a function behind it that tells what it was asked. tests/attacks/test_smuggling.py
sends the like to gunicorn alone.
"""

import json
import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bench import http2
from bench.ambiguous import READ_ALIKE, REFUSED, head
from bench.asking import ADDRESS, HOST, Proof, Reader
from bench.nginx import nginx_in_front
from bench.servers import free_port, gunicorn

QUIET = 1  # seconds after which nothing more is waited for
# Who asks next: more than there are workers, each of which nginx may keep a connection to.
NEXT = 4
# One of each kind of location: written into, kept for all, of staff.
PLACES = ("/contact/{}/", "/help/{}/", "/staff/{}/")
# What the function learns of somebody who asks for a page.
OF_A_READER = {"HTTP_HOST": HOST, "HTTP_X_FORWARDED_PROTO": "https", "HTTP_ACCEPT_ENCODING": "identity"}
# Not understood, and a version that is none. Every other fault would be ours.
OURS = {500, 502, 503, 504}


@dataclass
class Wire:
    """nginx in front of the function, and the file in which that tells what it was asked."""

    reader: Reader
    told: Path

    def asked(self) -> list[dict]:
        return [json.loads(line) for line in self.told.read_text().splitlines()]

    def send(self, request: bytes) -> tuple[list[int], list[dict]]:
        """The statuses of all that came back on one connection, and what the function was asked meanwhile."""
        before = len(self.asked())
        with self.reader.connected() as connection:
            raw = exchange(connection, request)
        return statuses(raw), self.asked()[before:]

    def next_are_right(self, name: str, attacked: str) -> bool:
        """Whether those who ask next, for pages of their own and for the one that was attacked, are told of these."""
        for path in (attacked, *(f"/help/{name}-{each}/" for each in range(NEXT))):
            told = json.loads(self.reader.ask(path).body or b"{}")
            if told.get("asked") != f"GET {path}" or told["body"] or told["scheme"] != "https" or told["script"]:
                return False
            if path.startswith("/help/") and told["headers"] != OF_A_READER:
                return False
        return True


def exchange(connection: socket.socket, request: bytes) -> bytes:
    """All that comes back until nothing more does."""
    raw = b""
    connection.settimeout(QUIET)
    # It may be refused before all of it was sent.
    with suppress(OSError):
        connection.sendall(request)
    with suppress(OSError):
        while part := connection.recv(65536):
            raw += part
    return raw


def behind(path: str) -> bytes:
    """The request that comes second, and last."""
    return head(path.encode(), b"Connection: close\r\n", method=b"GET")


def statuses(raw: bytes) -> list[int]:
    return [int(code) for code in re.findall(rb"HTTP/1\.1 (\d{3}) ", raw)]


def check(proof: Proof, folder: Path, certificate: Path) -> None:
    """Everything that can be tried with bytes alone."""
    port, told = free_port(), folder / "told"
    told.touch()
    with (
        gunicorn(folder, "gthread", 2, "bench.telling", BENCH_TOLD=str(told)) as site,
        nginx_in_front(port, site.port, folder, HOST, tls=True, marked=True),
    ):
        wire = Wire(Reader(port, certificate), told)
        proof.of("What can be read in two ways, and a request that is hidden behind it")
        refused(proof, wire)
        read_alike(proof, wire)
        by_http2(proof, wire)
        without_tls(proof, wire, folder)
    # It names the sender, as no file of the site does.
    told.unlink()


def refused(proof: Proof, wire: Wire) -> None:
    wrong, numbers = [], count()
    for name, made in REFUSED.items():
        for number, place in zip(numbers, PLACES, strict=False):
            path = place.format(f"refused-{number}")
            # Below /staff/ pictures come in.
            if "more than" in name and path.startswith("/staff/"):
                continue
            codes, asked = wire.send(made(path.encode()) + behind("/contact/hidden/"))
            if asked or {*codes} & {100, 101, 200, *OURS} or not wire.next_are_right(f"after-refused-{number}", path):
                wrong.append(f"{name} {path} {codes} {[each['asked'] for each in asked]}")
    proof.holds("what is unclear is refused with all that comes behind it, and poisons nothing", not wrong,
                wrong or len(REFUSED))  # fmt: skip


def read_alike(proof: Proof, wire: Wire) -> None:
    wrong, numbers = [], count()
    for name, made in READ_ALIKE.items():
        for number, place in zip(numbers, PLACES, strict=False):
            path, second = place.format(f"alike-{number}"), f"/contact/behind-{number}/"
            request = made(path.encode())
            codes, asked = wire.send(request + behind(second))
            # gunicorn may refuse the first, with an answer.
            expected = [(f"GET {second}", 0)]
            if codes[:1] == [200] or codes[:2] == [100, 200]:
                method = request.split(b" ", 1)[0].decode()
                expected.insert(0, (f"{method} {path}", 0 if method == "GET" else 5))
            is_right = [(each["asked"], each["body"]) for each in asked] == expected
            is_right = is_right and len([code for code in codes if code > 100]) == 2 and not {*codes} & {101, *OURS}
            is_right = is_right and all(is_as_it_was_sent(each) for each in asked)
            if not is_right or not wire.next_are_right(f"after-alike-{number}", path):
                wrong.append(f"{name} {path} {codes} {[(each['asked'], each['body']) for each in asked]}")
    proof.holds("what can be read is read alike by both, each request once, with our own headers", not wrong,
                wrong or len(READ_ALIKE))  # fmt: skip


def is_as_it_was_sent(asked: dict) -> bool:
    """Whether the function knows of the sender what nginx has said, and nothing else that it would believe."""
    headers = asked["headers"]
    return (
        asked["scheme"] == "https" and not asked["script"] and headers["HTTP_HOST"] == HOST
        and headers.get("HTTP_X_FORWARDED_FOR", ADDRESS) == ADDRESS
        and not {"HTTP_UPGRADE", "HTTP_TE", "HTTP_TRANSFER_ENCODING", "HTTP_CONNECTION"} & {*headers}
    )  # fmt: skip


def by_http2(proof: Proof, wire: Wire) -> None:
    """nginx speaks HTTP/2 with readers and HTTP/1.1 with gunicorn: what is one request there must be one here."""
    wrong, numbers = [], count()
    for name, (headers, body) in http2.CROOKED.items():
        for number, place in zip(numbers, PLACES, strict=False):
            path = place.format(f"http2-{number}")
            before = len(wire.asked())
            http2.send(wire.reader, [(each, value.replace("PATH", path)) for each, value in headers], body)
            asked = wire.asked()[before:]
            is_one = len(asked) <= 1 and all(each["asked"].split(" ")[1] == path for each in asked)
            is_whole = all(each["body"] in (0, len(body)) and is_as_it_was_sent(each) for each in asked)
            if not (is_one and is_whole and wire.next_are_right(f"after-http2-{number}", path)):
                wrong.append(f"{name} {path} {[(each['asked'], each['body']) for each in asked]}")
    proof.holds("by HTTP/2 too: one request there is one here, or none", not wrong, wrong or len(http2.CROOKED))
    before = len(wire.asked())
    http2.send(wire.reader, http2.SOUND, b"hello")
    proof.holds("and a sound one arrives", [(each["asked"], each["body"]) for each in wire.asked()[before:]]
                == [("POST /contact/sound/", 5)])  # fmt: skip


def without_tls(proof: Proof, wire: Wire, folder: Path) -> None:
    proof.of("On the port without TLS")
    before, wrong = len(wire.asked()), []
    for name, made in {**REFUSED, **READ_ALIKE}.items():
        with socket.socket(socket.AF_UNIX) as plain:
            plain.connect(str(folder / "http.sock"))
            raw = exchange(plain, made(b"/help/plain/") + behind("/contact/hidden/"))
        # What is sent there goes nowhere, leave or not.
        if {*statuses(raw)} & {101, 200, *OURS}:
            wrong.append(f"{name} {statuses(raw)}")
    asked = wire.asked()[before:]
    proof.holds("nothing gets through, whatever it is", not wrong and not asked, wrong or asked or "")
