"""Choosing other things in the admin, whatever was sent in place of their numbers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.http import HttpRequest

# No number of a thing in the database has more digits.
MOST_DIGITS = 18


class _ByNumber(AutocompleteMixin):
    """Django shows again what was sent, and fails where that is no number: a form that was tampered with, or an address
    with such a choice in it, would give a fault of ours in place of the form with its error."""

    def optgroups(self, name: str, value: Sequence[str], attr: dict[str, Any] | None = None) -> Any:
        numbers = [each for each in value if str(each).isdecimal() and len(str(each)) <= MOST_DIGITS]
        return super().optgroups(name, numbers, attr)


class SelectOne(_ByNumber, AutocompleteSelect):
    pass


class SelectSeveral(_ByNumber, AutocompleteSelectMultiple):
    pass


class SeveralField(forms.ModelMultipleChoiceField):
    """SQLite cannot be asked for a longer number, and Django asks it."""

    def clean(self, value: Any) -> Any:
        for each in value or ():
            if len(str(each)) > MOST_DIGITS:
                raise ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": each})
        return super().clean(value)


class ChoosingAdmin:
    """For admins and inlines in which other things are chosen."""

    admin_site: Any

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", SelectOne(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", SelectSeveral(db_field, self.admin_site))
        kwargs.setdefault("form_class", SeveralField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
