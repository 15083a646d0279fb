"""Asking the site through its page cache, as gunicorn does, by a plain WSGI request."""

import io
import sys
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.core.handlers.wsgi import WSGIHandler

from idpwsp.foundation.page_cache.front import PageCache
from tests.conftest import HOST


@dataclass
class Answer:
    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def cookies(self) -> SimpleCookie:
        return SimpleCookie(self.headers.get("Set-Cookie", ""))


class Front:
    """A process that has just started. ``application`` stands for Django, if it is another."""

    def __init__(self, application: Any = None, **options: Any) -> None:
        self.cache = PageCache(application or WSGIHandler(), **options)

    def get(self, address: str, headers: dict[str, str] | None = None, **environ: Any) -> Answer:
        path, _, query = address.partition("?")
        asked = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "203.0.113.7",
            "HTTP_HOST": HOST,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in (headers or {}).items()},
            **environ,
        }
        begun: list[tuple[str, list[tuple[str, str]]]] = []
        response = self.cache(asked, lambda status, headers, error=None: begun.append((status, headers)))
        try:
            content = b"".join(response)
        finally:
            if close := getattr(response, "close", None):
                close()
        ((status, found),) = begun
        names = [name for name, _value in found]
        assert len(set(names)) == len(names), f"sent twice: {sorted(names)}"
        return Answer(int(status.split()[0]), dict(found), content)

    def head(self, address: str, **more: Any) -> Answer:
        return self.get(address, REQUEST_METHOD="HEAD", **more)

    def post(self, address: str, body: bytes = b"", **more: Any) -> Answer:
        return self.get(
            address, REQUEST_METHOD="POST", CONTENT_TYPE="application/x-www-form-urlencoded",
            CONTENT_LENGTH=str(len(body)), **{"wsgi.input": io.BytesIO(body), **more},
        )  # fmt: skip

    @property
    def kept(self) -> set[str]:
        """The addresses of what is in the cache."""
        return set(self.cache._pages)
