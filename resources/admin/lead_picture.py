"""Choosing the picture that a page or a story leads with."""

from typing import Any

from django.http import HttpRequest

from idpwsp.foundation.choosing import SelectOne
from resources.models import Picture


class PictureSelect(SelectOne):
    """Pictures looked for by their words, the newest first, with the chosen one beside the list."""

    template_name = "admin/picture_select.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen = Picture.objects.with_words().filter(pk=value).first() if str(value or "").isdigit() else None
        return {**super().get_context(name, value, attrs), "picture": chosen}


class LeadPictureAdmin:
    """For the admin of things with a ``picture``."""

    admin_site: Any

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "picture":
            # There may be thousands: they are searched for, not listed.
            kwargs |= {"queryset": Picture.objects.with_words(), "widget": PictureSelect(db_field, self.admin_site)}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if db_field.name == "picture" and field is not None:
            # Removing it from all pages is another matter than taking it off this one.
            field.widget.can_delete_related = False
        return field
