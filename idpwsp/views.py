"""The way out, and the pages for when something is not there."""

import sys
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.encoding import iri_to_uri
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from idpwsp import held
from idpwsp.foundation.guard import held as held_for_readers
from idpwsp.foundation.page_cache.policy import cached_page
from idpwsp.signin import views as signin
from resources.models import Organisation

# The standard asks for less than a year.
SECURITY_TXT_LASTS = timedelta(days=180)


# The clearing request comes from a page that is being left: it can carry no token, and changes nothing here.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Leave at once: a bare 303 to the exit site.

    POST is what the script sends once the reader is gone: it asks the browser to drop its cache of this site.
    That can take Chromium many seconds, so it never stands on the way out itself.
    """
    if request.method == "POST":
        return HttpResponse(status=204, headers={"Clear-Site-Data": '"cache"', "Cache-Control": "no-store"})
    # In the letters that a header may hold: browsers understand no other.
    location = iri_to_uri(Organisation.shown().exit_url)
    return HttpResponse(status=303, headers={"Location": location, "Cache-Control": "no-store"})


@cached_page()
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /leave/", "Disallow: /staff/", f"Sitemap: {settings.SITE_URL}/sitemap.xml"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@cached_page()
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole in the site (RFC 9116), where staff have named somebody."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    # By whole days, so that it is the same page all day.
    expires = datetime.now(UTC).date() + SECURITY_TXT_LASTS
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires.isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {settings.SITE_URL}{request.path}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for our own faults. It asks neither the database nor the context processors."""
    error, context = sys.exc_info()[1], {"organisation": Organisation.last_read()}
    if with_words := held.broken(request, error) or held_for_readers.broken(request, error, context):
        return with_words
    return HttpResponse(render_to_string("500.html", context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A staff form came from somewhere else, or its page was open for too long."""
    return (
        held.refused(request)
        or signin.in_another_tab(request)
        or render(request, "403.html", {"form_refused": True}, status=403)
    )
