"""The site as lists, for those who do not search: topics from A to Z, and all pages."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, groupby

from django.conf import settings
from django.db.models import Prefetch
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from resources.models import Card, Need, Page, Section
from resources.models.page import in_groups
from resources.searchable import DIRECTORY_ADDRESS

# After every other letter: what Spanish sorts as a letter of its own.
_AFTER = "\uffff"


@dataclass(frozen=True)
class Topic:
    name: str
    path: str
    is_translated: bool = True


@dataclass(frozen=True)
class Letter:
    """A part of the A–Z. Its fragment is empty where the whole list is one part."""

    name: str
    fragment: str
    topics: list[Topic]


@dataclass(frozen=True)
class Listed:
    """An entry in the list of all pages, with the headings on its page as (fragment, words)."""

    topic: Topic
    headings: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Addition:
    """What another app brings to both lists, in the active language. Named in ``settings.LISTED``."""

    # The section of pages that its own follows.
    after: Section
    # In the A–Z.
    topics: Callable[[], Iterable[Topic]]
    # In the list of all pages: its name and its entries.
    section: Callable[[], tuple[str, Iterable[Topic]]]


@cache
def additions() -> list[Addition]:
    return [import_string(name) for name in settings.LISTED]


def a_to_z() -> list[Letter]:
    """All topics by their first letter; one list for a script that has no letters from A to Z."""
    found = chain(_topics(), *(each.topics() for each in additions()))
    topics = sorted(found, key=lambda topic: (not _letter(topic.name), _sorted_as(topic.name)))
    letters = [(letter, list(group)) for letter, group in groupby(topics, lambda topic: _letter(topic.name))]
    if len(letters) == 1:
        return [Letter("", "", letters[0][1])]
    return [
        Letter(letter or _("Other"), f"letter-{number}", group) for number, (letter, group) in enumerate(letters, 1)
    ]


def _topics() -> Iterator[Topic]:
    for page in Page.objects.published().with_words():
        if page.shown_words is None:
            continue
        for name in page.shown_words.listed_as:
            yield Topic(name, page.get_absolute_url(), page.words is not None)
        if page.address == DIRECTORY_ADDRESS and page.words:
            yield from _directory_topics(page)


def _directory_topics(page: Page) -> Iterator[Topic]:
    seen = set()
    for need in Need.objects.with_services():
        yield Topic(need.shown_words.title, f"{page.get_absolute_url()}#{need.key}", need.words is not None)
        for service in need.services.all():
            if service.pk not in seen:
                seen.add(service.pk)
                path = f"{page.get_absolute_url()}#{service.fragment}"
                yield Topic(service.shown_words.name, path, service.words is not None)


def _sorted_as(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold().replace("ñ", f"n{_AFTER}").replace("đ", "d"))
    return "".join(each for each in folded if each.isalnum() or each in f" {_AFTER}").strip()


def _letter(name: str) -> str:
    """The letter that it stands under, or none."""
    folded = _sorted_as(name)
    if folded.startswith(f"n{_AFTER}"):
        return "Ñ"
    return folded[:1].upper() if "a" <= folded[:1] <= "z" else ""


def all_pages() -> list[tuple[str, list[Listed]]]:
    """Every published page under its section's name, in the order of the menu, and the sections of other apps."""
    cards = Card.objects.published().prefetch_related("translations")
    pages = Page.objects.published().by_section().with_words().prefetch_related(Prefetch("cards", cards))
    in_sections = {
        name: [_listed(page) for page in group]
        for name, group in groupby((page for page in pages if page.shown_words), lambda page: page.section)
    }
    sections = []
    for section in Section:
        if section in in_sections:
            sections.append((str(section.label), in_sections[section]))
        for addition in additions():
            if addition.after == section:
                name, topics = addition.section()
                sections.append((name, [Listed(topic) for topic in topics]))
    return sections


def _listed(page: Page) -> Listed:
    # An untranslated page has no places of its own: it only offers its English.
    groups = in_groups(list(page.cards.all())) if page.words else []
    topic = Topic(page.shown_words.menu_title, page.get_absolute_url(), page.words is not None)
    return Listed(topic, [(f"g-{cards[0].key}", heading) for heading, cards in groups if heading])
