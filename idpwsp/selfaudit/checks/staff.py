"""The staff door: found by no search engine, kept by no browser, and its cookies stay behind it."""

from collections.abc import Iterator

from idpwsp.selfaudit.site import Fault, Site

DOOR = "/staff/"


def kept_and_found_by_nobody(site: Site) -> Iterator[Fault]:
    for answer in site.staff:
        if "no-store" not in answer.directives("Cache-Control"):
            yield Fault(answer.path, "may be kept by browsers (no no-store)")
        if "noindex" not in answer.header("X-Robots-Tag"):
            yield Fault(answer.path, "may be found by search engines (no noindex)")
        if answer.header("ETag"):
            yield Fault(answer.path, "has an ETag")
        if answer.path == DOOR and answer.status == 200:
            yield Fault(answer.path, "is open to somebody who has not signed in")
        if answer.encoding:
            yield Fault(answer.path, "is compressed, which could betray its token (BREACH)")
    if "Disallow: /staff/" not in site.answers["/robots.txt"].text:
        yield Fault("/robots.txt", "does not keep search engines from the staff door")


def cookies(site: Site) -> Iterator[Fault]:
    for answer in site.staff:
        for cookie in answer.all("Set-Cookie"):
            name = cookie.partition("=")[0].strip()
            parts = {part.strip().lower() for part in cookie.split(";")[1:]}
            wanted = {f"path={DOOR}", "httponly", "samesite=strict"} | ({"secure"} if site.asker.over_tls else set())
            if wanted - parts:
                yield Fault(answer.path, f"its cookie {name} lacks {', '.join(sorted(wanted - parts))}")
            if any(part.startswith(("domain=", "max-age=", "expires=")) for part in parts):
                yield Fault(answer.path, f"its cookie {name} goes to other hosts, or outlives the browser")


def unlinked(site: Site) -> Iterator[Fault]:
    for answer, document in site.pages:
        if any(document.whole(each.get("href")).startswith(f"{site.asker.root}{DOOR}") for each in document.all("a")):
            yield Fault(answer.path, "leads to the staff door")
