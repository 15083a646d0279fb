"""Atom feeds: of everything, and of each campaign."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from campaigns import feeds
from campaigns.models import Campaign
from idpwsp.foundation.addresses import nothing_published

# A feed reader may ask at every start; what was taken down is gone from it after this, at the latest.
CACHE_CONTROL = "public, max-age=600"


@require_safe
def of_everything(request: HttpRequest) -> HttpResponseBase:
    return _respond(request, feeds.of_everything())


@require_safe
def of_campaign(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The feed of a published campaign. Moved: redirects. Gone: 410."""
    found = Campaign.objects.published().with_words().filter(slug=slug).first()
    if found is not None and found.shown_words:
        return _respond(request, feeds.of_campaign(found))
    response = nothing_published(request, Campaign.objects.filter(slug=slug), f"{Campaign.FOLDER}/{slug}/")
    if "Location" in response.headers:
        response.headers["Location"] += "feed/"
    return response


def _respond(request: HttpRequest, feed: feeds.FullTextFeed) -> HttpResponseBase:
    """The feed, or 304 to who has it. The ETag is of its very words, so it changes with whatever changes in them."""
    content = feed.writeString("utf-8").encode()
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    changed = int(feeds.last_change().timestamp())
    headers = {"ETag": etag, "Last-Modified": http_date(changed), "Cache-Control": CACHE_CONTROL}
    response = HttpResponse(content, content_type=feed.content_type, headers=headers)
    return get_conditional_response(request, etag, changed, response) or response
