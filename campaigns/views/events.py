"""Events: what is coming, the archive of a year, and each event."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns.models import Event
from campaigns.reading import reading, show
from idpwsp.foundation.addresses import nothing_published


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(
        request, "campaigns/events.html", {"events": Event.objects.published().whole(), "section": "campaigns"}
    )


@require_safe
def archive(request: HttpRequest, year: int) -> HttpResponse:
    found = Event.objects.published().whole().filter(dates__day__year=year).distinct()
    return render(request, "campaigns/events.html", {"events": found, "year": year, "section": "campaigns"})


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """A published event. Moved: redirects. Gone: 410."""
    found = Event.objects.published().whole().filter(slug=slug).first()
    if found is None:
        return nothing_published(request, Event.objects.filter(slug=slug), f"{Event.FOLDER}/{slug}/")
    return show_event(request, found)


def show_event(request: HttpRequest, found: Event, drafts: bool = False) -> HttpResponse:
    """Any event, published or not, as readers see it in the active language."""
    return show(request, "campaigns/event.html", reading(found))
