"""gunicorn with our configuration, asked by raw bytes."""

import contextlib
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.test_commands import exchange, start_gunicorn

# Tells what it was asked, in a body of its own, and reads all of what was sent to it.
APPLICATION = """
def application(environ, start_response):
    sent = environ["wsgi.input"].read()
    headers = sorted(name for name in environ if name.startswith("HTTP_"))
    told = "|".join([environ["REQUEST_METHOD"], environ["PATH_INFO"], environ["QUERY_STRING"], environ["SCRIPT_NAME"],
                     environ["wsgi.url_scheme"], str(len(sent)), sent[:40].decode("latin-1"), ",".join(headers)])
    body = ("<<" + told + ">>").encode("latin-1")
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""


@dataclass
class Server:
    port: int

    def ask(self, request: bytes) -> "Answers":
        """What comes back until the connection is closed."""
        return Answers(exchange(self.port, request))


@dataclass
class Answers:
    raw: bytes

    @property
    def statuses(self) -> list[int]:
        return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", self.raw)]

    @property
    def asked(self) -> list[str]:
        """What the application was asked, a line for each time."""
        return [told.decode("latin-1") for told in re.findall(rb"<<(.*?)>>", self.raw, re.DOTALL)]


@contextlib.contextmanager
def serving(folder: Path, proxies: str = "192.0.2.1") -> Iterator[Server]:
    """A server that believes only these: where nothing is said, a machine of which nobody here is one."""
    port, process = start_gunicorn(folder, APPLICATION, subprocess.DEVNULL, TRUSTED_PROXIES=proxies)
    try:
        exchange(port, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        yield Server(port)
    finally:
        process.kill()
        process.wait()
