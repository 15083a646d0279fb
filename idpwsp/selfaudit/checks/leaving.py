"""The way out: on every page, first, a plain link; and it leads away at once."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from idpwsp.selfaudit.document import Document
from idpwsp.selfaudit.site import LEAVE, Fault, Site


def on_every_page(site: Site) -> Iterator[Fault]:
    for answer, document in site.pages:
        place = _place(document)
        if place is None:
            yield Fault(answer.path, "has no way out")
        elif place > _first_of_the_rest(document):
            yield Fault(answer.path, "the way out stands below the words")


def _place(document: Document) -> int | None:
    for number, each in enumerate(document.elements):
        if each.tag == "a" and urlsplit(document.whole(each.get("href"))).path == LEAVE and "noreferrer" in each.rel:
            return number
    return None


def _first_of_the_rest(document: Document) -> int:
    return next((number for number, each in enumerate(document.elements) if each.tag == "main"), len(document.elements))


def leads_away(site: Site) -> Iterator[Fault]:
    answer = site.asker.get(LEAVE)
    where = urlsplit(answer.header("Location"))
    if answer.status != 303 or where.scheme not in ("http", "https") or not where.netloc:
        yield Fault(LEAVE, f"does not lead away ({answer.status})")
    elif where.netloc == site.asker.netloc:
        yield Fault(LEAVE, "leads back to this site")
    if answer.raw:
        yield Fault(LEAVE, "says something on the way")
    if answer.header("Clear-Site-Data"):
        yield Fault(LEAVE, "clears the browser's copies on the way out, which takes seconds")
    if "no-store" not in answer.directives("Cache-Control"):
        yield Fault(LEAVE, "is kept in the browser")
    if answer.all("Set-Cookie"):
        yield Fault(LEAVE, "sets a cookie")
