"""Events for calendars: one event, and all of them to subscribe to."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.http import require_safe

from campaigns.calendars import CONTENT_TYPE, calendar, subscribed_dates
from campaigns.models import Event
from idpwsp.foundation.addresses import nothing_published
from idpwsp.foundation.page_cache.policy import cached_page
from resources.models import Organisation


@cached_page()
@require_safe
def every_event(request: HttpRequest) -> HttpResponse:
    """What is coming, and what was over in the last weeks, to subscribe to."""
    return _answer(calendar(subscribed_dates(), Organisation.current().short_name), "calendar.ics")


@cached_page()
@require_safe
def one_event(request: HttpRequest, slug: str) -> HttpResponse:
    """All dates of a published event. Moved: redirects to where it is now. Gone: 410."""
    found = Event.objects.shown().with_words().prefetch_related("dates").filter(slug=slug).first()
    if found is None:
        answer = nothing_published(request, Event.objects.filter(slug=slug), f"{Event.FOLDER}/{slug}/")
        if isinstance(answer, HttpResponsePermanentRedirect):
            answer.headers["Location"] = answer.url.removesuffix("/") + ".ics"
        return answer
    return _answer(calendar(found.dates.all(), Organisation.current().short_name), "event.ics")


def _answer(content: bytes, name: str) -> HttpResponse:
    """``name`` stays in the reader's list of downloads."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)
