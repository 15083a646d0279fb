"""The site as a list, for those who do not search: all pages by section."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.module_loading import import_string

from resources.models import Card, Page, Section
from resources.models.page import PageQuerySet, in_groups

# So many pages of each section stand in the list of all; the others are in a list of that section alone.
OF_A_SECTION = 20
# With more lines than this, the headings on the pages are left out.
MOST_LINES = 150


@dataclass(frozen=True)
class Topic:
    name: str
    path: str
    is_translated: bool = True


@dataclass(frozen=True)
class Listed:
    """An entry in the list of all pages, with the headings on its page as (fragment, words)."""

    topic: Topic
    headings: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Listing:
    """A section in the list of all pages; ``all_url`` leads to the whole of one that is longer than what is shown."""

    name: str
    entries: list[Listed]
    all_url: str = ""


@dataclass(frozen=True)
class Addition:
    """What another app brings to the list, in the active language. Named in ``settings.LISTED``."""

    # The section of pages that its own follows.
    after: Section
    # Its name and its entries.
    section: Callable[[], tuple[str, Iterable[Topic]]]


@cache
def additions() -> list[Addition]:
    return [import_string(name) for name in settings.LISTED]


def all_pages() -> list[Listing]:
    """The published pages under their section's name, in the order of the menu, and the sections of other apps."""
    in_sections = {name: list(group) for name, group in groupby(_first_pages(), lambda page: page.section)}
    with_headings = sum(1 + len(_headings(page)) for group in in_sections.values() for page in group) <= MOST_LINES
    found = []
    for section in Section:
        if section in in_sections:
            found.append(_listing(section, in_sections[section], with_headings))
        for addition in additions():
            if addition.after == section:
                name, topics = addition.section()
                found.append(Listing(name, [Listed(topic) for topic in topics]))
    return found


def _first_pages() -> list[Page]:
    """Of each section as many as are shown, and one more where there are more."""
    first = [pk for section in Section for pk in pages_of(section).values_list("pk", flat=True)[: OF_A_SECTION + 1]]
    cards = Card.objects.published().prefetch_related("translations")
    pages = Page.objects.filter(pk__in=first).by_section().with_words().prefetch_related(Prefetch("cards", cards))
    return [page for page in pages if page.shown_words]


def pages_of(section: str) -> PageQuerySet:
    """The published pages of a section, in their order."""
    return Page.objects.published().in_section(section)


def _listing(section: Section, pages: list[Page], with_headings: bool) -> Listing:
    entries = [Listed(topic(page), _headings(page) if with_headings else []) for page in pages[:OF_A_SECTION]]
    all_url = reverse("section_pages", args=[section.value]) if len(pages) > OF_A_SECTION else ""
    return Listing(str(section.label), entries, all_url)


def topic(page: Page) -> Topic:
    """A page as a list shows it."""
    return Topic(page.shown_words.menu_title, page.get_absolute_url(), page.words is not None)


def _headings(page: Page) -> list[tuple[str, str]]:
    # An untranslated page has no places of its own: it only offers its English.
    groups = in_groups(list(page.cards.all())) if page.words else []
    return [(f"g-{cards[0].key}", heading) for heading, cards in groups if heading]
