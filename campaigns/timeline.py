"""Timelines in numbered pages, once they are longer than a page holds: a campaign's own, and of all that was won."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from campaigns.models import Campaign, Step
from idpwsp.foundation.numbered import numbered
from idpwsp.foundation.translation import shown_words
from resources.reading import Crumb

# As many as fit into 14 KB, on a campaign's page with all else that stands there.
STEPS_ON_A_PAGE = 8
WON_ON_A_PAGE = 12
# In the row of years on the home page: the latest ones.
YEARS = 12


def steps_of(request: HttpRequest, campaign: Campaign, drafts: bool = False) -> Page:
    """The page of a campaign's timeline that ``?page=`` asks for; a preview with the drafts shows all of it. Raises
    ``Http404`` for a page that it has not."""
    steps = campaign.steps.all() if drafts else campaign.steps.published()
    steps = steps.prefetch_related(shown_words(Step), "sources") if campaign.pk else Step.objects.none()
    return numbered(request, steps, max(steps.count(), 1) if drafts else STEPS_ON_A_PAGE)


def path_to_step(step: Step) -> str:
    """Where it stands now."""
    before = list(step.campaign.steps.published().values_list("pk", flat=True)).index(step.pk)
    return _path(step.campaign.get_absolute_url(), before // STEPS_ON_A_PAGE + 1, step.key)


def won(request: HttpRequest) -> Page:
    """The page of all victories that ``?page=`` asks for, oldest first. Each is ``told_on`` its campaign."""
    page = numbered(request, Step.objects.won().whole().annotate(is_on_long=_is_on_a_long_timeline()), WON_ON_A_PAGE)
    for step in page:
        step.told_on = _told_on(step)
    return page


def _told_on(step: Any) -> Crumb:
    campaign = step.campaign
    url = path_of(step, step.is_on_long) if campaign.words else campaign.get_absolute_url()
    return Crumb(url, campaign.shown_words.title, campaign.words is not None)


def path_of(step: Step, is_on_long: bool) -> str:
    """The way to a step, however its timeline may grow."""
    return reverse("campaign_step", args=[step.campaign.slug, step.key]) if is_on_long else step.get_absolute_url()


@dataclass(frozen=True)
class Victory:
    """What was won, in a line, and where it is told."""

    year: str
    title: str
    url: str
    is_translated: bool


def latest_won(address: str) -> tuple[Victory, ...]:
    """The latest victories, oldest first, as they are told on the page of all, at ``address``."""
    victories = Step.objects.won()
    latest = list(victories.order_by("-since", "-pk").listed()[: YEARS + 1])
    before = victories.count() - YEARS if len(latest) > YEARS else 0
    return tuple(
        Victory(
            step.year,
            step.shown_words.title,
            _path(address, place // WON_ON_A_PAGE + 1, step.won_fragment),
            step.words is not None,
        )
        for place, step in enumerate(reversed(latest[:YEARS]), before)
    )


def _is_on_a_long_timeline() -> Any:
    others: QuerySet = Step.objects.published().filter(campaign=OuterRef("campaign")).order_by()
    return Exists(others[STEPS_ON_A_PAGE : STEPS_ON_A_PAGE + 1])


def _path(address: str, number: int, fragment: str) -> str:
    return f"{address}{f'?page={number}' if number > 1 else ''}#{fragment}"
