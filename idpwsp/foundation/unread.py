"""What an answer did not need of a request is read all the same, and thrown away.

Many answers are given without a look at what was sent: a page that takes no form, a form from elsewhere, an error.
A server that then closes the connection while bytes are on their way resets it, and whoever is still sending sees "the
connection was reset" instead of the answer (RFC 9112, 9.6). gunicorn reads on for 64 kB; a picture has some hundred
times that.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from socket import socket
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from gunicorn.http.errors import ParseException

# In bytes. No request may be longer below /staff/, where pictures come in (deploy/nginx.conf).
MOST = 28 << 20
# In seconds, for all of it. A proxy has had its time before, and sends at once.
PATIENCE = 30
_STEP = 64 << 10


def reading_on(application: WSGIApplication) -> WSGIApplication:
    """Answers as ``application`` does, once the whole request is there, or is too long, or takes too long."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return application(environ, start_response)
        finally:
            has_body = environ.get("CONTENT_LENGTH", "0") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ
            line = environ.get("gunicorn.socket")
            if has_body and line is not None:
                # Who is gone misses nothing. After what cannot be read to its end, gunicorn closes the connection.
                with suppress(OSError, ParseException):
                    _read_on(environ["wsgi.input"].read, line)

    return answer


def _read_on(read: Callable[[int], bytes], line: socket) -> None:
    left, end = MOST, time.monotonic() + PATIENCE
    try:
        while left > 0 and (patience := end - time.monotonic()) > 0:
            line.settimeout(patience)
            if not (part := read(_STEP)):
                break
            left -= len(part)
    finally:
        # As gunicorn has it while it answers.
        line.settimeout(None)
