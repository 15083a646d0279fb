"""An answer as it is kept: its bytes in each encoding, and their headers."""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from wsgiref.types import StartResponse, WSGIEnvironment

import brotli
from django.utils.http import parse_http_date_safe

Headers = list[tuple[str, str]]

# The better first. Each is nearly as small as with the highest effort, in a tenth of the time.
ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=6),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
IDENTITY = "identity"
# Not worth a header.
SHORT = 200
# Ours to set, for each encoding anew.
_OWN = {"content-length", "content-encoding", "vary", "etag"}
# What a 304 repeats (RFC 9110, 15.4.5).
_UNCHANGED = {"cache-control", "content-location", "date", "etag", "expires", "vary"}


@dataclass(frozen=True)
class Variant:
    """A page in one encoding. ``unchanged`` are the headers of a 304."""

    body: bytes
    headers: Headers
    unchanged: Headers
    etag: str


@dataclass
class Page:
    """What Django answered. ``token`` is the content generation that it was rendered from, ``asked_at`` the moment of
    ``time.monotonic`` at which that began."""

    status: str
    headers: Headers
    body: bytes
    token: int | None
    asked_at: float
    variants: dict[str, Variant] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory with all its variants."""
        return 2 * len(self.body) + 4096

    def header(self, name: str) -> str:
        """A header by its name in small letters, or nothing."""
        return next((value for each, value in self.headers if each.lower() == name), "")

    @property
    def may_be_kept(self) -> bool:
        """Whether it is a page, and the same for everybody."""
        names = {name.lower() for name, _value in self.headers}
        return (
            self.status.startswith("200 ")
            and self.token is not None
            and "set-cookie" not in names
            and "private" not in self.header("cache-control")
            and self.header("vary").lower() in ("", "accept-encoding")
        )

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        """Give it to a reader: in the encoding that is asked for, or as 304 to whoever has it."""
        encoding = accepted(environ.get("HTTP_ACCEPT_ENCODING", ""))
        variant = self.variants.get(encoding) or self._encoded(encoding)
        if variant.etag and self._is_known(environ, variant):
            start_response("304 Not Modified", list(variant.unchanged))
            return []
        # A list of its own: servers add to it.
        start_response(self.status, list(variant.headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [variant.body]

    def _is_known(self, environ: WSGIEnvironment, variant: Variant) -> bool:
        """RFC 9110, 13.2.2: the date counts only where no tag is sent."""
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags is not None:
            return any(tag.strip().removeprefix("W/") in (variant.etag, "*") for tag in tags.split(","))
        since = parse_http_date_safe(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
        changed = parse_http_date_safe(self.header("last-modified"))
        return since is not None and changed is not None and since >= changed

    def _encoded(self, encoding: str) -> Variant:
        is_encoded = encoding != IDENTITY and len(self.body) >= SHORT
        body = ENCODINGS[encoding](self.body) if is_encoded else self.body
        headers = [(name, value) for name, value in self.headers if name.lower() not in _OWN]
        headers += [("Content-Length", str(len(body))), ("Vary", "Accept-Encoding")]
        if is_encoded:
            headers.append(("Content-Encoding", encoding))
        etag = ""
        # What is not to be stored is not asked for again either.
        if self.status.startswith("200 ") and "no-store" not in self.header("cache-control"):
            # Of the words, and not of the bytes: those depend on who compressed them.
            etag = f'"{hashlib.sha256(self.body).hexdigest()[:24]}-{encoding}"'
            headers.append(("ETag", etag))
        unchanged = [(name, value) for name, value in headers if name.lower() in _UNCHANGED]
        variant = self.variants[encoding] = Variant(body, headers, unchanged, etag)
        return variant


@lru_cache(maxsize=256)
def accepted(accept_encoding: str) -> str:
    """The encoding for a request, by its Accept-Encoding (RFC 9110, 12.5.3). What cannot be read accepts nothing."""
    wanted = {}
    for part in accept_encoding.lower().split(","):
        name, _, weight = part.partition(";")
        wanted[name.strip()] = _weight(weight.strip())
    return next((each for each in ENCODINGS if wanted.get(each, wanted.get("*", 0)) > 0), IDENTITY)


def _weight(text: str) -> float:
    """The number in ``q=0.5``; 1 without any, 0 where it is none."""
    if not text:
        return 1
    name, _, value = text.partition("=")
    try:
        return float(value) if name.strip() == "q" else 0
    except ValueError:
        return 0
