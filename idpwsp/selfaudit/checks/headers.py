"""What every answer tells the browser, and what it does not tell of us."""

import re
from collections.abc import Iterator

from idpwsp.selfaudit.asking import Answer, Unreachable
from idpwsp.selfaudit.document import parts_of
from idpwsp.selfaudit.site import Fault, Site

HALF_A_YEAR = 182 * 24 * 3600  # seconds
# They tell another site nothing at all. strict-origin tells it our name.
REFERRERS = ("same-origin", "no-referrer")
# For how many seconds a page may be shown without asking: by a browser, and by a cache of ours in front (0031, 0032).
MOST_KEPT = {"max-age": 0, "s-maxage": 5, "stale-while-revalidate": 5, "stale-if-error": 20}


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


def asked_again(site: Site) -> Iterator[Fault]:
    """What was taken down is gone, and what was mended is read: browsers ask before they show a page once more."""
    for answer, _document in site.pages:
        said = answer.directives("Cache-Control")
        if answer.status == 200 and not {"no-store", "no-cache", "max-age"} & said.keys():
            yield Fault(answer.path, "does not say that browsers are to ask again (Cache-Control)")
        if {"no-store", "no-cache"} & said.keys():
            continue
        if "immutable" in said:
            yield Fault(answer.path, "is said never to change")
        for name, most in MOST_KEPT.items():
            seconds = said.get(name, "0")
            if not seconds.isdigit() or int(seconds) > most:
                yield Fault(answer.path, f"may be shown without asking: {name}={seconds}, where {most} is the most")


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
    where = parts_of(plain.header("Location"))
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
