"""Pages with their cards and ways in."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from idpwsp.foundation.editing import TRANSLATION_FIELDS, WordsInline, languages_column, state_column
from idpwsp.foundation.preview import AddressedAdmin
from idpwsp.foundation.translation import SOURCE_LANGUAGE
from resources.admin.lead_picture import LeadPictureAdmin
from resources.admin.statements import StatementInline
from resources.models import Card, Door, Page
from resources.views import show


class CardInline(StatementInline):
    model = Card
    words = ("heading", "title", "body")
    place = (("order", "key"),)


class DoorInline(WordsInline):
    model = Door
    fk_name = "page"
    # There may be thousands: they are searched for, not listed.
    autocomplete_fields = ("target",)

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
class PageAdmin(LeadPictureAdmin, AddressedAdmin):
    """A page as a whole: its words, its cards with their sources, and on the home page its ways in."""

    show = staticmethod(show)
    drafts_label = _("Preview with draft cards")
    list_display = ("__str__", "section", "address_column", state_column, languages_column, "confirm_column", "order")
    list_editable = ("order",)
    list_filter = ("section", "status")
    list_per_page = 100
    search_fields = ("translations__title", "translations__menu_title", "translations__body", "slug")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("translations").by_section()

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [DoorInline, CardInline] if obj is not None and obj.is_home else [CardInline]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        words = ["menu_title", "title", "lead", "body"]
        finding = (_("Finding it"), {"fields": ["search_words", "topics"]})
        place = [("section", "slug", "order"), *self.former_addresses_fields(obj)]
        time = [("status", "publish_at", "unpublish_at"), "to_confirm"]
        if self.get_form_language(request, obj) == SOURCE_LANGUAGE:
            # The home page has its own poster.
            picture = [] if obj is not None and obj.is_home else ["picture"]
            return [
                (None, {"fields": [*words[:-1], *picture, "body"]}),
                finding,
                (_("Place and time"), {"fields": [*place, *time]}),
            ]
        return [(None, {"fields": words}), finding, TRANSLATION_FIELDS]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        # The menu and several templates know the pages at the top by their place.
        place = ("section", "slug") if obj is not None and obj.at_root else ()
        return (*place, *super().get_readonly_fields(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Pages that other pages lead to by name can be unpublished, not deleted."""
        # Parler also asks for a page's words in one language: those of any page may go.
        return super().has_delete_permission(request, obj) and not getattr(obj, "at_root", False)

    @admin.display(description=_("To confirm"), boolean=True)
    def confirm_column(self, page: Page) -> bool | None:
        """A tick when nothing is left to confirm; nothing where it is."""
        return not page.to_confirm
