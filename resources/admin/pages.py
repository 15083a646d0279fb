"""Pages with their cards and ways in."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from idpwsp.foundation.editing import WordsAdmin, WordsInline, languages_column, state_column
from idpwsp.foundation.translation import SOURCE_LANGUAGE
from resources.admin.sources import SourcesForm
from resources.models import Card, Door, Page, Picture
from resources.views import as_reader

PREVIEW = "_preview"
TRANSLATION_FIELDS = (_("This translation"), {"fields": ["is_current", ("reviewed_on", "reviewed_by")]})


class PreviewReady(Exception):  # noqa: N818 - it carries an answer, not an error
    """Leaves the change view with the rendered preview, and with nothing of it saved."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


class PictureSelect(forms.Select):
    """Pictures by name, the newest first, with the chosen one beside the list."""

    template_name = "admin/picture_select.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen = Picture.objects.with_words().filter(pk=value).first() if str(value or "").isdigit() else None
        return {**super().get_context(name, value, attrs), "picture": chosen}


class CardInline(WordsInline):
    model = Card
    form = SourcesForm
    template = "admin/resources/edit_inline/cards.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("translations", "sources")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        words = (None, {"fields": ["heading", "title", "body"]})
        facts = (
            _("Where it holds, and who says so"),
            {"fields": [("jurisdiction", "since"), "sources_as_text", ("certainty", "fact_numbers")]},
        )
        check = (
            _("Checked"),
            {"fields": [("checked_on", "checked_against", "check_due"), "to_confirm"]},
        )
        place = (
            _("Place and time"),
            {"fields": [("status", "publish_at", "unpublish_at"), ("order", "key")]},
        )
        if self._language(request, obj) == SOURCE_LANGUAGE:
            return [words, facts, check, place]
        return [words, TRANSLATION_FIELDS]


class DoorInline(WordsInline):
    model = Door
    fk_name = "page"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("translations")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        # A page is listed by its words; without this each would be asked for one by one.
        return super().formfield_for_foreignkey(
            db_field, request, queryset=Page.objects.by_section().with_words(), **kwargs
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if self._language(request, obj) == SOURCE_LANGUAGE:
            return [(None, {"fields": ["label", "text", ("target", "order")]})]
        return [(None, {"fields": ["label", "text"]}), TRANSLATION_FIELDS]


@admin.register(Page)
class PageAdmin(WordsAdmin):
    """A page as a whole: its words, its cards with their sources, and on the home page its ways in."""

    list_display = ("__str__", "section", "address_column", state_column, languages_column, "confirm_column", "order")
    list_editable = ("order",)
    list_filter = ("section", "status")
    list_per_page = 200
    search_fields = ("translations__title", "translations__menu_title", "translations__body", "slug")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("translations").by_section()

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [DoorInline, CardInline] if obj is not None and obj.is_home else [CardInline]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        words = ["menu_title", "title", "lead", "body"]
        finding = (_("Finding it"), {"fields": ["search_words", "topics"]})
        place: tuple[Any, dict[str, list[Any]]] = (
            _("Place and time"),
            {"fields": [("section", "slug", "order"), ("status", "publish_at", "unpublish_at"), "to_confirm"]},
        )
        if obj is not None and obj.former_addresses:
            place[1]["fields"].insert(1, "former_addresses_column")
        if self.get_form_language(request, obj) == SOURCE_LANGUAGE:
            # The home page has its own poster.
            picture = [] if obj is not None and obj.is_home else ["picture"]
            return [(None, {"fields": [*words[:-1], *picture, "body"]}), finding, place]
        return [(None, {"fields": words}), finding, TRANSLATION_FIELDS]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "picture":
            # Listed by their words; without this each would be asked for one by one.
            kwargs |= {"queryset": Picture.objects.with_words(), "widget": PictureSelect()}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "picture" and field is not None:
            # Removing it from all pages is another matter than taking it off this one.
            field.widget.can_delete_related = False
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # The menu and several templates know the pages at the top by their place.
        place = ("section", "slug") if obj is not None and obj.at_root else ()
        return (*place, "former_addresses_column")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Pages that other pages lead to by name can be unpublished, not deleted."""
        # Parler also asks for a page's words in one language: those of any page may go.
        return super().has_delete_permission(request, obj) and not getattr(obj, "at_root", False)

    @admin.display(description=_("Address"))
    def address_column(self, page: Page) -> str:
        return f"/{page.address}"

    @admin.display(description=_("Still found at"))
    def former_addresses_column(self, page: Page) -> str:
        """Addresses that readers may have kept, and that lead here."""
        return ", ".join(f"/{address}" for address in page.former_addresses)

    @admin.display(description=_("To confirm"), boolean=True)
    def confirm_column(self, page: Page) -> bool | None:
        """A tick when nothing is left to confirm; nothing where it is."""
        return not page.to_confirm

    # ── Preview of what is not saved ───────────────────────────────────────

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().change_view(request, object_id, *args, **kwargs)
        except PreviewReady as ready:
            return ready.response

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """Save as always. For a preview: save, show what readers would see, and take everything back."""
        response = super().changeform_view(request, object_id, *args, **kwargs)
        if PREVIEW in request.POST and object_id and response.status_code == 302:
            page = get_object_or_404(Page.objects.whole(), pk=object_id)
            raise PreviewReady(as_reader(request, page, self._language(request, page)))
        return response

    def message_user(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """A preview has changed nothing, so it has nothing to report."""
        if PREVIEW not in request.POST:
            super().message_user(request, *args, **kwargs)
