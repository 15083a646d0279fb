"""What every answer tells the browser, and what it does not tell of us."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from idpwsp.selfaudit.asking import Answer, Unreachable
from idpwsp.selfaudit.checks.weight import policy
from idpwsp.selfaudit.site import Fault, Site

HALF_A_YEAR = 182 * 24 * 3600  # seconds
# Directives whose absence allows everything, as default-src says nothing of them (CSP Level 3, 6).
ALONE = ("base-uri", "form-action", "frame-ancestors", "default-src")
HASH = re.compile(r"'(?:sha(?:256|384|512)-[A-Za-z0-9+/=_-]+|nonce-[A-Za-z0-9+/=_-]+)'")
REFERRERS = ("same-origin", "no-referrer", "strict-origin")


def content_security_policy(site: Site) -> Iterator[Fault]:
    for answer in site.answers.values():
        if answer.kind != "text/html":
            continue
        directives = policy(answer.header("Content-Security-Policy"))
        if not directives:
            yield Fault(answer.path, "has no Content-Security-Policy")
            continue
        yield from (
            Fault(answer.path, f"its policy says nothing of {name}") for name in ALONE if name not in directives
        )
        if directives.get("frame-ancestors", ["'none'"]) != ["'none'"]:
            yield Fault(answer.path, "may be framed")
        for name, sources in directives.items():
            yield from (Fault(answer.path, f"{name} allows {each}") for each in sources if not _is_close(each))


def _is_close(source: str) -> bool:
    return source.lower() in ("'self'", "'none'") or bool(HASH.fullmatch(source))


def other_headers(site: Site) -> Iterator[Fault]:
    for answer in site.answers.values():
        if answer.header("X-Content-Type-Options").lower() != "nosniff":
            yield Fault(answer.path, "lets browsers guess its type (no nosniff)")
        if answer.kind != "text/html":
            continue
        if answer.header("Referrer-Policy").lower() not in REFERRERS:
            yield Fault(answer.path, "tells other sites where a reader came from (Referrer-Policy)")
        if "geolocation=()" not in answer.header("Permissions-Policy").replace(" ", ""):
            yield Fault(answer.path, "does not refuse sensors (Permissions-Policy)")
        if "charset=utf-8" not in answer.header("Content-Type").lower():
            yield Fault(answer.path, "does not say its encoding")


def encrypted(site: Site) -> Iterator[Fault]:
    """With https: it stays so. Without, there is nothing to see, and the privacy page says so."""
    if not site.asker.over_tls:
        return
    for answer in site.answers.values():
        age = re.search(r"max-age=(\d+)", answer.header("Strict-Transport-Security"))
        if not age or int(age[1]) < HALF_A_YEAR:
            yield Fault(answer.path, "does not say that it is encrypted for good (HSTS)")
    try:
        plain = site.asker.without_tls()
    except Unreachable:
        # Nobody listens there, so nothing is said in the clear.
        return
    where = urlsplit(plain.header("Location"))
    if plain.status not in (301, 308) or (where.scheme, where.hostname) != ("https", site.asker.host):
        yield Fault(plain.url, f"answers {plain.status} in the clear in place of leading to https")


def silent_about_us(site: Site) -> Iterator[Fault]:
    for answer in site.answers.values():
        yield from _versions(answer)


def _versions(answer: Answer) -> Iterator[Fault]:
    for name in ("Server", "Via"):
        if re.search(r"/\s*\d", answer.header(name)):
            yield Fault(answer.path, f"{name} tells a version: {answer.header(name)}")
    for name in ("X-Powered-By", "X-AspNet-Version", "X-Generator", "X-Runtime"):
        if answer.header(name):
            yield Fault(answer.path, f"sends {name}")
