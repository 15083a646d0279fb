"""HTML as browsers and readers see it: strictly parsed, with the few questions that tests ask of it."""

import io
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from django.test import Client

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Document:
    """One HTML page. ``errors`` are those of the HTML standard's own parser."""

    def __init__(self, html: str, url: str = "https://example.org/") -> None:
        self.html = html
        self.url = url
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root: Element = parser.parse(io.StringIO(html))
        self.errors = [f"{position}: {name} {data}" for position, name, data in parser.errors]

    def all(self, *names: str) -> list[Element]:
        """Elements of these names, in the order of the page."""
        return [element for element in self.elements if element.tag in names]

    def first(self, name: str) -> Element:
        found = self.all(name)
        assert found, f"{self.url} has no <{name}>"
        return found[0]

    @cached_property
    def elements(self) -> list[Element]:
        # Comments have a function in place of a name.
        return [element for element in self.root.iter() if isinstance(element.tag, str)]

    @property
    def language(self) -> str:
        return self.root.get("lang", "")

    @property
    def title(self) -> str:
        return text(self.first("title"))

    @cached_property
    def words(self) -> str:
        """All that a reader sees, with single spaces."""
        return text(self.first("body"))

    @property
    def main(self) -> str:
        return text(self.first("main"))

    @property
    def ids(self) -> list[str]:
        return [element.get("id", "") for element in self.elements if element.get("id") is not None]

    @property
    def headings(self) -> list[tuple[int, str]]:
        return [(int(element.tag[1]), text(element)) for element in self.all(*HEADINGS)]

    @property
    def links(self) -> list[Element]:
        return [element for element in self.all("a", "area") if element.get("href") is not None]

    @property
    def addresses(self) -> list[str]:
        """Where its links lead, as whole addresses."""
        return [self.whole(element.get("href", "")) for element in self.links]

    def whole(self, href: str) -> str:
        # Browsers take a backslash for a slash in an address (URL Standard, 4.4).
        return urljoin(self.url, href.strip().replace("\\", "/"))

    def leads_elsewhere(self, href: str) -> bool:
        parts = urlsplit(self.whole(href))
        return parts.scheme in ("http", "https") and parts.netloc != urlsplit(self.url).netloc

    def meta(self, name: str) -> str | None:
        for element in self.all("meta"):
            if name in (element.get("name"), element.get("property")):
                return element.get("content")
        return None

    def rel(self, name: str) -> list[Element]:
        """The <link> elements of one relation."""
        return [element for element in self.all("link") if name in (element.get("rel") or "").split()]


def read(client: Client, address: str, status: int = 200) -> Document:
    """The page at an address as a reader gets it."""
    response = client.get(address)
    assert response.status_code == status
    return Document(response.content.decode(), f"https://example.org{address}")


def text(element: Element) -> str:
    """The words inside an element, without style and script, with single spaces."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in ("script", "style", "template"):
        return
    # Words of neighbouring blocks must not run into each other.
    block = element.tag not in (
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "em",
        "i",
        "mark",
        "small",
        "span",
        "strong",
        "sup",
        "sub",
    )
    if block:
        yield " "
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    if block:
        yield " "
