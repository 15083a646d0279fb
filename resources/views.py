"""Reading pages, and the preview that staff see before readers do."""

from collections.abc import Callable

from csp.decorators import csp
from django.conf import settings
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.http import require_safe

from idpwsp.foundation.addresses import nothing_published
from resources import listing
from resources.models import Page, Picture
from resources.reading import reading


@require_safe
def page(request: HttpRequest, address: str) -> HttpResponse:
    """A published page. Moved: redirects. Gone: 410. Without words in the language: says so, offers the English."""
    found = Page.objects.published().whole().filter(address=address).first()
    if found is None:
        return nothing_published(request, Page.objects.filter(address=address), address)
    return show(request, found)


@require_safe
def a_z(request: HttpRequest) -> HttpResponse:
    """All topics by their first letter."""
    return render(request, "resources/lists/a_z.html", {"letters": listing.a_to_z()})


@require_safe
def all_pages(request: HttpRequest) -> HttpResponse:
    """Every published page, by section."""
    return render(request, "resources/lists/all_pages.html", {"sections": listing.all_pages()})


def show(request: HttpRequest, found: Page, drafts: bool = False) -> HttpResponse:
    """Any page, published or not, as readers see it in the active language."""
    if found.words is None and found.source_words is None:
        raise Http404
    context = reading(found, drafts)
    if not context["is_translated"]:
        return render(request, "resources/untranslated.html", context)
    return render(request, found.template_names, context)


@login_required
@permission_required("resources.view_page", raise_exception=True)
@require_safe
def preview(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """A page exactly as readers will see it, before it is published. ``?drafts`` also shows its draft cards."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    found = get_object_or_404(Page.objects.whole(), pk=pk)
    return as_reader(request, found, language, drafts="drafts" in request.GET)


@csp(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])
def as_reader(request: HttpRequest, found: Page, language: str, drafts: bool = False) -> HttpResponse:
    """Render a page as if a reader had opened its own address."""
    with translation.override(language):
        request.is_preview = True  # type: ignore[attr-defined]
        request.public_path = found.get_absolute_url()  # type: ignore[attr-defined]
        return show(request, found, drafts)


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
    """The pictures that can be put into a text, newest first, for the editor."""
    found = [each for each in Picture.objects.showable().with_words() if each.has_files]
    return JsonResponse({"pictures": [{"token": each.token, "name": str(each)} for each in found]})


# Nobody in it agreed to be found by a search for pictures.
KEPT_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable", "X-Robots-Tag": "noindex"}


def _picture_file(read: Callable[[], bytes], extension: str, headers: dict[str, str]) -> HttpResponse:
    try:
        content = read()
    except FileNotFoundError as error:
        raise Http404 from error
    headers = {"Cross-Origin-Resource-Policy": "same-origin", **headers}
    return HttpResponse(content, content_type=f"image/{extension}", headers=headers)
