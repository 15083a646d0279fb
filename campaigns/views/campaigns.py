"""Campaigns: the list, and each one's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns.models import Campaign
from campaigns.reading import reading, show
from campaigns.replying import replies_below
from idpwsp.foundation.addresses import nothing_published


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    found = list(Campaign.objects.published().with_words())
    return render(request, "campaigns/index.html", {"campaigns": found, "section": "campaigns"})


@require_safe
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """A published campaign. Moved: redirects. Gone: 410."""
    found = Campaign.objects.published().whole().filter(slug=slug).first()
    if found is None:
        return nothing_published(request, Campaign.objects.filter(slug=slug), f"{Campaign.FOLDER}/{slug}/")
    return show_campaign(request, found)


def show_campaign(request: HttpRequest, found: Campaign, drafts: bool = False) -> HttpResponse:
    """Any campaign, published or not, as readers see it in the active language."""
    steps = found.shown_steps(drafts)
    bodies = [step.shown_words.body for step in steps]
    return show(
        request,
        "campaigns/campaign.html",
        {**reading(found, steps, bodies), "steps": steps, "replies": replies_below(found)},
    )
