"""Timelines in numbered pages, once they are longer than a page holds: a campaign's own, and of all that was won."""

from typing import Any

from django.core.paginator import Page
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from campaigns.models import Campaign, Step
from idpwsp.foundation.numbered import numbered

# As many as fit into 14 KB, on a campaign's page with all else that stands there.
STEPS_ON_A_PAGE = 8
WON_ON_A_PAGE = 12
# In the row of years on the home page: the latest ones.
YEARS = 12


def steps_of(request: HttpRequest, campaign: Campaign, drafts: bool = False) -> Page:
    """The page of a campaign's timeline that ``?page=`` asks for; a preview with the drafts shows all of it. Raises
    ``Http404`` for a page that it has not."""
    steps = campaign.steps.all() if drafts else campaign.steps.published()
    steps = steps.prefetch_related("translations", "sources") if campaign.pk else Step.objects.none()
    return numbered(request, steps, max(steps.count(), 1) if drafts else STEPS_ON_A_PAGE)


def path_to_step(step: Step) -> str:
    """Where it stands now."""
    before = list(step.campaign.steps.published().values_list("pk", flat=True)).index(step.pk)
    return _path(step.campaign.get_absolute_url(), before // STEPS_ON_A_PAGE + 1, step.key)


def won(request: HttpRequest) -> Page:
    """The page of all victories that ``?page=`` asks for, oldest first. Each has the ``path`` to it on its campaign."""
    page = numbered(request, Step.objects.won().whole().annotate(is_on_long=_is_on_a_long_timeline()), WON_ON_A_PAGE)
    for step in page:
        step.path = path_of(step, step.is_on_long)
    return page


def path_of(step: Step, is_on_long: bool) -> str:
    """The way to a step, however its timeline may grow."""
    return reverse("campaign_step", args=[step.campaign.slug, step.key]) if is_on_long else step.get_absolute_url()


def latest_won(address: str) -> list[Step]:
    """The latest victories, oldest first, each with the ``won_path`` to it on the page of all, which is at ``address``."""
    victories = Step.objects.won()
    before = max(victories.count() - YEARS, 0)
    steps = list(victories.whole()[before : before + YEARS])
    for place, step in enumerate(steps, before):
        step.won_path = _path(address, place // WON_ON_A_PAGE + 1, step.won_fragment)
    return steps


def _is_on_a_long_timeline() -> Any:
    others: QuerySet = Step.objects.published().filter(campaign=OuterRef("campaign")).order_by()
    return Exists(others[STEPS_ON_A_PAGE : STEPS_ON_A_PAGE + 1])


def _path(address: str, number: int, fragment: str) -> str:
    return f"{address}{f'?page={number}' if number > 1 else ''}#{fragment}"
