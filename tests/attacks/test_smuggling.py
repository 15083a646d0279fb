"""What can be read in two ways is not read at all: gunicorn refuses it, and nothing that came behind it is answered.

Behind nginx such a request never gets here; ``make proxy`` tries that. These are for a server that is asked directly,
and for the day on which the two would differ.
"""

import pytest

from idpwsp import gunicorn_conf
from tests.attacks.server import serving

HOST = b"Host: example.org\r\n"
# Whoever is answered about this has got a second request past the first.
HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: example.org\r\nConnection: close\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("gunicorn")) as server:
        yield server


def head(*lines, method=b"POST", path=b"/"):
    return method + b" " + path + b" HTTP/1.1\r\n" + HOST + b"".join(lines) + b"\r\n"


LENGTHS = {
    "a length and chunks": head(b"Content-Length: 6\r\n", CHUNKED) + b"0\r\n\r\n",
    "chunks and a length": head(CHUNKED, b"Content-Length: 6\r\n") + b"0\r\n\r\n",
    "two lengths": head(b"Content-Length: 0\r\n", b"Content-Length: 5\r\n") + b"hello",
    "two lengths that are the same": head(b"Content-Length: 5\r\n", b"Content-Length: 5\r\n") + b"hello",
    "a list of lengths": head(b"Content-Length: 5, 5\r\n") + b"hello",
    "a negative length": head(b"Content-Length: -1\r\n"),
    "a length with a plus": head(b"Content-Length: +5\r\n") + b"hello",
    "a length in hexadecimal": head(b"Content-Length: 0x5\r\n") + b"hello",
    "a length in other digits": head("Content-Length: \u0665\r\n".encode()) + b"hello",
    "a length with an underscore": head(b"Content-Length: 1_0\r\n") + b"hellohello",
    "an empty length": head(b"Content-Length: \r\n"),
    "a length with a tab inside": head(b"Content-Length: 1\t0\r\n") + b"hello",
}
ENCODINGS = {
    "chunks that are not the last": head(b"Transfer-Encoding: chunked, identity\r\n") + b"0\r\n\r\n",
    "chunks twice": head(b"Transfer-Encoding: chunked, chunked\r\n") + b"0\r\n\r\n",
    "chunks in two headers": head(CHUNKED, CHUNKED) + b"0\r\n\r\n",
    "an unknown way": head(b"Transfer-Encoding: xchunked\r\n") + b"0\r\n\r\n",
    "a name in quotes": head(b'Transfer-Encoding: "chunked"\r\n') + b"0\r\n\r\n",
    "a name after a control character": head(b"Transfer-Encoding: \x0bchunked\r\n") + b"0\r\n\r\n",
    "a space before the colon": head(b"Transfer-Encoding : chunked\r\n") + b"0\r\n\r\n",
    "a header on two lines": head(b"Transfer-Encoding:\r\n chunked\r\n") + b"0\r\n\r\n",
    "a line that goes on": head(b"X-One: a\r\n b\r\n"),
    "the first line goes on": b"GET / HTTP/1.1\r\n " + HOST + b"\r\n",
    "HTTP/1.0 with chunks": b"POST / HTTP/1.0\r\n" + HOST + CHUNKED + b"\r\n0\r\n\r\n",
}
CHUNKS = {
    "a size that is no number": b"zz\r\nhello\r\n0\r\n\r\n",
    "a negative size": b"-1\r\nhello\r\n0\r\n\r\n",
    "a size with 0x": b"0x5\r\nhello\r\n0\r\n\r\n",
    "a size with an underscore": b"1_0\r\nhellohellohello!\r\n0\r\n\r\n",
    "a size with a space before": b" 5\r\nhello\r\n0\r\n\r\n",
    "an empty size": b"\r\nhello\r\n0\r\n\r\n",
    "a chunk without its end": b"5\r\nhello0\r\n\r\n",
    "a chunk that is longer than it says": b"3\r\nhello\r\n0\r\n\r\n",
}
LINES = {
    "no colon": head(b"X-One\r\n"),
    "a name with a space": head(b"X One: 1\r\n"),
    "a name with a zero byte": head(b"X\0One: 1\r\n"),
    "a value with a zero byte": head(b"X-One: a\0b\r\n"),
    "a value with a bare return": head(b"X-One: a\rX-Two: b\r\n"),
    "an empty name": head(b": 1\r\n"),
    "a name in brackets": head(b"(X): 1\r\n"),
    "a method with a bracket": b"GE(T / HTTP/1.1\r\n" + HOST + b"\r\n",
    "no method": b"/ HTTP/1.1\r\n" + HOST + b"\r\n",
    "another version": b"GET / HTTP/2.0\r\n" + HOST + b"\r\n",
    "a version of three parts": b"GET / HTTP/1.1.1\r\n" + HOST + b"\r\n",
    "four words in the first line": b"GET / / HTTP/1.1\r\n" + HOST + b"\r\n",
    "lines that end in a line feed alone": b"GET / HTTP/1.1\nHost: example.org\nContent-Length: 0\n\n",
}


@pytest.mark.parametrize(
    "request_", [*LENGTHS.values(), *ENCODINGS.values(), *LINES.values()], ids=[*LENGTHS, *ENCODINGS, *LINES]
)
def test_what_can_be_read_in_two_ways_is_refused_with_all_that_comes_behind_it(server, request_):
    answers = server.ask(request_ + HIDDEN)
    assert "/hidden" not in str(answers.asked)
    assert answers.asked == []
    assert not answers.statuses or answers.statuses[0] in (400, 501, 505)


@pytest.mark.parametrize("chunks", CHUNKS.values(), ids=CHUNKS)
def test_so_is_a_body_in_chunks_that_do_not_fit_together(server, chunks):
    """The application may have begun by then: it is told that the body cannot be read, and nothing after it is."""
    answers = server.ask(head(CHUNKED) + chunks + HIDDEN)
    assert "/hidden" not in str(answers.asked)
    assert not [told for told in answers.asked if told.startswith("POST") and "|5|hello" in told]


def test_what_is_sound_is_read_once_and_so_is_what_follows(server):
    answers = server.ask(head(b"Content-Length: 5\r\n") + b"hello" + HIDDEN)
    assert answers.statuses == [200, 200]
    assert [told.split("|")[:2] for told in answers.asked] == [["POST", "/"], ["GET", "/hidden"]]
    answers = server.ask(head(CHUNKED) + b"5\r\nhello\r\n0\r\n\r\n" + HIDDEN)
    assert answers.statuses == [200, 200]
    assert "|5|hello|" in answers.asked[0]


def test_a_body_of_something_that_has_none_is_not_taken_for_a_request(server):
    for method in (b"GET", b"HEAD", b"DELETE", b"OPTIONS"):
        request = head(b"Content-Length: %d\r\n" % len(HIDDEN), b"Connection: close\r\n", method=method) + HIDDEN
        assert not [told for told in server.ask(request).asked if told.startswith("GET|/hidden")]


def test_a_trailer_adds_no_header(server):
    answers = server.ask(
        head(CHUNKED, b"Trailer: X-Forwarded-For\r\n", b"Connection: close\r\n")
        + b"0\r\nX-Forwarded-For: 6.6.6.6\r\nHost: evil\r\n\r\n"
    )
    assert "HTTP_X_FORWARDED_FOR" not in str(answers.asked)


NAMES = [
    b"X_Forwarded_For",
    b"X-Forwarded_Proto",
    b"Content_Length",
    b"Script_Name",
    b"SCRIPT_NAME",
    b"PATH_INFO",
    b"Remote_User",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_with_an_underscore_passes_for_no_other(server, name):
    """In the application they would look like those with a hyphen, which a proxy in front has set."""
    answers = server.ask(head(name + b": /evil\r\n", b"Connection: close\r\n", method=b"GET"))
    assert "evil" not in str(answers.asked)
    wanted = "HTTP_" + name.decode().upper().replace("-", "_")
    assert wanted not in str(answers.asked)


def test_nor_where_it_comes_from_a_proxy_of_ours(tmp_path):
    """One that passes on what a reader sends."""
    with serving(tmp_path, proxies="127.0.0.1") as server:
        for name in NAMES:
            answers = server.ask(head(name + b": /evil\r\n", b"Connection: close\r\n", method=b"GET", path=b"/evil/"))
            assert [told.split("|")[:4] for told in answers.asked] == [["GET", "/evil/", "", ""]]
            assert "HTTP_" + name.decode().upper().replace("-", "_") not in str(answers.asked)


HTTP2 = b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"


def test_no_other_protocol_is_spoken(server):
    """A connection that had changed to another would pass by what a proxy in front checks of each request."""
    for lines in (HTTP2, b"Upgrade: websocket\r\nConnection: Upgrade\r\n"):
        answers = server.ask(head(lines, method=b"GET") + HIDDEN)
        assert answers.statuses == [200, 200]
        assert [told.split("|")[1] for told in answers.asked] == ["/", "/hidden"]
    answers = server.ask(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + HIDDEN)
    assert answers.asked == []
    assert answers.statuses in ([], [400], [505])


def test_nobody_but_our_proxy_says_how_a_reader_came(server):
    for line in (b"X-Forwarded-Proto: https\r\n", b"X-Forwarded-Protocol: ssl\r\n", b"X-Forwarded-Ssl: on\r\n"):
        answers = server.ask(head(line, b"Connection: close\r\n", method=b"GET"))
        assert not answers.asked or answers.asked[0].split("|")[4] == "http"


# ── Too much of anything ───────────────────────────────────────────────────


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /" + b"a" * gunicorn_conf.limit_request_line + b" HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET /?" + b"q" * 1_000_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
        head(b"X-Long: " + b"a" * gunicorn_conf.limit_request_field_size + b"\r\n", method=b"GET"),
        head(b"X-Long: " + b"a" * 1_000_000 + b"\r\n", method=b"GET"),
        head(*(b"X-%d: 1\r\n" % number for number in range(gunicorn_conf.limit_request_fields + 1)), method=b"GET"),
        head(*(b"X-%d: %s\r\n" % (number, b"a" * 8000) for number in range(60)), b"X-Last: " + b"a" * 9000 + b"\r\n"),
        b"A" * 1_000_000,
        b"\r\n" * 100_000 + HIDDEN,
        head(CHUNKED) + b"5;" + b"x" * 1_000_000 + b"\r\nhello\r\n0\r\n\r\n",
    ],
    ids=[
        "first line",
        "query",
        "header",
        "long header",
        "headers",
        "headers in all",
        "no line end",
        "empty lines",
        "chunk extension",
    ],
)
def test_more_than_anybody_needs_is_refused(server, request_):
    answers = server.ask(request_)
    assert not answers.statuses or answers.statuses[0] >= 400
    assert "/hidden" not in str(answers.asked)


def test_it_serves_on_after_all_of_that(server):
    answers = server.ask(HIDDEN)
    assert answers.statuses == [200]
    assert answers.asked[0].split("|")[:2] == ["GET", "/hidden"]
