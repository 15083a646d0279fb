"""Staff see a thing exactly as readers will: as it was saved, with its drafts, or before it is saved at all."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from idpwsp.foundation.editing import WordsAdmin

PREVIEW = "_preview"
# Renders a thing, published or not, in the active language. Drafts of its parts only if asked for.
Show = Callable[[HttpRequest, Any, bool], HttpResponse]


class PreviewReady(Exception):
    """Leaves the change view with the rendered preview, and with nothing of it saved."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


@login_required
@require_safe
def preview(request: HttpRequest, kind: str, pk: int, language: str) -> HttpResponse:
    """A thing as readers will see it, before it is published. ``?drafts`` also shows the drafts among its parts."""
    model_admin = _admin_of(kind)
    if model_admin is None or language not in dict(settings.LANGUAGES):
        raise Http404
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    return model_admin.preview(request, pk, language, drafts="drafts" in request.GET)


def _admin_of(kind: str) -> "AddressedAdmin | None":
    admins = (each for each in admin.site._registry.values() if isinstance(each, AddressedAdmin))
    return next((each for each in admins if each.opts.model_name == kind), None)


@csp(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])
def as_reader(request: HttpRequest, found: Any, language: str, show: Show, drafts: bool = False) -> HttpResponse:
    """Render a thing as if a reader had opened its own address."""
    with translation.override(language):
        request.is_preview = True  # type: ignore[attr-defined]
        request.public_path = found.get_absolute_url()  # type: ignore[attr-defined]
        return show(request, found, drafts)


class AddressedAdmin(WordsAdmin):
    """Base of the admins of things with an address: previews of them, and where they stood before.

    Subclasses set ``show``. The manager of their model has ``whole()``: things with all that their page shows.
    """

    show: Show
    form_template = "admin/previewed_form.html"
    # The words on the link to a preview with drafts; none where there are no parts that could be drafts.
    drafts_label: str | Promise = ""

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context["drafts_label"] = self.drafts_label
        return super().render_change_form(request, context, *args, **kwargs)

    # ── Addresses ──────────────────────────────────────────────────────────

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "former_addresses_column")

    def former_addresses_fields(self, obj: Any) -> list[str]:
        """For a fieldset: the former addresses, where there are any."""
        return ["former_addresses_column"] if obj is not None and obj.former_addresses else []

    @admin.display(description=_("Address"))
    def address_column(self, thing: Any) -> str:
        return f"/{thing.address}"

    @admin.display(description=_("Still found at"))
    def former_addresses_column(self, thing: Any) -> str:
        """Addresses that readers may have kept, and that lead here."""
        return ", ".join(f"/{address}" for address in thing.former_addresses)

    # ── Preview ────────────────────────────────────────────────────────────

    def preview(self, request: HttpRequest, pk: Any, language: str, drafts: bool = False) -> HttpResponse:
        """A thing as it is saved. Raises ``Http404`` where there is none."""
        with translation.override(language):
            found = get_object_or_404(self.model._default_manager.whole(), pk=pk)
        return as_reader(request, found, language, type(self).show, drafts)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().change_view(request, object_id, *args, **kwargs)
        except PreviewReady as ready:
            return ready.response

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """Save as always. For a preview: save, show what readers would see, and take everything back."""
        response = super().changeform_view(request, object_id, *args, **kwargs)
        if PREVIEW in request.POST and object_id and response.status_code == 302:
            raise PreviewReady(self.preview(request, object_id, self._language(request)))
        return response

    def message_user(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """A preview has changed nothing, so it has nothing to report."""
        if PREVIEW not in request.POST:
            super().message_user(request, *args, **kwargs)
