"""A reader who starts at the home page of each language and follows every link of ours."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from idpwsp.search.indexing import bring_up_to_date
from idpwsp.search.models import Entry
from tests.markup import Document

STARTS = ("/", "/es/")
# A page of every language that does not exist is a page too.
MISSING = ("/no-such-page/", "/es/no-such-page/")


@dataclass
class Visit:
    path: str
    status: int
    headers: dict[str, str]
    cookies: dict[str, Any]
    document: Document | None
    body: bytes
    # How many links it takes from the home page of its language; None if only the sitemap knows it.
    steps: int | None
    leads_to: set[str] = field(default_factory=set)


@dataclass
class Site:
    """Every address that was found, and what stood there."""

    visits: dict[str, Visit]
    in_sitemap: list[str]
    # Paths with fragments.
    found_by_search: list[str]

    @property
    def pages(self) -> list[Visit]:
        return [visit for visit in self.visits.values() if visit.document is not None]

    @property
    def documents(self) -> list[Document]:
        return [visit.document for visit in self.pages if visit.document is not None]


def crawl(client: Client) -> Site:
    """Breadth first, so that ``steps`` is the shortest way."""
    visits: dict[str, Visit] = {}
    in_sitemap = [path for part in located(client, "/sitemap.xml") for path in located(client, part)]
    queue = [(start, 0) for start in STARTS]
    while queue:
        path, steps = queue.pop(0)
        if path not in visits:
            visits[path] = visit(client, path, steps)
            # Files are served by the static server, which the tests have not: test_crawl looks for them itself.
            pages = (other for other in visits[path].leads_to if not other.startswith(settings.STATIC_URL))
            queue += [(other, steps + 1) for other in sorted(pages)]
    for path in [*in_sitemap, *MISSING]:
        visits.setdefault(path, visit(client, path, None))
    bring_up_to_date()
    return Site(visits, in_sitemap, list(Entry.objects.shown().values_list("path", flat=True)))


def located(client: Client, path: str) -> list[str]:
    """What a sitemap, or the index of its parts, names."""
    return [path_of(url) for url in re.findall(r"<loc>([^<]+)</loc>", client.get(path).content.decode())]


def visit(client: Client, path: str, steps: int | None) -> Visit:
    response = client.get(path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    document = None
    if response.headers.get("Content-Type", "").startswith("text/html") and body:
        document = Document(body.decode(), settings.SITE_URL + path)
    found = Visit(path, response.status_code, dict(response.headers), dict(response.cookies), document, body, steps)
    if document is not None:
        # Files to fetch come from the static files, which tests have where they were written.
        leads_to = {path_of(url) for url in document.addresses if is_ours(url)}
        found.leads_to = {path for path in leads_to if not path.startswith(settings.STATIC_URL)}
    return found


def is_ours(url: str) -> bool:
    return url.startswith(settings.SITE_URL + "/")


def path_of(url: str) -> str:
    """The path of a whole address of ours, without its fragment."""
    parts = urlsplit(url)
    assert is_ours(url), f"{url} is not of this site"
    return parts.path + (f"?{parts.query}" if parts.query else "")
