"""Events: what is coming, the archive of a year, and each event."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.models import Event
from campaigns.models.event import EventQuerySet
from campaigns.reading import ROOMS, home, reading, show
from idpwsp.foundation.addresses import nothing_published

ON_A_PAGE = 20


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is coming, soonest first; how to subscribe to it; the way to the archive."""
    shown = Event.objects.shown()
    context = {
        "title": _("Events"),
        "crumbs": home(),
        "listed": listed(request, shown.upcoming()),
        "years": shown.past().years(),
        "calendar_host": urlsplit(settings.SITE_URL).netloc,
    }
    return show_list(request, "campaigns/events.html", context)


@require_safe
def archive(request: HttpRequest, year: int) -> HttpResponse:
    """What took place in a year, the last first. 404 where nothing did."""
    past = Event.objects.shown().past()
    page = listed(request, past.of_year(year))
    if not page.object_list:
        raise Http404
    context = {
        "title": _("Events in %(year)s") % {"year": year},
        "crumbs": [*home(), ROOMS["events"]()],
        "listed": page,
        "years": past.years(),
        "year": year,
    }
    return show_list(request, "campaigns/events_archive.html", context)


def listed(request: HttpRequest, events: EventQuerySet) -> Any:
    """The page of a list that was asked for, with all that it shows. Raises ``Http404`` where there is none."""
    try:
        return Paginator(events.with_words().prefetch_related("dates"), ON_A_PAGE).page(request.GET.get("page", 1))
    except InvalidPage as error:
        raise Http404 from error


def show_list(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    # What the crumbs show of where the reader is.
    here = {"words": {"menu_title": context["title"]}, "is_translated": True, "section": "campaigns"}
    return render(request, template, {**context, **here})


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """A published event. Moved: redirects. Gone: 410."""
    found = Event.objects.published().whole().filter(slug=slug).first()
    if found is None:
        return nothing_published(request, Event.objects.filter(slug=slug), f"{Event.FOLDER}/{slug}/")
    return show_event(request, found)


def show_event(request: HttpRequest, found: Event, drafts: bool = False) -> HttpResponse:
    """Any event, published or not, as readers see it in the active language."""
    campaign = found.campaign if found.campaign and found.campaign.is_published() else None
    return show(request, "campaigns/event.html", {**reading(found), "event": found, "campaign": campaign})
