"""A page made ready for reading: everything that a template shows, in the active language.

Used by the public view and by the preview, so that staff see exactly what readers will.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from idpwsp.foundation import keeping, richtext
from idpwsp.foundation.keeping import Kept
from idpwsp.foundation.numbered import numbered
from idpwsp.foundation.translation import SOURCE_LANGUAGE
from resources.directory import ADDRESS, directory
from resources.landing import landings
from resources.models import Card, Page, Section, Source, Statement
from resources.models.page import PageQuerySet, in_groups

# A shorter page is seen whole without a table of contents.
OUTLINE_FROM = 3
PRIVACY_ADDRESS = "privacy/"


@dataclass(frozen=True)
class WayIn:
    """A door of the home page, in the active language, else in English."""

    url: str
    label: str
    text: str


def reading(request: HttpRequest, page: Page, drafts: bool = False) -> dict[str, Any]:
    """The template context of a page; ``?page=`` asks for a further part of a long list on it. ``drafts`` adds the
    cards and services that are not published yet. Raises ``Http404`` where a list has no such part."""
    words = page.words or page.source_words
    # Home shows none.
    cards = [] if page.is_home else page.shown_cards(drafts)
    groups = in_groups(cards)
    shown = [page, *cards]
    context: dict[str, Any] = {
        "page": page,
        "words": words,
        "groups": groups,
        "footnotes": number_sources(cards),
        "outline": outline(page, words, groups),
        "crumbs": crumbs(page),
        "section": page.section,
        "may_name_us": page.may_name_us,
        "alternates": alternates(page),
        "is_translated": page.words is not None,
        "pictures": richtext.find_pictures([words.body, *(card.shown_words.body for card in cards)]),
    }
    if page.is_home:
        context["doors"] = tuple(
            WayIn(door.target.get_absolute_url(), door.label, door.text) for door in page.open_doors()
        )
    elif page.address == ADDRESS:
        context |= directory(request, drafts)
        shown += [service for need in context["needs"] for service in need.shown_services]
    elif page.is_landing:
        context["children"] = context["listed"] = numbered(request, children(page))
    if page.address == PRIVACY_ADDRESS:
        context["live"] = live_settings()
    kept: list[Kept] = []
    for add in settings.PAGE_CONTEXT.get(page.address, ()):
        context |= import_string(add)(page, request)
        # What has words of its own: readers are told the state of its translation too.
        shown += context.pop("shown", [])
        kept += context.pop("kept", [])
    if kept:
        context |= keeping.shown(kept)
    context["translation_state"] = translation_state(shown)
    return context


def number_sources(statements: Iterable[Statement]) -> list[tuple[int, Source]]:
    """Number the sources for print: each address once, in order; every statement learns its numbers."""
    numbers: dict[str, tuple[int, Source]] = {}
    for each in statements:
        sources = list(each.sources.all())
        for source in sources:
            numbers.setdefault(source.url, (len(numbers) + 1, source))
        each.footnote_numbers = [numbers[source.url][0] for source in sources]
    return list(numbers.values())


def outline(
    page: Page, words: Any, groups: list[tuple[str, list[Card]]], more: Iterable[tuple[str, str]] = ()
) -> tuple[tuple[str, str], ...]:
    """ "On this page": (fragment, words) of each part; empty for a short page. ``more`` stands before the cards."""
    parts = [*words.outline, *more]
    if page.address == PRIVACY_ADDRESS:
        parts.append(("kept", _("What is kept, and for how long")))
        parts.append(("live", _("What is set on this site today")))
    for heading, cards in groups:
        if heading:
            parts.append((f"g-{cards[0].key}", heading))
        else:
            parts += [(card.key, card.shown_words.title) for card in cards]
    return tuple(parts) if len(parts) >= OUTLINE_FROM else ()


@dataclass(frozen=True)
class Crumb:
    """A step of the way from the home page to where one is."""

    url: str
    label: str
    is_translated: bool = True


def crumb(page: Page) -> Crumb:
    return Crumb(page.get_absolute_url(), page.shown_words.menu_title, page.words is not None)


def crumbs(page: Page) -> list[Crumb]:
    """The pages above this one, from the home page down."""
    sections = [] if page.is_home else [Section.HOME]
    if not page.is_landing:
        sections.append(Section(page.section))
    return crumbs_of(*sections)


def crumbs_of(*sections: Section) -> list[Crumb]:
    """The pages that open these sections, as far as they are published and have words."""
    return [
        Crumb(each.url, each.label, each.is_translated)
        for each in landings()
        if each.label and each.section in sections
    ]


def children(page: Page) -> PageQuerySet:
    """The pages that a landing page lists."""
    return Page.objects.published().in_section(page.section).exclude(pk=page.pk).with_words()


def alternates(thing: Any) -> list[tuple[str, str]]:
    """(language, absolute address) for each language that a page, or whatever has an address, really has words in."""
    found = []
    for code in thing.written_in:
        with translation.override(code):
            found.append((code, settings.SITE_URL + thing.get_absolute_url()))
    return found


def translation_state(shown: list[Any]) -> dict[str, bool]:
    """What readers are told of the translation: not checked by a native speaker, behind its English, with gaps."""
    if get_language() == SOURCE_LANGUAGE:
        return {}
    rows = [each.words for each in shown]
    present = [row for row in rows if row is not None]
    state = {
        "unreviewed": any(not row.is_reviewed for row in present),
        "behind": any(row.is_behind for row in present),
        "partial": len(present) < len(rows),
    }
    return state if any(state.values()) else {}


def live_settings() -> dict[str, Any]:
    """What the privacy page says of the site, read from the settings in force."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    sources = {source for allowed in directives.values() for source in allowed}
    return {
        "staff_path": settings.SESSION_COOKIE_PATH,
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
        # Keywords and hashes stand in quotes (CSP Level 3, 2.3.1); whatever does not is another host.
        "other_hosts": sorted(source for source in sources if not source.startswith("'")),
        "hides_where_from": settings.SECURE_REFERRER_POLICY in ("same-origin", "no-referrer"),
    }
