"""What the forms of campaigns, articles and events share."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from idpwsp.foundation.editing import TRANSLATION_FIELDS
from idpwsp.foundation.preview import AddressedAdmin
from idpwsp.foundation.translation import SOURCE_LANGUAGE
from resources.admin.lead_picture import LeadPictureAdmin


class StoryAdmin(LeadPictureAdmin, AddressedAdmin):
    """Base of the admins of ``Story``."""

    # All its words, in the order in which they are translated.
    words: ClassVar[tuple[str, ...]]
    # The fields that its English form opens with, and the fieldsets after them.
    opening: ClassVar[tuple[str, ...]]
    own_fieldsets: ClassVar[list[Any]]
    # Beside the last part of its address.
    place: ClassVar[tuple[str, ...]] = ()

    list_per_page = 50
    search_fields = ("translations__title", "translations__menu_title", "translations__body", "slug")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("translations")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        finding = (_("Finding it"), {"fields": ["search_words"]})
        if self.get_form_language(request, obj) != SOURCE_LANGUAGE:
            return [(None, {"fields": self.words}), finding, TRANSLATION_FIELDS]
        place = [("slug", *self.place), *self.former_addresses_fields(obj)]
        time = [("status", "publish_at", "unpublish_at"), "to_confirm"]
        return [
            (None, {"fields": self.opening}),
            *self.own_fieldsets,
            finding,
            (_("Place and time"), {"fields": [*place, *time]}),
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "campaign":
            # Listed by their words; without this each would be asked for one by one.
            kwargs["queryset"] = Campaign.objects.with_words()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("campaign", "related", "rests_on") and field is not None:
            # Here one chooses. What is chosen has a form of its own.
            for way in ("add", "change", "delete", "view"):
                setattr(field.widget, f"can_{way}_related", False)
        return field

    @admin.display(description=_("Campaign"), ordering="campaign")
    def campaign_column(self, story: Any) -> str:
        return str(story.campaign or "")
