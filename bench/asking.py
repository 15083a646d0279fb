"""Ask nginx over TLS, with any bytes in the request, and note what holds."""

import http.client
import re
import socket
import ssl
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

# The reader's. Any address of 127.0.0.0/8 is this machine, so it can be told from all others.
ADDRESS = "127.0.0.77"
HOST = "localhost"
Headers = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """What came back; all zero and empty where the connection was closed without a word."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def words(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def kept(self) -> str:
        """What nginx says of its cache: HIT, MISS …; nothing where the cache was not asked."""
        return self.headers.get("x-cache", "")


@dataclass(frozen=True)
class Reader:
    """Somebody at the other end of a TLS connection to nginx."""

    port: int
    certificate: Path

    def connected(self) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=self.certificate)
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30, source_address=(ADDRESS, 0))
        return context.wrap_socket(plain, server_hostname=HOST)

    def ask(
        self, path: str, method: str = "GET", headers: Headers = (), body: bytes = b"", host: str | None = None
    ) -> Answer:
        """One request on a connection of its own. The path and the headers go out as they are."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST if host is None else host}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers]
        if body and not any(name.lower() == "transfer-encoding" for name, _value in headers):
            lines.append(f"Content-Length: {len(body)}")
        return self.send("\r\n".join([*lines, "", ""]).encode() + body, method)

    def post(self, path: str, body: bytes, *headers: tuple[str, str]) -> Answer:
        return self.ask(path, "POST", [("Content-Type", "application/x-www-form-urlencoded"), *headers], body)

    def send(self, request: bytes, method: str = "GET") -> Answer:
        """Any bytes at all."""
        with self.connected() as connection:
            # It may be refused before all of it was sent; the answer is there all the same.
            with suppress(OSError):
                connection.sendall(request)
            response = http.client.HTTPResponse(connection, method=method)
            try:
                response.begin()
                body = response.read()
            except (OSError, http.client.HTTPException):
                return Answer()
            return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)


@dataclass
class Proof:
    """What was claimed, line by line, and what does not hold."""

    broken: list[str] = field(default_factory=list)

    def of(self, subject: str) -> None:
        print(f"\n{subject}")

    def holds(self, claim: str, truth: object, seen: object = "") -> None:
        """Print a claim. ``seen`` is what there was instead, or a figure that belongs to it."""
        if not truth:
            self.broken.append(claim)
        print(f"  {'ok   ' if truth else 'FAILS'}  {claim}{f'  [{seen}]' if seen != '' else ''}", flush=True)


def kept_in(folder: Path) -> set[str]:
    """The keys of all that nginx has in its cache: encoding, name, address."""
    keys = set()
    for path in (folder / "run" / "pages").rglob("*"):
        if path.is_file() and (found := re.search(rb"\nKEY: (.*)\n", path.read_bytes())):
            keys.add(found[1].decode())
    return keys
