"""Promise 3: one round trip. The words and their style in 14 KB, and nothing else that has to be waited for."""

import base64
import hashlib
from collections.abc import Iterator

from idpwsp.selfaudit.checks.policy import allowed, policies
from idpwsp.selfaudit.document import Document
from idpwsp.selfaudit.site import Fault, Site, loaded

# What a server may send before it waits for an answer (RFC 6928: ten packets).
BUDGET = 14 * 1024
# The page, its icon, its script.
MOST_REQUESTS = 3


def bytes_of_a_page(site: Site) -> Iterator[Fault]:
    for answer, _document in site.pages:
        if not answer.encoding:
            yield Fault(answer.path, "is not compressed")
        elif len(answer.raw) > BUDGET:
            yield Fault(answer.path, f"takes {len(answer.raw):,} bytes of {BUDGET:,}")


def requests_of_a_page(site: Site) -> Iterator[Fault]:
    for answer, document in site.pages:
        fetched = {url for element, url in loaded(document) if element.tag in ("script", "link", "iframe", "embed")}
        if 1 + len(fetched) > MOST_REQUESTS:
            yield Fault(answer.path, f"takes {1 + len(fetched)} requests without its pictures")
        for link in document.all("link"):
            if {"stylesheet", "preload", "modulepreload"} & set(link.rel):
                yield Fault(answer.path, f"waits for {link.get('href')}")
        for style in document.all("style"):
            if "@font-face" in style.content.lower():
                yield Fault(answer.path, "loads a font")


def style_by_its_hash(site: Site) -> Iterator[Fault]:
    for answer, document in site.pages:
        said = [sources for each in policies(answer) if (sources := allowed(each, "style-src")) is not None]
        for style in document.all("style"):
            # What one policy refuses is refused.
            if not said or any(sha256_of(style.content) not in sources for sources in said):
                yield Fault(answer.path, "its style is not the one that its policy allows: it stands there bare")
        yield from (Fault(answer.path, f"<{tag}> has a style of its own") for tag in _styled(document))
        if len(document.all("style")) != 1:
            yield Fault(answer.path, f"has {len(document.all('style'))} style sheets in place of one")


def _styled(document: Document) -> list[str]:
    return sorted({each.tag for each in document.elements if "style" in each.attributes})


def sha256_of(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
