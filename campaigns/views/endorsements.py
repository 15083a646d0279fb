"""Endorsements: signing a campaign, the list of who has signed, and a sheet to sign on paper."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.endorsing import endorsers
from campaigns.models import Campaign, Endorsement
from campaigns.models.moderated import KEPT
from campaigns.reading import crumbs_to
from campaigns.signing import LINES, EndorseForm
from idpwsp.foundation.addresses import ASK_AGAIN, nothing_published
from idpwsp.foundation.guard.views import answer, guarded
from idpwsp.foundation.numbered import numbered
from idpwsp.foundation.page_cache.policy import cached_page

NAMES_ON_A_PAGE = 100


@guarded(EndorseForm)
def endorse(request: HttpRequest, form: EndorseForm, slug: str) -> HttpResponse:
    """Sign a campaign. Where it takes no endorsements any more, a kind 410."""
    found = _published(slug)
    if found is None:
        return _form_elsewhere(_nothing(request, slug))
    if not found.takes_endorsements:
        return _closed(request, found)
    form.campaign = found
    return answer(
        request, form, about=f"endorse {found.pk}", keep=form.keep, again=Endorsement.objects.lodge_again,
        template="campaigns/endorse.html", done="campaigns/endorsed.html", context=_about(found, _("Sign")),
    )  # fmt: skip


@cached_page(query=("page",))
@require_safe
def names(request: HttpRequest, slug: str) -> HttpResponse:
    """All names that are shown on a campaign, in pages."""
    found = _published(slug)
    if found is None:
        return _nothing(request, slug)
    context = {**_about(found, _("Names")), **endorsers(found), "title": _("Who has signed")}
    context["listed"] = numbered(request, found.endorsements.names(), NAMES_ON_A_PAGE)
    return render(request, "campaigns/endorse_names.html", context)


@cached_page()
@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """A sheet to print and sign on paper."""
    found = _published(slug)
    if found is None:
        return _nothing(request, slug)
    if not found.takes_endorsements:
        return _closed(request, found)
    return render(request, "campaigns/endorse_sheet.html", {**_about(found, _("Sheet")), "lines": range(LINES)})


def _published(slug: str) -> Campaign | None:
    found: Campaign | None = Campaign.objects.published().with_words().filter(slug=slug).first()
    return found if found and (found.words or found.source_words) else None


def _nothing(request: HttpRequest, slug: str) -> HttpResponse:
    return nothing_published(request, Campaign.objects.filter(slug=slug), f"{Campaign.FOLDER}/{slug}/")


def _form_elsewhere(response: HttpResponse) -> HttpResponse:
    """Where a campaign has moved, so has its form, and a browser takes along what was filled in."""
    if response.status_code != HttpResponsePermanentRedirect.status_code:
        return response
    slug = response.headers["Location"].rstrip("/").rpartition("/")[2]
    headers = {"Cache-Control": ASK_AGAIN}
    return HttpResponsePermanentRedirect(reverse("endorse", args=[slug]), preserve_request=True, headers=headers)


def _closed(request: HttpRequest, found: Campaign) -> HttpResponse:
    response = render(request, "campaigns/endorse_closed.html", _about(found, _("Sign")), status=410)
    response.headers["Cache-Control"] = ASK_AGAIN
    return response


def _about(found: Campaign, here: str) -> dict[str, Any]:
    """What all these pages know of their campaign. They exist in every language, whatever it has words in."""
    return {
        "campaign": found,
        "words_of_campaign": found.shown_words,
        "words": {"menu_title": here},
        "is_translated": True,
        "crumbs": crumbs_to(found),
        "section": "campaigns",
        "kept_days": KEPT.days,
    }
