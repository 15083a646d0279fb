"""Requests that can be read in two ways, byte for byte. Each is made for a path, so that it can be told from others."""

from collections.abc import Callable

from bench.asking import HOST
from bench.wrong_site import FORGED

Made = Callable[[bytes], bytes]

HOST_LINE = f"Host: {HOST}\r\n".encode()
CHUNKED = b"Transfer-Encoding: chunked\r\n"
FIVE = b"Content-Length: 5\r\n"
LAST = b"0\r\n\r\n"


def head(path: bytes, *lines: bytes, method: bytes = b"POST", host: bytes = HOST_LINE) -> bytes:
    return b"".join([method, b" ", path, b" HTTP/1.1\r\n", host, *lines, b"\r\n"])


def with_lines(*lines: bytes, body: bytes = b"hello") -> Made:
    return lambda path: head(path, *lines) + body


def getting(*lines: bytes, more: bytes = b"", host: bytes = HOST_LINE) -> Made:
    return lambda path: head(path + more, *lines, method=b"GET", host=host)


def encoded(value: bytes) -> tuple[Made, Made]:
    """A way to send it, alone and with a length; whoever does not understand the way goes by that."""
    line = b"Transfer-Encoding:" + value + b"\r\n"
    return with_lines(line, body=LAST), with_lines(line, b"Content-Length: 4\r\n", body=LAST)


def first(line: bytes) -> Made:
    return lambda path: line.replace(b"PATH", path) + b"\r\n" + HOST_LINE + b"\r\n"


# Nobody answers these, nor what comes behind them on the same connection.
REFUSED: dict[str, Made] = {
    "CL.TE": with_lines(b"Content-Length: 6\r\n", CHUNKED, body=LAST + b"X"),
    "TE.CL": with_lines(CHUNKED, b"Content-Length: 4\r\n", body=b"5c\r\n"),
    **{f"Transfer-Encoding:{value!r}, {how}": made for value in (
        b" xchunked", b" chunked, identity", b" identity, chunked", b" identity", b" chunked, chunked", b" \x0bchunked",
        b" chunked\x0b", b' "chunked"', b" chunked;q=1", b"\tchunked", b"\r\n chunked", b" ", b" gzip, chunked",
        b" chunked\r\nTransfer-Encoding: chunked", b" chunked\r\nTransfer-Encoding: x",
        b" x\r\nTransfer-Encoding: chunked",
    ) for how, made in zip(("alone", "with a length"), encoded(value), strict=True)},
    "Transfer-Encoding, a space before the colon": with_lines(b"Transfer-Encoding : chunked\r\n", FIVE),
    "HTTP/1.0 with chunks": lambda path: b"POST " + path + b" HTTP/1.0\r\n" + HOST_LINE + CHUNKED + b"\r\n" + LAST,
    "two lengths": with_lines(b"Content-Length: 0\r\n", FIVE),
    "two lengths that are the same": with_lines(FIVE, FIVE),
    **{f"Content-Length:{value!r}": with_lines(b"Content-Length:" + value + b"\r\n") for value in (
        b" 5, 5", b" -1", b" +5", b" 0x5", b" 5e0", b" 1_0", b" ", b" 1\t0", b" 5\x0b", b" 5 5", b" " + b"9" * 20,
    )},
    **{f"a chunk of {size!r}": with_lines(CHUNKED, body=size + b"hello\r\n" + LAST) for size in (
        b"zz\r\n", b"-1\r\n", b"+5\r\n", b"0x5\r\n", b"1_0\r\n", b" 5\r\n", b"\r\n", b"3\r\n", b"5\r",
        b"ffffffffffffffff\r\n", b"10000000000000005\r\n",
    )},
    "a chunk without its end": with_lines(CHUNKED, body=b"5\r\nhello" + LAST),
    "a line that goes on": with_lines(b"X-One: a\r\n b\r\n", FIVE),
    "the first line goes on": lambda path: b"GET " + path + b" HTTP/1.1\r\n " + HOST_LINE + b"\r\n",
    **{f"the line {line!r}": with_lines(line + b"\r\n", FIVE) for line in (
        b"X One: 1", b"X\0One: 1", b"X-One: a\0b", b"X-One: a\rX-Two: b", b"X\x01One: 1", b": 1",
    )},
    **{f"the first line {line!r}": first(line) for line in (
        b"GET PATH", b"GET PATH HTTP/0.9", b"GET PATH HTTP/2.0", b"GET PATH HTTP/1.1.1", b"GET PATH x HTTP/1.1",
        b"GE(T PATH HTTP/1.1", b"get PATH HTTP/1.1", b"PATH HTTP/1.1", b"GET PATH\t HTTP/1.1", b"GET PATH\x01 HTTP/1.1",
        b"GET PATH\0 HTTP/1.1", b"CONNECT evil.example:80 HTTP/1.1", b"TRACE PATH HTTP/1.1", b"GET evil HTTP/1.1",
        b"GET http://evil.example/PATH HTTP/1.1", b"GET * HTTP/1.1", b"OPTIONS * HTTP/1.1",
    )},
    "HTTP/2 without having agreed on it": lambda path: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "two names": getting(HOST_LINE),
    "two names, one another's": getting(b"Host: evil.example\r\n"),
    "no name": getting(host=b""),
    "a name with a path": getting(host=f"Host: {HOST}/evil\r\n".encode()),
    "a name with another's": getting(host=f"Host: evil@{HOST}\r\n".encode()),
    "a very long first line": getting(more=b"x" * 100_000),
    "a very long query": getting(more=b"?" + b"x" * 100_000),
    "a very long header": getting(b"X-Long: " + b"x" * 100_000 + b"\r\n"),
    "very many headers": getting(*(b"X-%d: 1\r\n" % number for number in range(2_000))),
    "more than we take": with_lines(b"Content-Length: 1048577\r\n"),
    "more than we take, if it may": with_lines(b"Content-Length: 1048577\r\n", b"Expect: 100-continue\r\n", body=b""),
    "a chunk that is more than we take": with_lines(CHUNKED, body=b"100001\r\n"),
}  # fmt: skip

# These both read alike, and what comes behind is a request of its own, as its sender could have made it in any case.
READ_ALIKE: dict[str, Made] = {
    "Transfer_Encoding": with_lines(b"Transfer_Encoding: chunked\r\n", FIVE, body=LAST),
    "Content_Length": with_lines(b"Content_Length: 0\r\n", FIVE),
    "Transfer-Encoding: CHUNKED": with_lines(b"Transfer-Encoding: CHUNKED\r\n", body=b"5\r\nhello\r\n" + LAST),
    "chunks with extensions": with_lines(CHUNKED, body=b'5;a=b;c="d\r\nhello\r\n0;x\r\n\r\n'),
    "a size with noughts": with_lines(CHUNKED, body=b"0000000005\r\nhello\r\n000\r\n\r\n"),
    "a chunk that begins after a line feed": with_lines(CHUNKED, body=b"5\nhello\r\n" + LAST),
    "a chunk that ends in a line feed": with_lines(CHUNKED, body=b"5\r\nhello\n" + LAST),
    "lines behind the chunks": with_lines(
        CHUNKED, body=b"5\r\nhello\r\n0\r\nX-Forwarded-For: 6.6.6.6\r\nContent-Length: 9\r\nHost: evil\r\n\r\n"
    ),
    "a line without a colon": with_lines(b"X-One\r\n", FIVE),
    "a name in brackets": with_lines(b"(X): 1\r\n", FIVE),
    "a control character in a value": with_lines(b"X-One: \x01\x7f\r\n", FIVE),
    "lines that end in a line feed": lambda path: head(path, FIVE).replace(b"\r\n", b"\n") + b"hello",
    "a line longer than gunicorn's": getting(more=b"x" * 5_000),
    "more headers than gunicorn's": getting(*(b"X-%d: 1\r\n" % number for number in range(70))),
    "leave to send": with_lines(FIVE, b"Expect: 100-continue\r\n"),
    "forged": with_lines(FIVE, *(f"{name}: {value}\r\n".encode() for name, value in FORGED)),
    "another method inside": with_lines(FIVE, b"X-HTTP-Method-Override: DELETE\r\n", b"X-HTTP-Method: PUT\r\n"),
    "another address inside": with_lines(FIVE, b"X-Original-URL: /evil/\r\n", b"X-Rewrite-URL: /evil/\r\n"),
    "a whole address in the first line": lambda path: head(f"https://{HOST}".encode() + path, FIVE) + b"hello",
    **{f"{header} taken out by Connection": with_lines(FIVE, f"Connection: {header}, keep-alive\r\n".encode())
       for header in ("X-Forwarded-Proto", "X-Forwarded-For", "Host", "Content-Length", "Cookie")},
    "another protocol": with_lines(
        FIVE, b"Upgrade: h2c\r\n", b"Connection: Upgrade, HTTP2-Settings\r\n", b"HTTP2-Settings: AAMAAABkAAQAAP__\r\n"
    ),
    "another protocol, by GET": getting(
        b"Upgrade: h2c\r\n", b"Connection: Upgrade, HTTP2-Settings\r\n", b"HTTP2-Settings: AAMAAABkAAQAAP__\r\n"
    ),
    "a socket": getting(b"Upgrade: websocket\r\n", b"Connection: Upgrade\r\n", b"Sec-WebSocket-Version: 13\r\n"),
}  # fmt: skip
