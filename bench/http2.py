"""HTTP/2 as no library would send it: header fields with any bytes in them, lengths that are wrong (RFC 9113)."""

import socket
import ssl
from contextlib import suppress
from typing import BinaryIO

from bench.asking import ADDRESS, HOST, Reader

QUIET = 1  # seconds
DATA, HEADERS, RESET, SETTINGS, GOAWAY = 0, 1, 3, 4, 7
END_STREAM, END_HEADERS, ACK = 1, 4, 1
HIDDEN = f"GET /contact/hidden/ HTTP/1.1\r\nHost: {HOST}\r\n\r\n"
Fields = list[tuple[str, str]]


def fields(*more: tuple[str, str], method: str = "POST", path: str = "PATH", authority: str = HOST) -> Fields:
    return [(":method", method), (":scheme", "https"), (":authority", authority), (":path", path), *more]


SOUND = fields(("content-length", "5"), path="/contact/sound/")
BODY = HIDDEN.encode()
CROOKED: dict[str, tuple[Fields, bytes]] = {
    "a length of nothing": (fields(("content-length", "0")), BODY),
    "a length that is too short": (fields(("content-length", "5")), BODY),
    "a length that is too long": (fields(("content-length", "5000")), BODY),
    "two lengths": (fields(("content-length", "0"), ("content-length", str(len(BODY)))), BODY),
    "a length that is none": (fields(("content-length", "+5")), b"hello"),
    "chunks": (fields(("transfer-encoding", "chunked")), b"0\r\n\r\n" + BODY),
    "chunks in another case": (fields(("Transfer-Encoding", "chunked")), b"0\r\n\r\n" + BODY),
    "chunks behind a line end": (fields(("x-one", "a\r\nTransfer-Encoding: chunked")), b"0\r\n\r\n" + BODY),
    "a request in a value": (fields(("x-one", f"a\r\n\r\n{HIDDEN}")), b""),
    "a request in a name": (fields((f"x-one: a\r\n\r\n{HIDDEN}x", "a")), b""),
    "a line feed in a value": (fields(("x-one", f"a\n\n{HIDDEN}")), b""),
    "a zero byte in a value": (fields(("x-one", "a\0b")), b""),
    "a request in the path": (fields(path=f"PATH HTTP/1.1\r\nHost: {HOST}\r\n\r\n{HIDDEN}", method="GET"), b""),
    "a space in the path": (fields(path="PATH HTTP/1.1", method="GET"), b""),
    "no slash in the path": (fields(path="evil", method="GET"), b""),
    "a request in the method": (fields(method=f"{HIDDEN}GET"), b""),
    "a space in the method": (fields(method="GET /contact/hidden/ HTTP/1.1"), b""),
    "a request in the name": (fields(authority=f"{HOST}\r\n\r\n{HIDDEN}"), b""),
    "another name": (fields(authority="evil.example"), b""),
    "two names": (fields(("host", "evil.example")), b""),
    "two paths": (fields((":path", "/contact/hidden/")), b""),
    "a path after the others": ([("x-one", "1"), *fields()], b""),
    "another scheme": (fields((":scheme", "http")), b""),
    "lines of a connection": (fields(("connection", "upgrade"), ("upgrade", "h2c"), ("te", "gzip")), b""),
    "a name in capitals": (fields(("X-One", "1")), b""),
    "forged": (fields(("x-forwarded-for", "203.0.113.9"), ("x_forwarded_for", "203.0.113.9"), ("script_name", "/evil"),
                      ("x-forwarded-proto", "http")), b""),
}  # fmt: skip


def send(reader: Reader, header_fields: Fields, body: bytes) -> None:
    """One request; its answer is read and thrown away."""
    context = ssl.create_default_context(cafile=reader.certificate)
    context.set_alpn_protocols(["h2"])
    plain = socket.create_connection(("127.0.0.1", reader.port), timeout=10, source_address=(ADDRESS, 0))
    block = b"".join(field(name, value) for name, value in header_fields)
    request = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, 0, 0, b"") + frame(SETTINGS, ACK, 0, b"")
    request += frame(HEADERS, END_HEADERS | (0 if body else END_STREAM), 1, block)
    request += frame(DATA, END_STREAM, 1, body) if body else b""
    with context.wrap_socket(plain, server_hostname=HOST) as connection:
        connection.settimeout(QUIET)
        with suppress(OSError):
            connection.sendall(request)
            read_answer(connection.makefile("rb"))


def read_answer(incoming: BinaryIO) -> None:
    """To the end of the request's stream, or of the connection."""
    while len(start := incoming.read(9)) == 9:
        kind, flags, stream = start[3], start[4], int.from_bytes(start[5:], "big")
        incoming.read(int.from_bytes(start[:3], "big"))
        if kind == GOAWAY or (stream and (kind == RESET or (kind in (DATA, HEADERS) and flags & END_STREAM))):
            break


def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def field(name: str, value: str) -> bytes:
    """Literal, without indexing, not packed (RFC 7541, 6.2.2)."""
    return b"\0" + text(name) + text(value)


def text(words: str) -> bytes:
    raw = words.encode()
    if len(raw) < 127:
        return bytes([len(raw)]) + raw
    rest = len(raw) - 127
    return bytes([127, 128 | rest % 128, rest // 128] if rest > 127 else [127, rest]) + raw
