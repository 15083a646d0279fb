"""A page as the checks ask about it: its elements in their order, and the words around them."""

from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from sys import intern
from urllib.parse import SplitResult, urljoin, urlsplit

# They have no end (HTML Standard, 13.1.2).
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# What stands in them is not shown as words.
UNSEEN = {"script", "style", "template", "title", "noscript"}
FIELDS = {"input", "textarea", "select"}
# Attributes that hold one address.
ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "xlink:href", "cite", "longdesc")


def parts_of(url: str) -> SplitResult:
    """The parts of an address; all empty where it cannot be read, such as ``http://[x``."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


# Each is itself alone: comparing two would go down through all that stands in them.
@dataclass(eq=False, slots=True)
class Element:
    """One element: ``start`` and ``end`` are where its words begin and end among the words of the page."""

    tag: str
    attributes: dict[str, str]
    start: int = 0
    end: int = 0
    # What stands in it as it was written: for script and style, whose hash counts.
    content: str = ""
    above: "Element | None" = None
    children: list["Element"] = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def classes(self) -> list[str]:
        return self.get("class").split()

    @property
    def rel(self) -> list[str]:
        return self.get("rel").lower().split()

    @property
    def inside(self) -> list["Element"]:
        """All elements in it, in their order, however deep they stand."""
        found, waiting = [], self.children[::-1]
        while waiting:
            each = waiting.pop()
            found.append(each)
            waiting += reversed(each.children)
        return found

    @property
    def is_hidden(self) -> bool:
        """Whether it or what it stands in says that it is not to be shown or read aloud."""
        here: Element | None = self
        while here:
            if {"hidden", "inert"} & here.attributes.keys() or here.get("aria-hidden").lower() == "true":
                return True
            here = here.above
        return False

    def is_in(self, *tags: str) -> bool:
        above = self.above
        while above:
            if above.tag in tags:
                return True
            above = above.above
        return False


class Document(HTMLParser):
    """One HTML page. Never raises: what is broken is read as far as it goes."""

    def __init__(self, html: str, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url = url
        self.root = Element("", {})
        self.elements: list[Element] = []
        self._open = [self.root]
        self._words = ""
        self.feed(html)
        self.close()
        while len(self._open) > 1:
            self._end()

    # ── Questions ───────────────────────────────────────────────────────────

    def all(self, *tags: str) -> list[Element]:
        return [each for each in self.elements if each.tag in tags]

    def with_class(self, name: str) -> list[Element]:
        return [each for each in self.elements if name in each.classes]

    def first(self, tag: str) -> Element:
        """The first of its name; an empty one where there is none."""
        return next(iter(self.all(tag)), Element(tag, {}))

    def words(self, element: Element) -> str:
        """What is shown in an element, with single spaces."""
        return " ".join(self._words[element.start : element.end].split())

    def words_before(self, start: Element, end: Element) -> str:
        """What is shown between the beginning of one element and that of another."""
        return " ".join(self._words[start.start : end.start].split())

    def whole(self, address: str) -> str:
        """An address as a browser would ask for it; empty where it cannot be read: see ``unreadable``."""
        try:
            # Browsers take a backslash for a slash (URL Standard, 4.4).
            found = urljoin(self.url, address.strip().replace("\\", "/"))
            urlsplit(found)
        except ValueError:
            return ""
        return found

    @property
    def unreadable(self) -> list[str]:
        """The addresses in it that lead nowhere, because nobody can read them."""
        found = [each.get(name) for each in self.elements for name in ADDRESSES if each.get(name)]
        return [address for address in dict.fromkeys(found) if not self.whole(address)]

    @cached_property
    def language(self) -> str:
        return self.first("html").get("lang")

    @cached_property
    def forms(self) -> list[Element]:
        return self.all("form")

    @cached_property
    def main(self) -> Element:
        return self.first("main")

    @cached_property
    def alternates(self) -> dict[str, str]:
        """Language → address, without the default."""
        return {
            each.get("hreflang"): each.get("href")
            for each in self.all("link")
            if "alternate" in each.rel and each.get("hreflang") not in ("", "x-default")
        }

    # ── Reading ─────────────────────────────────────────────────────────────

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        here = self._open[-1]
        # Hundreds of pages say the same: once in memory is enough.
        said = {intern(name): intern(value or "") for name, value in attrs}
        element = Element(intern(tag), said, len(self._words), above=here)
        here.children.append(element)
        self.elements.append(element)
        if tag in VOID:
            element.end = element.start
        else:
            self._open.append(element)
            self._words += " "

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._end()

    def handle_endtag(self, tag: str) -> None:
        if any(each.tag == tag for each in self._open):
            while self._open[-1].tag != tag:
                self._end()
            self._end()

    def handle_data(self, data: str) -> None:
        here = self._open[-1]
        if here.tag in UNSEEN:
            here.content += data
        else:
            self._words += data

    def _end(self) -> None:
        element = self._open.pop()
        element.content = intern(element.content)
        self._words += " "
        element.end = len(self._words)
