"""Asking a site over the wire: one thing at a time, slowly, following nothing."""

import http.client
import ssl
import time
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Self
from urllib.parse import quote, urlencode, urljoin

from idpwsp.selfaudit.document import Document, parts_of

# So that whoever looks at the site's front knows who asks.
USER_AGENT = "idpwsp-selfaudit"
TIMEOUT = 20  # seconds for one answer
# Nothing on the site is larger; whatever goes on for longer is not read to its end.
MOST_BYTES = 32 * 1024 * 1024


class Unreachable(Exception):
    """The site gave no answer at all."""


class OutOfTime(Exception):
    """The time for the whole audit is over."""


@dataclass(frozen=True)
class Answer:
    """What came over the wire for one address. ``raw`` is the body as it came, ``packed`` or not."""

    url: str
    path: str
    status: int
    headers: tuple[tuple[str, str], ...]
    raw: bytes

    def all(self, name: str) -> list[str]:
        """Every header of this name."""
        return [value for each, value in self.headers if each.lower() == name.lower()]

    def header(self, name: str) -> str:
        """The header of this name, or an empty string. Several are one list (RFC 9110, 5.3)."""
        return ", ".join(self.all(name))

    @property
    def encoding(self) -> str:
        return self.header("Content-Encoding").strip().lower()

    @property
    def kind(self) -> str:
        """The media type, without its parameters."""
        return self.header("Content-Type").split(";")[0].strip().lower()

    @property
    def body(self) -> bytes:
        try:
            # 16 is added for the frame of gzip. No more comes out than would be read unpacked.
            unpacking = zlib.decompressobj(zlib.MAX_WBITS + 16)
            return unpacking.decompress(self.raw, MOST_BYTES) if self.encoding == "gzip" else self.raw
        except zlib.error:
            return self.raw

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @cached_property
    def document(self) -> Document | None:
        """The page, where this is one with words."""
        return Document(self.text, self.url) if self.kind == "text/html" and self.body.strip() else None

    def directives(self, name: str) -> dict[str, str]:
        """A header such as Cache-Control as {directive: value}, in small letters."""
        pairs = (each.partition("=") for each in self.header(name).split(","))
        return {name.strip().lower(): value.strip(' "') for name, _, value in pairs if name.strip()}


class Asker:
    """Asks one site, ``per_second`` times a second at most, until the time (``time.monotonic``) ``until``."""

    def __init__(self, site: str, per_second: float, until: float, context: ssl.SSLContext | None = None) -> None:
        parts = parts_of(site)
        self.scheme, self.netloc, self.host = parts.scheme, parts.netloc, parts.hostname or ""
        self.root = f"{parts.scheme}://{parts.netloc}"
        self.pause, self.until, self.asked = 1 / per_second, until, 0
        self._context = context
        self._last = 0.0
        self._connection: http.client.HTTPConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._close()

    @property
    def over_tls(self) -> bool:
        return self.scheme == "https"

    def is_ours(self, url: str) -> bool:
        """Whether a whole address is on this very site."""
        parts = parts_of(url)
        return (parts.scheme, parts.netloc) == (self.scheme, self.netloc)

    def get(self, path: str, **headers: str) -> Answer:
        """One answer, not followed where it leads elsewhere. Raises ``Unreachable`` or ``OutOfTime``."""
        return self._patiently("GET", path, {name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path: str, **fields: str) -> Answer:
        """What a form answers that keeps nothing: the caller sees to that. Raises as ``get`` does."""
        return self._patiently("POST", path, {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(fields))

    def _patiently(self, method: str, path: str, headers: dict[str, str], body: str | None = None) -> Answer:
        self._wait()
        headers = {"Accept-Encoding": "gzip", "User-Agent": USER_AGENT, **headers}
        # A kept connection may have been closed by the site, which is not its fault.
        for is_last in (False, True):
            try:
                return self._ask(method, path, headers, body)
            except (OSError, http.client.HTTPException) as error:
                self._close()
                if is_last:
                    raise Unreachable(f"{self.root}{path}, {error or type(error).__name__}") from error
        raise AssertionError

    def without_tls(self) -> Answer:
        """What the same host says to who comes without encryption. Raises ``Unreachable``."""
        with Asker(f"http://{self.host}", 1 / self.pause, self.until) as plain:
            return plain.get("/")

    def _ask(self, method: str, path: str, headers: dict[str, str], body: str | None) -> Answer:
        connection = self._connection = self._connection or self._connect()
        connection.request(method, quote(path, safe="/?=&%#:;,+@!~*'()$-._"), body, headers)
        response = connection.getresponse()
        raw = response.read(MOST_BYTES + 1)
        if response.will_close or len(raw) > MOST_BYTES:
            self._close()
        return Answer(urljoin(self.root, path), path, response.status, tuple(response.getheaders()), raw)

    def _connect(self) -> http.client.HTTPConnection:
        if self.over_tls:
            context = self._context or ssl.create_default_context()
            return http.client.HTTPSConnection(self.netloc, timeout=TIMEOUT, context=context)
        return http.client.HTTPConnection(self.netloc, timeout=TIMEOUT)

    def _close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def _wait(self) -> None:
        now = time.monotonic()
        if now >= self.until:
            raise OutOfTime
        time.sleep(max(0.0, self._last + self.pause - now))
        self._last = time.monotonic()
        self.asked += 1
