"""Reading pages, and pictures."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from idpwsp.foundation.addresses import nothing_published
from idpwsp.foundation.numbered import numbered
from idpwsp.foundation.page_cache.policy import cached_page
from resources import directory, listing
from resources.models import Page, Picture, Section
from resources.reading import crumb, reading

PAGES_ON_A_PAGE = 100


@cached_page(query=("page",))
@require_safe
def page(request: HttpRequest, address: str) -> HttpResponse:
    """A published page. Moved: redirects. Gone: 410. Without words in the language: says so, offers the English."""
    pages = Page.objects.published()
    # Home has neither cards nor a lead picture.
    found = (pages.whole() if address else pages.with_words()).filter(address=address).first()
    if found is None:
        return nothing_published(request, Page.objects.filter(address=address), address)
    return show(request, found)


@cached_page()
@require_safe
def all_pages(request: HttpRequest) -> HttpResponse:
    """Every published page, by section; of a long section the first ones."""
    return render(request, "resources/lists/all_pages.html", {"sections": listing.all_pages()})


@cached_page(query=("page",))
@require_safe
def section_pages(request: HttpRequest, section: str) -> HttpResponse:
    """All pages of one section. Raises ``Http404`` where there are none."""
    pages = numbered(request, listing.pages_of(section).with_words(), PAGES_ON_A_PAGE)
    if not pages.object_list:
        raise Http404
    context = {"name": Section(section).label, "listed": pages}
    context["topics"] = [listing.topic(page) for page in pages if page.shown_words]
    return render(request, "resources/lists/section_pages.html", context)


@require_safe
def service(request: HttpRequest, pk: int) -> HttpResponse:
    """To where a service stands in a directory of several pages."""
    return HttpResponseRedirect(directory.path_to_service(pk))


@require_safe
def need(request: HttpRequest, key: str) -> HttpResponse:
    """To where a need stands in a directory of several pages."""
    return HttpResponseRedirect(directory.path_to_need(key))


def around(request: HttpRequest, address: str) -> dict[str, Any] | HttpResponse:
    """The words of the page at an address, for a form that stands on it (``settings.PAGE_AROUND``); or the answer where
    no page is published there. Raises ``Http404`` where none ever was."""
    found = Page.objects.published().whole().filter(address=address).first()
    if found is None:
        return nothing_published(request, Page.objects.filter(address=address), address)
    if found.shown_words is None:
        raise Http404
    return {**reading(request, found), "crumb": crumb(found)}


def show(request: HttpRequest, found: Page, drafts: bool = False) -> HttpResponse:
    """Any page, published or not, as readers see it in the active language."""
    if found.words is None and found.source_words is None:
        raise Http404
    context = reading(request, found, drafts)
    if "page" in request.GET and "listed" not in context:
        # One more address of the same page, which would take a place of its own in caches.
        raise Http404
    if not context["is_translated"]:
        return render(request, "resources/untranslated.html", context)
    return render(request, found.template_names, context)


@require_safe
def picture(request: HttpRequest, token: str, width: str, extension: str) -> HttpResponse:
    """A picture at one size, for readers who may see it. Its address never shows anything else, so it is kept."""
    found = get_object_or_404(Picture.objects.showable(), token=token)
    return _picture_file(lambda: found.read_file(int(width), extension), extension, KEPT_FOR_GOOD)


@login_required
@permission_required("resources.view_picture", raise_exception=True)
@require_safe
def picture_for_staff(request: HttpRequest, token: str) -> HttpResponse:
    """A small picture for staff, also one that readers never see."""
    return _picture_file(get_object_or_404(Picture, token=token).read_smallest, "webp", {})


@login_required
@permission_required("resources.view_picture", raise_exception=True)
@require_safe
def picture_list(request: HttpRequest) -> HttpResponse:
    """The newest pictures that can be put into a text, or those with words that were looked for, for the editor."""
    chosen = Picture.objects.showable().saying(request.GET.get("q", "")).with_words()
    found = list(chosen[: PICTURES_LISTED + 1])
    listed = [each for each in found[:PICTURES_LISTED] if each.has_files]
    pictures = [{"token": each.token, "name": str(each)} for each in listed]
    return JsonResponse({"pictures": pictures, "has_more": len(found) > PICTURES_LISTED})


# As many does the editor list; the others are found by their words.
PICTURES_LISTED = 60
# Nobody in it agreed to be found by a search for pictures.
KEPT_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable", "X-Robots-Tag": "noindex"}


def _picture_file(read: Callable[[], bytes], extension: str, headers: dict[str, str]) -> HttpResponse:
    try:
        content = read()
    except FileNotFoundError as error:
        raise Http404 from error
    headers = {"Cross-Origin-Resource-Policy": "same-origin", **headers}
    return HttpResponse(content, content_type=f"image/{extension}", headers=headers)
