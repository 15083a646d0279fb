"""Who is refused while still sending sees why: the request is read to its end, though nobody needs it."""

import re
import socket
from io import BytesIO

import pytest

from idpwsp.foundation import unread
from idpwsp.foundation.unread import reading_on
from tests.disk import make_disk
from tests.test_commands import exchange
from tests.test_processes import Site

HOST = b"Host: 127.0.0.1\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
PICTURE = b"Content-Type: multipart/form-data; boundary=edge\r\n"
CLOSE = b"Connection: close\r\n"
# More than the system takes in for a program that does not read.
LARGE = b"message=" + b"x" * 20_000_000


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    disk = make_disk(tmp_path_factory.mktemp("unread"))
    # The site's own, which need no collected files.
    disk.environment["DJANGO_SETTINGS_MODULE"] = "tests.guard.settings"
    (disk.data_dir / "static").mkdir()
    site = Site(disk, "idpwsp.wsgi")
    yield site
    site.end()


def post(path, body, *headers):
    return b"".join([b"POST ", path, b" HTTP/1.1\r\n", HOST, *headers, b"Content-Length: %d\r\n\r\n" % len(body), body])


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        (b"/staff/resources/picture/add/", PICTURE, 403),
        (b"/staff/login/", FORM, 403),
        (b"/contact/", FORM, 413),
        (b"/contact/", PICTURE, 400),
        (b"/no-such-page/", FORM, 403),
        (b"/", FORM, 403),
        (b"/leave/", FORM, 204),
    ],
)
def test_a_large_form_or_picture_is_answered_whatever_becomes_of_it(site, path, kind, status):
    """Where the site does not read it, sending itself fails here: the connection is reset in the middle."""
    answer = exchange(site.port, post(path, LARGE, kind, CLOSE))

    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert status == 204 or answer.rstrip().endswith(b"</html>")


def test_so_is_one_in_chunks(site):
    chunked = b"POST / HTTP/1.1\r\n" + HOST + CLOSE + b"Transfer-Encoding: chunked\r\n\r\n"
    answer = exchange(site.port, chunked + b"%x\r\n%s\r\n0\r\n\r\n" % (len(LARGE), LARGE))

    assert answer.startswith(b"HTTP/1.1 403 ")


def test_who_asks_on_the_same_connection_is_answered_too(site):
    """A proxy does: to it, a connection that is closed early is a site that is down."""
    answers = exchange(site.port, post(b"/", LARGE, FORM) + b"GET /leave/ HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n")

    assert re.findall(rb"HTTP/1\.1 (\d+) ", answers) == [b"403", b"303"]


# ── Within limits ──────────────────────────────────────────────────────────


class Endless:
    """A request that never ends."""

    def __init__(self):
        self.given = 0

    def read(self, size):
        self.given += size
        return b"x" * size


@pytest.fixture
def line():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours


def asked(line, body, length="1000"):
    environ = {"CONTENT_LENGTH": length, "wsgi.input": body, "gunicorn.socket": line}
    return reading_on(lambda environ, start_response: [b"answer"])(environ, None)


def test_no_more_is_read_than_anybody_may_send(line):
    body = Endless()

    assert asked(line, body) == [b"answer"]
    assert body.given == unread.MOST


def test_nobody_is_waited_for_longer_than_said_and_the_answer_is_sent_as_ever(line, monkeypatch):
    monkeypatch.setattr(unread, "PATIENCE", 0.01)

    # Nothing ever comes.
    with line.makefile("rb", buffering=0) as body:
        assert asked(line, body) == [b"answer"]
    assert line.gettimeout() is None


def test_a_request_without_a_body_is_not_waited_for(line):
    body = BytesIO(b"GET / HTTP/1.1")

    for length in ("", "0"):
        asked(line, body, length)

    assert body.tell() == 0
