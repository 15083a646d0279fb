"""Other hosts, played by this machine: each path answers in its own way."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Host(ThreadingHTTPServer):
    """A host on the loopback address that keeps what it was asked for: (method, path, headers)."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        # Holds back the answers of /hang until the test is over.
        self.over = threading.Event()
        self.scheme = "http"

    def at(self, path: str, name: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{name}:{self.server_port}{path}"

    @property
    def requests(self) -> list[tuple[str, str]]:
        return [(method, path) for method, path, _headers in self.asked]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up on us is meant to."""


class Answers(BaseHTTPRequestHandler):
    server: Host

    def do_HEAD(self) -> None:
        self.server.asked.append((self.command, self.path, dict(self.headers)))
        kind, _, rest = self.path.strip("/").partition("/")
        if kind.isdigit():
            self.answer(int(kind), rest)
        elif hasattr(self, kind):
            getattr(self, kind)(rest)
        else:
            self.answer(200)

    do_GET = do_HEAD  # noqa: N815 - the library asks for this name

    def answer(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location if ":" in location else f"/{location}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def onlyget(self, rest: str) -> None:
        self.answer(405 if self.command == "HEAD" else 200)

    def hidden(self, rest: str) -> None:
        """Says to HEAD that there is nothing, as some hosts do."""
        self.answer(404 if self.command == "HEAD" else 200)

    def loop(self, rest: str) -> None:
        self.answer(302, "loop")

    def hang(self, rest: str) -> None:
        self.server.over.wait(20)

    def trickle(self, rest: str) -> None:
        """Sends a header a moment, without end, so that no single read ever takes long."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.over.wait(0.02):
            self.wfile.write(b"X")

    def huge(self, rest: str) -> None:
        """A body that would never end."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n")
        while self.command == "GET" and not self.server.over.is_set():
            self.wfile.write(b"x" * 65536)

    def hugeget(self, rest: str) -> None:
        if self.command == "HEAD":
            self.answer(405)
        else:
            self.huge(rest)

    def hangup(self, rest: str) -> None:
        self.close_connection = True

    def garbage(self, rest: str) -> None:
        self.wfile.write(b"220 This is no web server\r\n\r\n")
        self.close_connection = True

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@contextmanager
def serving() -> Iterator[Host]:
    host = Host()
    thread = threading.Thread(target=host.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        host.over.set()
        host.shutdown()
        host.server_close()
        thread.join()
