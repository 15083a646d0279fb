"""Campaigns: the list, each one's page, and all the news of one."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.endorsing import endorsers
from campaigns.models import Campaign, EventDate, Step
from campaigns.reading import crumbs_to, home, read, reading, reading_list, rests_on, show
from campaigns.replying import replies_below
from campaigns.timeline import path_to_step, steps_of
from idpwsp.foundation.numbered import numbered
from idpwsp.foundation.page_cache.policy import cached_page
from resources.reading import OUTLINE_FROM, number_sources

# On a campaign's own page.
NEWEST = 5
COMING = 5


@cached_page(query=("page",))
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All campaigns, by how they stand."""
    listed = numbered(request, Campaign.objects.published().by_standing().with_words())
    groups = [
        (Campaign.Standing(standing).label, list(group))
        for standing, group in groupby(listed, lambda campaign: campaign.standing)
    ]
    context = reading_list(_("Campaigns"), home(), groups=groups, listed=listed, feed_url=reverse("feed"))
    return render(request, "campaigns/index.html", context)


@cached_page(query=("page",))
@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """A published campaign."""
    return read(request, Campaign.objects.whole(), slug, show_campaign)


@require_safe
def step(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """To where a step stands on a timeline of several pages."""
    steps = Step.objects.published().filter(campaign__in=Campaign.objects.published().filter(slug=slug).values("pk"))
    found = get_object_or_404(steps.select_related("campaign"), key=key)
    return HttpResponseRedirect(path_to_step(found))


@cached_page(query=("page",))
@require_safe
def news(request: HttpRequest, slug: str) -> HttpResponse:
    """All the news of a published campaign, newest first."""
    return read(request, Campaign.objects.with_words(), slug, show_news)


def show_news(request: HttpRequest, found: Campaign) -> HttpResponse:
    context = reading_list(
        _("News"),
        crumbs_to(found),
        campaign=found,
        listed=numbered(request, found.articles.published().newest_first().listed()),
        feed_url=found.feed_url,
    )
    return render(request, "campaigns/campaign_news.html", context)


def show_campaign(request: HttpRequest, found: Campaign, drafts: bool = False) -> HttpResponse:
    """Any campaign, published or not, as readers see it in the active language."""
    listed = steps_of(request, found, drafts)
    steps = list(listed)
    words = found.words or found.source_words
    bodies = [getattr(words, "action", ""), *(step.shown_words.body for step in steps)]
    articles = list(found.articles.published().newest_first().with_words()[: NEWEST + 1])
    context = {
        **reading(found, steps, bodies),
        "steps": steps,
        "listed": listed,
        "footnotes": number_sources(steps),
        "articles": articles[:NEWEST],
        "has_more_news": len(articles) > NEWEST,
        "dates": _coming(found),
        "rests_on": rests_on(found),
        **endorsers(found),
        "replies": replies_below(found),
    }
    if context["is_translated"]:
        context["outline"] = _outline(context)
    return show(request, "campaigns/campaign.html", context)


def _outline(context: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """ "On this page": (fragment, words) of each part that there is; empty for a short page."""
    parts = [
        ("part-act", _("What you can do now"), context["words"].action),
        ("part-signed", _("Who has signed"), context["signed"].total or context["can_be_signed"]),
        ("part-steps", _("What has happened"), context["steps"]),
        ("part-news", _("News"), context["articles"]),
        ("part-events", _("Coming up"), context["dates"]),
        ("part-facts", _("What it rests on"), context["rests_on"]),
        ("part-replies", _("Replies"), context["replies"].count or context["replies"].is_open),
    ]
    found = (*context["words"].outline, *((fragment, label) for fragment, label, is_there in parts if is_there))
    return found if len(found) >= OUTLINE_FROM else ()


def _coming(found: Campaign) -> list[EventDate]:
    """The next dates of its events that are not over."""
    dates = EventDate.objects.filter(event__in=found.events.shown(), over_at__gt=timezone.now())
    return list(dates.select_related("event").prefetch_related("event__translations")[:COMING])
