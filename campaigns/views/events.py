"""Events: what is coming, the archive of a year, and each event."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.models import Event
from campaigns.models.event import EventQuerySet
from campaigns.reading import ROOMS, home, read, reading, reading_list, show
from idpwsp.foundation.numbered import numbered
from idpwsp.foundation.page_cache.policy import cached_page


@cached_page(query=("page",))
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is coming, soonest first; how to subscribe to it; the way to the archive."""
    shown = Event.objects.shown()
    context = reading_list(
        _("Events"),
        home(),
        listed=numbered(request, with_dates(shown.upcoming())),
        years=shown.past().years(),
        calendar_host=urlsplit(settings.SITE_URL).netloc,
    )
    return render(request, "campaigns/events.html", context)


@cached_page(query=("page",))
@require_safe
def archive(request: HttpRequest, year: int) -> HttpResponse:
    """What took place in a year, the last first. 404 where nothing did."""
    past = Event.objects.shown().past()
    listed = numbered(request, with_dates(past.of_year(year)))
    if not listed.object_list:
        raise Http404
    context = reading_list(
        _("Events in %(year)s") % {"year": year},
        [*home(), ROOMS["events"]()],
        listed=listed,
        years=past.years(),
        year=year,
    )
    return render(request, "campaigns/events_archive.html", context)


def with_dates(events: EventQuerySet) -> EventQuerySet:
    """With what a list shows of them."""
    return events.with_words().prefetch_related("dates")


@cached_page()
@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """A published event."""
    return read(request, Event.objects.whole(), slug, show_event)


def show_event(request: HttpRequest, found: Event, drafts: bool = False) -> HttpResponse:
    """Any event, published or not, as readers see it in the active language."""
    campaign = found.campaign if found.campaign and found.campaign.is_published() else None
    context = {**reading(found), "event": found, "campaign": campaign}
    return show(request, "campaigns/event.html", context, "campaigns/event_untranslated.html")
