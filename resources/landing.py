"""The pages that every page leads to: home, those that open a section, and those about this site."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from idpwsp.foundation.page_cache.remembering import remembered
from resources.models import Page, Section

# At the foot of every page.
MOST_SITE_PAGES = 12


@dataclass(frozen=True)
class Link:
    """A page by its short title, in the active language, else in English; empty where it has no words at all."""

    section: str
    address: str
    url: str
    label: str
    is_translated: bool


@remembered
def landings() -> tuple[Link, ...]:
    """The home page and those that open a section, as far as they are published, in the order of the menu."""
    found = Page.objects.published().filter(Q(address="") | Q(slug=F("section"), at_root=True))
    return links(found.by_section().with_words())


@remembered
def site_pages() -> tuple[Link, ...]:
    """The pages about this site, which stand at the foot of every page."""
    return links(Page.objects.published().in_section(Section.SITE).with_words()[:MOST_SITE_PAGES])


def links(pages: Iterable[Page]) -> tuple[Link, ...]:
    return tuple(
        Link(
            page.section,
            page.address,
            page.get_absolute_url(),
            page.shown_words.menu_title if page.shown_words else "",
            page.words is not None,
        )
        for page in pages
    )
