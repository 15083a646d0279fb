"""What a journalist needs: beside an article, and on the page for the press (named in ``settings.PAGE_CONTEXT``)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Article, Campaign, Step
from campaigns.reading import rests_on
from resources.models import Card, Page, Section

NEWEST = 5
# Of pages, and of timelines: their own lists show the others.
MOST = 12
CONTACT, FACTS, PRESS = "contact/", "facts/", "press/"


@dataclass(frozen=True)
class Sourced:
    """A page or a campaign, and how many statements with sources stand on it."""

    thing: Page | Campaign
    statements: int


@dataclass(frozen=True)
class PressBlock:
    """What a journalist needs beside an article; a page that is not published is None or missing."""

    facts: list[Page]
    contact: Page | None
    press: Page | None


def for_press(page: Page, _request: HttpRequest) -> dict[str, Any]:
    """For journalists: what is new, and where our facts stand with their sources."""
    context: dict[str, Any] = {
        "newest": list(Article.objects.published().newest_first().listed()[:NEWEST]),
        "feed_url": reverse("feed"),
        "fact_pages": _fact_pages(),
        "timelines": _timelines(),
    }
    words = page.words or page.source_words
    further = [
        ("part-new", _("What is new"), context["newest"]),
        ("part-facts", _("Pages with sources"), context["fact_pages"] or context["timelines"]),
        ("part-logo", _("Our logo"), True),
    ]
    outline = (*words.outline, *((fragment, title) for fragment, title, is_there in further if is_there))
    return {**context, "outline": outline}


def press_block(campaign: Campaign | None) -> PressBlock:
    """Whom to ask, and the facts that a campaign rests on; without any, all our facts."""
    found = {
        page.address: page
        for page in Page.objects.published().filter(address__in=[CONTACT, FACTS, PRESS]).with_words()
        if page.shown_words
    }
    facts = rests_on(campaign) if campaign else []
    if not facts and FACTS in found:
        facts = [found[FACTS]]
    return PressBlock(facts, found.get(CONTACT), found.get(PRESS))


def _fact_pages() -> list[Sourced]:
    """The first pages of facts that have sourced statements, in their order."""
    cards = Card.objects.published().filter(page=OuterRef("pk"))
    return _sourced(Page.objects.published().in_section(Section.FACTS), cards, "page")


def _timelines() -> list[Sourced]:
    """The first campaigns that have sourced steps, in their order."""
    return _sourced(Campaign.objects.published(), Step.objects.published().filter(campaign=OuterRef("pk")), "campaign")


def _sourced(things: Any, statements: QuerySet, parent: str) -> list[Sourced]:
    """``statements`` are those of each thing, which is their ``parent``."""
    with_sources = statements.filter(sources__isnull=False).order_by()
    number = with_sources.values(parent).annotate(number=Count("pk", distinct=True)).values("number")
    found = things.filter(Exists(with_sources)).annotate(statements=Subquery(number)).with_words()
    return [Sourced(thing, thing.statements) for thing in found[:MOST]]
