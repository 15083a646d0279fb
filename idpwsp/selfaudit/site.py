"""What of a site is looked at: what its sitemap names, what its pages lead to, and what is never linked.

All of a site of ordinary size. Of a larger one some of each kind, and on another day others, so that an audit of ten
thousand pages ends and yet none is forgotten; ``--all`` takes every address of the sitemap.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urldefrag

from idpwsp.selfaudit.asking import Answer, Asker, Unreachable
from idpwsp.selfaudit.document import Document, Element, parts_of

# So many addresses are all asked for. Each takes about 0.1 MB of memory until the end.
MOST = 500
# Of a kind (same language, same first part, same depth) at least, where they are more.
PER_KIND = 3
# What is asked for besides: pages, forms and files that no sitemap names.
ALSO = (
    "", "search/", "a-z/", "all/", "contact/", "speaker/", "volunteer/", "brochure/order/", "messages/", "withdraw/",
    "no-such-page/",
)  # fmt: skip
FILES = ("/robots.txt", "/feed/", "/.well-known/security.txt")
STAFF = ("/staff/", "/staff/login/", "/staff/no-such-page/")
LEAVE = "/leave/"
NO_SUCH_PAGE = "no-such-page/"
# What a search has found stands under the address of the form. Here it has one of its own.
SEARCH, FOUND = "/search/", "/search/#found"
# A word that is on every such site.
SOUGHT = "help"
# Elements that make a browser fetch something by itself, and the attributes that say what.
LOADING = {
    "script": ["src"], "img": ["src", "srcset"], "iframe": ["src"], "source": ["src", "srcset"],
    "video": ["src", "poster"], "audio": ["src"], "track": ["src"], "embed": ["src"], "object": ["data"],
    "input": ["src"], "frame": ["src"], "image": ["href", "xlink:href"], "use": ["href", "xlink:href"],
    "body": ["background"], "form": ["action"], "button": ["formaction"], "a": ["ping"], "base": ["href"],
    "feimage": ["href", "xlink:href"], "area": ["ping"],
}  # fmt: skip
# Relations of <link> that only say something and load nothing.
TELLING = {"canonical", "alternate", "license", "author", "help", "next", "prev"}


@dataclass(frozen=True)
class Fault:
    """Where a promise is broken, and how."""

    where: str
    what: str


@dataclass
class Site:
    """The answers of a site, by path."""

    asker: Asker
    languages: list[str] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    # What the sitemap names: readers are led there.
    named: set[str] = field(default_factory=set)
    # The scripts as they stand beside this audit; None where it is another release's site that is looked at.
    scripts: frozenset[bytes] | None = None

    @property
    def pages(self) -> list[tuple[Answer, Document]]:
        """Every public page, with what it says."""
        return [(each, each.document) for each in self.public if each.document is not None]

    @property
    def public(self) -> list[Answer]:
        return [each for path, each in self.answers.items() if path not in STAFF]

    @property
    def staff(self) -> list[Answer]:
        return [self.answers[path] for path in STAFF if path in self.answers]

    def bare(self, path: str) -> tuple[str, str]:
        """(language, address) of a path: ``/es/help/`` is help/ in Spanish."""
        first, _, rest = path.lstrip("/").partition("/")
        return (first, rest) if first in self.languages[1:] else (self.languages[0], path.lstrip("/"))


def look_at(asker: Asker, day: int, everything: bool = False) -> Site:
    """Ask for everything that is to be judged; ``day`` is its number. Raises ``Unreachable`` where there is no site."""
    home = asker.get("/")
    # Something else may answer, such as a server in front whose site is down.
    if home.document is None or home.status != 200:
        raise Unreachable(f"{asker.root}/: {home.status}")
    # The default one has no part of its own in the address.
    others = sorted(code for code in home.document.alternates if code != home.document.language)
    site = Site(asker, [home.document.language, *others], {"/": home})
    named = list(_in_sitemap(site))
    site.named = set(named)
    prefixes = ["/", *(f"/{code}/" for code in site.languages[1:])]
    _visit(site, [prefix + address for prefix in prefixes for address in ALSO])
    _visit(site, [*FILES, *STAFF])
    _search(site)
    _visit(site, named if everything else _some(site, named, day))
    _follow(site, day)
    return site


def _in_sitemap(site: Site) -> Iterator[str]:
    for part in _located(site, "/sitemap.xml"):
        yield from _located(site, part)


def _located(site: Site, path: str) -> list[str]:
    """What a sitemap names of our own. What is another's is told by its check: ``checks.words.sitemap``."""
    answer = site.answers.setdefault(path, site.asker.get(path))
    found = re.findall(r"<loc>([^<]+)</loc>", answer.text)
    return [path_of(url) for url in found if site.asker.is_ours(url)]


def _visit(site: Site, paths: Iterable[str]) -> None:
    for path in paths:
        if path not in site.answers:
            site.answers[path] = site.asker.get(path)


def _search(site: Site) -> None:
    """Search once: what is found is a page too. It changes nothing, and what was searched for is kept nowhere."""
    form = site.answers[SEARCH].document
    if form and any(each.get("name") == "q" for each in form.main.inside):
        site.answers[FOUND] = replace(site.asker.post(SEARCH, q=SOUGHT), path=FOUND)


def _some(site: Site, paths: Iterable[str], day: int) -> list[str]:
    """Which of these addresses are asked for: all, or of each kind as many as fit, and tomorrow those after them."""
    kinds = defaultdict(list)
    for path in dict.fromkeys(paths):
        if path not in site.answers:
            kinds[_kind(site, path)].append(path)
    groups, room = list(kinds.values()), MOST - len(site.answers)
    largest, each = max(map(len, groups), default=0), PER_KIND
    while each < largest and sum(min(each + 1, len(group)) for group in groups) <= room:
        each += 1
    return [path for group in groups for path in _part(group, each, day)]


def _part(group: list[str], number: int, day: int) -> list[str]:
    """So many of a group, beginning where those of the day before ended."""
    start = day * number % len(group)
    return [*group[start:], *group[:start]][:number]


def _follow(site: Site, day: int) -> None:
    """What the pages lead to and load, twice: a campaign leads to its form, and that to its own files."""
    for _step in range(2):
        found = [path for answer in site.public if answer.document for path in _leads_to(site, answer.document)]
        skipped = (LEAVE, "/staff/")
        _visit(site, _some(site, [path for path in found if not path.startswith(skipped)], day))


def _leads_to(site: Site, document: Document) -> Iterator[str]:
    links = [document.whole(each.get("href")) for each in document.all("a") if each.get("href")]
    loads = [url for element, url in loaded(document) if element.tag != "form"]
    yield from (path_of(url) for url in [*links, *loads] if site.asker.is_ours(url))


def _kind(site: Site, path: str) -> tuple[object, ...]:
    parts = parts_of(path)
    language, bare = site.bare(parts.path)
    segments = [each for each in bare.split("/") if each]
    last = segments[-1] if len(segments) > 2 or "." in bare else ""
    # The last part of a long address is the name of a page or form: /campaigns/x/reply/.
    return language, *segments[:1], len(segments), last.rpartition(".")[2], bool(parts.query)


def path_of(url: str) -> str:
    """Path and query of a whole address."""
    parts = parts_of(urldefrag(url)[0])
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def loaded(document: Document) -> Iterator[tuple[Element, str]]:
    """(element, whole address) of everything that a browser fetches by itself, or sends words to."""
    for element in document.elements:
        for attribute in LOADING.get(element.tag, ()):
            value = element.get(attribute)
            if attribute == "srcset":
                yield from ((element, document.whole(part.split()[0])) for part in value.split(",") if part.split())
            elif value and not value.startswith("#"):
                yield from ((element, document.whole(part)) for part in value.split())
        if element.tag == "link" and not set(element.rel) <= TELLING:
            yield element, document.whole(element.get("href"))
