"""The site as a reader finds it, over the network and through whatever stands in front."""

import re
import time
from collections.abc import Iterator
from email.message import Message
from email.utils import parsedate_to_datetime
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from django.conf import settings

from idpwsp.doctor.finding import Finding, look, ok, wrong

HOME, FORM, STAFF = "/", "/contact/", "/staff/"
FOR_WATCHERS = ("/healthz", "/readyz")
# In seconds.
TIMEOUT = 10
LEAST_HSTS = 180 * 24 * 3600
CLOCKS_DIFFER = 60


def answers() -> Iterator[Finding]:
    """Asks for a page, a form and the door for staff, and looks at their headers."""
    try:
        found = {path: _asked(path) for path in (HOME, FORM, STAFF)}
    except (URLError, OSError, ValueError) as error:
        yield wrong(
            f"{settings.SITE_URL} did not answer this machine ({getattr(error, 'reason', error)}).",
            "See that the site and the proxy in front of it run, that the name leads here, and that the certificate is "
            "valid. If others do reach it, the network does not lead back here: try from outside.",
        )
        return
    faults = [fault for path, (status, headers) in found.items() for fault in _faults(path, status, headers)]
    yield from faults or [ok(f"{settings.SITE_URL} answers, with the headers that keep readers safe.")]
    yield from _clock(found[HOME][1])
    if settings.PROXY_COUNT:
        yield from _watchers()


def _asked(path: str) -> tuple[int, Message]:
    """Status and headers. Raises ``URLError`` where there is no answer."""
    try:
        # By no proxy that this shell happens to use.
        with build_opener(ProxyHandler({})).open(settings.SITE_URL + path, timeout=TIMEOUT) as answer:
            return answer.status, answer.headers
    except HTTPError as error:
        with error:
            return error.code, error.headers


def _faults(path: str, status: int, headers: Message) -> Iterator[Finding]:
    proxy = "See that the proxy in front leaves the site's headers as they are (deploy/)."
    # A form that takes nothing yet says so with 503.
    if status >= 500 and not (path == FORM and status == 503):
        yield wrong(f"{path} answers {status}.", "Read the site's log.")
    policy = headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        yield wrong(f"{path} comes without our Content-Security-Policy.", proxy)
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield wrong(f"{path} comes without X-Content-Type-Options.", proxy)
    if settings.SITE_URL.startswith("https://"):
        lasts = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
        if not lasts or int(lasts[1]) < LEAST_HSTS:
            yield wrong(f"{path} comes without Strict-Transport-Security of half a year or more.", proxy)
    if path == STAFF:
        if "no-store" not in headers.get("Cache-Control", ""):
            yield wrong(f"{path} may be kept by caches.", proxy)
    elif "Set-Cookie" in headers:
        yield wrong(f"{path} sets a cookie.", "Find what in front of the site does that, and switch it off.")
    if path == FORM and status != 404 and "no-store" not in headers.get("Cache-Control", ""):
        yield wrong(f"{path} may be kept by caches.", proxy)
    told = " ".join(headers.get(name, "") for name in ("Server", "X-Powered-By", "Via"))
    if re.search(r"\d", told):
        yield look(f"{path} tells which version of a program runs: {told.strip()}.", "server_tokens off, or its like.")


def _clock(headers: Message) -> Iterator[Finding]:
    """Says something only where the answer comes from another machine, by another clock."""
    if date := headers.get("Date"):
        apart = abs(parsedate_to_datetime(date).timestamp() - time.time())
        if apart > CLOCKS_DIFFER:
            yield look(f"The answer's clock and ours are {int(apart)} seconds apart.", "See that both go by NTP.")


def _watchers() -> Iterator[Finding]:
    for path in FOR_WATCHERS:
        status, _headers = _asked(path)
        if status in (200, 503):
            yield look(f"{path} is answered to the world.", "Have the proxy answer 404 there: deploy/nginx.conf.")
