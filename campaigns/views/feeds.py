"""Atom feeds: of everything, and of each campaign."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from campaigns import feeds
from campaigns.models import Campaign
from idpwsp.foundation.addresses import nothing_published
from idpwsp.foundation.page_cache.policy import cached_page

# A feed reader may ask at every start; what was taken down is gone from it after this, at the latest.
CACHE_CONTROL = "public, max-age=600"


@cached_page()
@require_safe
def of_everything(request: HttpRequest) -> HttpResponse:
    return _respond(feeds.of_everything())


@cached_page()
@require_safe
def of_campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """The feed of a published campaign. Moved: redirects. Gone: 410."""
    found = Campaign.objects.published().with_words().filter(slug=slug).first()
    if found is not None and found.shown_words:
        return _respond(feeds.of_campaign(found))
    response = nothing_published(request, Campaign.objects.filter(slug=slug), f"{Campaign.FOLDER}/{slug}/")
    if "Location" in response.headers:
        response.headers["Location"] += "feed/"
    return response


def _respond(feed: feeds.FullTextFeed) -> HttpResponse:
    """The feed. Who has it already is told so by the page cache."""
    changed = http_date(int(feeds.last_change().timestamp()))
    headers = {"Last-Modified": changed, "Cache-Control": CACHE_CONTROL}
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type, headers=headers)
