"""The way out: on every page, first, a plain link; it leads away at once. And no way out tells where a reader was."""

from collections.abc import Iterator

from idpwsp.selfaudit.checks.headers import REFERRERS
from idpwsp.selfaudit.document import Document, Element, parts_of
from idpwsp.selfaudit.site import LEAVE, Fault, Site

# A site for a trial. Nobody is led there in earnest.
THIS_MACHINE = ("localhost", "127.0.0.1")


def on_every_page(site: Site) -> Iterator[Fault]:
    for answer, document in site.pages:
        place = _place(document)
        if place is None:
            yield Fault(answer.path, "has no way out")
        elif place > _first_of_the_rest(document):
            yield Fault(answer.path, "the way out stands below the words")


def _place(document: Document) -> int | None:
    return next((number for number, each in enumerate(document.elements) if _is_way_out(document, each)), None)


def _is_way_out(document: Document, each: Element) -> bool:
    is_it = each.tag == "a" and parts_of(document.whole(each.get("href"))).path == LEAVE and "noreferrer" in each.rel
    return is_it and not each.is_hidden and bool(document.words(each))


def _first_of_the_rest(document: Document) -> int:
    return next((number for number, each in enumerate(document.elements) if each.tag == "main"), len(document.elements))


def leads_away(site: Site) -> Iterator[Fault]:
    answer = site.asker.get(LEAVE)
    where = parts_of(answer.header("Location"))
    if answer.status != 303 or where.scheme not in ("http", "https") or not where.netloc:
        yield Fault(LEAVE, f"does not lead away ({answer.status})")
    elif where.netloc == site.asker.netloc:
        yield Fault(LEAVE, "leads back to this site")
    elif where.scheme != "https" and where.hostname not in THIS_MACHINE:
        yield Fault(LEAVE, "leads on in the clear: whoever watches the line sees where to")
    if answer.raw:
        yield Fault(LEAVE, "says something on the way")
    if answer.header("Clear-Site-Data"):
        yield Fault(LEAVE, "clears the browser's copies on the way out, which takes seconds")
    if "no-store" not in answer.directives("Cache-Control"):
        yield Fault(LEAVE, "is kept in the browser")
    if answer.all("Set-Cookie"):
        yield Fault(LEAVE, "sets a cookie")


def tells_nobody(site: Site) -> Iterator[Fault]:
    """Another site does not learn that a reader came from here, nor from which page."""
    for answer, document in site.pages:
        for link in document.all("a", "area"):
            url = document.whole(link.get("href"))
            is_elsewhere = parts_of(url).scheme in ("http", "https") and not site.asker.is_ours(url)
            if is_elsewhere and "noreferrer" not in link.rel:
                yield Fault(answer.path, f"a link tells {parts_of(url).netloc} where a reader came from")
        for element in document.elements:
            if element.get("referrerpolicy").lower() not in ("", *REFERRERS):
                yield Fault(answer.path, f"<{element.tag}> has a referrerpolicy of its own")
        for meta in document.all("meta"):
            if meta.get("name").lower() == "referrer" and meta.get("content").lower() not in REFERRERS:
                yield Fault(answer.path, "<meta> tells other sites where a reader came from")
