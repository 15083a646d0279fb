"""What a journalist needs: beside an article, and on the page for the press (named in ``settings.PAGE_CONTEXT``)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Article, Campaign, Step
from resources.models import Card, Page, Section

NEWEST = 5
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


def for_press(page: Page) -> dict[str, Any]:
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
    outline = [*words.outline, *((fragment, title) for fragment, title, is_there in further if is_there)]
    return {**context, "outline": outline}


def press_block(campaign: Campaign | None) -> PressBlock:
    """Whom to ask, and the facts that a campaign rests on; without any, all our facts."""
    found = {
        page.address: page
        for page in Page.objects.published().filter(address__in=[CONTACT, FACTS, PRESS]).with_words()
        if page.shown_words
    }
    facts = list(campaign.rests_on.published().by_section().with_words()) if campaign else []
    if not facts and FACTS in found:
        facts = [found[FACTS]]
    return PressBlock(facts, found.get(CONTACT), found.get(PRESS))


def _fact_pages() -> list[Sourced]:
    """The pages of facts that have sourced statements, in their order."""
    pages = Page.objects.published().filter(section=Section.FACTS).by_section().with_words()
    cards = Card.objects.published().filter(page__in=pages.order_by().values("pk"), sources__isnull=False)
    numbers = dict(cards.order_by().values_list("page").annotate(Count("pk", distinct=True)))
    return [Sourced(page, numbers[page.pk]) for page in pages if page.pk in numbers]


def _timelines() -> list[Sourced]:
    """The campaigns that have sourced steps, in their order."""
    steps = Step.objects.published().filter(sources__isnull=False)
    numbers = dict(steps.order_by().values_list("campaign").annotate(Count("pk", distinct=True)))
    campaigns = Campaign.objects.published().with_words()
    return [Sourced(campaign, numbers[campaign.pk]) for campaign in campaigns if campaign.pk in numbers]
