"""The WSGI application in front of Django's: serves what is kept, and has the rest rendered."""

import io
import threading
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from idpwsp.foundation.page_cache import generation
from idpwsp.foundation.page_cache.generation import Seen
from idpwsp.foundation.page_cache.page import Headers, Page
from idpwsp.foundation.page_cache.policy import policy_at

# Seconds. What appears or disappears by its date does so without anybody saving anything.
LIFETIME = 15
# While one renders a page, the others get the old one: where something has changed, for so long after that …
CHANGED = 0.5
# … and where it is only its time that is over, for so long.
OVERDUE = 15
# Where Django has nothing but an error to show, and nothing has changed, as far as can be known.
BROKEN = 600
# In each process, in bytes.
CAPACITY = 16 * 1024 * 1024
# How often a page is rendered anew because somebody has changed something meanwhile.
ATTEMPTS = 3
# What Django learns of a request whose answer may be kept: nothing that comes from the reader.
_OF_THE_SERVER = (
    "wsgi.version", "wsgi.url_scheme", "wsgi.errors", "wsgi.multithread", "wsgi.multiprocess", "wsgi.run_once",
    "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL",
)  # fmt: skip


class PageCache:
    """Serves public pages from memory. Everything else goes to ``application`` as it came."""

    def __init__(self, application: WSGIApplication, capacity: int = CAPACITY) -> None:
        self.application = application
        self.capacity = capacity
        # The longest kept comes first.
        self._pages: dict[str, Page] = {}
        self._size = 0
        self._keeping = threading.Lock()
        # One for many addresses: who waits for another page in vain loses a moment, and nobody can fill them.
        self._rendering = [threading.Lock() for _ in range(64)]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        address = _address(environ)
        if address is None:
            return self.application(environ, start_response)
        page = self._pages.get(address)
        if page is None or not _is_fresh(page, generation.current()):
            page = self._renewed(address, page, environ)
        return page.answer(environ, start_response)

    def _renewed(self, address: str, old: Page | None, environ: WSGIEnvironment) -> Page:
        """The page anew; the old one to whoever comes while it is rendered, as long as that may be shown."""
        lock = self._rendering[hash(address) % len(self._rendering)]
        if not lock.acquire(blocking=False):
            if old is not None and _may_still_be_shown(old, generation.current(), OVERDUE):
                return old
            lock.acquire()
        try:
            # Somebody may have rendered it while we waited.
            page = self._pages.get(address)
            if page is not None and _is_fresh(page, generation.current()):
                return page
            return self._rendered(address, old, environ)
        finally:
            lock.release()

    def _rendered(self, address: str, old: Page | None, environ: WSGIEnvironment) -> Page:
        for _attempt in range(ATTEMPTS):
            before = generation.read()
            page = _ask(self.application, address, environ, before.token)
            if generation.read().token == before.token:
                break
        else:
            # Half of it may be older than the other half.
            page.token = None
        if page.may_be_kept:
            self._keep(address, page)
        elif page.status.startswith("5") and old is not None and _may_still_be_shown(old, generation.current(), BROKEN):
            return old
        else:
            self._drop(address)
        return page

    def _keep(self, address: str, page: Page) -> None:
        with self._keeping:
            self._forget(address)
            self._pages[address] = page
            self._size += page.size
            while self._size > self.capacity:
                self._forget(next(iter(self._pages)))

    def _drop(self, address: str) -> None:
        with self._keeping:
            self._forget(address)

    def _forget(self, address: str) -> None:
        page = self._pages.pop(address, None)
        if page is not None:
            self._size -= page.size


def _address(environ: WSGIEnvironment) -> str | None:
    """Under which address the answer to a request is kept; None for what is Django's to answer."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not _is_ours(
        environ["wsgi.url_scheme"], environ.get("HTTP_HOST", "")
    ):
        return None
    path = environ["PATH_INFO"]
    policy = policy_at(path)
    if policy is None:
        return None
    query = environ.get("QUERY_STRING")
    return policy.address(path, query) if query else path


@lru_cache(maxsize=256)
def _is_ours(scheme: str, host: str) -> bool:
    """Whether Django would show a page under this name, and not refuse it or lead to the secure address."""
    domain, _port = split_domain_port(host)
    is_known = bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
    return is_known and scheme == urlsplit(settings.SITE_URL).scheme


def _is_fresh(page: Page, seen: Seen) -> bool:
    return page.token == seen.token and time.monotonic() - page.asked_at < LIFETIME


def _may_still_be_shown(page: Page, seen: Seen, overdue: float) -> bool:
    """Whether a page that is not fresh is better than waiting, or than an error. ``overdue`` is in seconds."""
    now = time.monotonic()
    if page.token == seen.token:
        return now - page.asked_at < LIFETIME + overdue
    return page.token == seen.before and now - seen.since < CHANGED


def _ask(application: WSGIApplication, address: str, environ: WSGIEnvironment, token: int | None) -> Page:
    """What Django answers to somebody of whom nothing is known."""
    path, _, query = address.partition("?")
    asked = {name: environ[name] for name in _OF_THE_SERVER if name in environ}
    asked |= {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": urlsplit(settings.SITE_URL).netloc,
        "wsgi.input": io.BytesIO(),
    }
    asked_at = time.monotonic()
    begun: list[tuple[str, Headers]] = []
    body: list[bytes] = []

    def start_response(status: str, headers: Headers, _error: Any = None, /) -> Callable[[bytes], object]:
        begun.append((status, headers))
        return body.append

    response = application(asked, start_response)
    try:
        body.extend(response)
    finally:
        if close := getattr(response, "close", None):
            close()
    status, headers = begun[-1]
    return Page(status, headers, b"".join(body), token, asked_at)
