"""The help directory: needs and services."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from idpwsp.foundation.editing import (
    TRANSLATION_FIELDS,
    WordsAdmin,
    WordsFilter,
    WordsForm,
    languages_column,
    state_column,
)
from idpwsp.foundation.translation import SOURCE_LANGUAGE
from resources.admin.sources import SourcesForm
from resources.models import Need, Service
from resources.models.service import SPOKEN_LANGUAGES


class SpokenLanguagesForm(WordsForm):
    """The form of a thing with ``languages``, a list of codes."""

    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"),
        choices=list(SPOKEN_LANGUAGES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.language_code != SOURCE_LANGUAGE:
            del self.fields["languages"]


class ServiceForm(SpokenLanguagesForm, SourcesForm):
    """A service: its words, the languages spoken there, and its sources."""


@admin.register(Service)
class ServiceAdmin(WordsAdmin):
    form = ServiceForm
    list_display = ("__str__", "phone", state_column, "check_due", languages_column, "order")
    list_editable = ("order",)
    list_filter = (("needs", WordsFilter), "status", "police")
    search_fields = ("translations__name", "translations__summary", "phone")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("translations", "sources")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        needs = Need.objects.prefetch_related("translations")
        return super().formfield_for_manytomany(db_field, request, queryset=needs, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        words = (None, {"fields": ["name", "summary", "who_for", "hours_note", "police_note"]})
        finding = (_("Finding it"), {"fields": ["search_words"]})
        if self.get_form_language(request, obj) != SOURCE_LANGUAGE:
            return [words, finding, TRANSLATION_FIELDS]
        return [
            words,
            finding,
            (_("How to reach them"), {"fields": [("phone", "text_number"), "web", "always_open", "languages"]}),
            (_("What to expect"), {"fields": [("cost", "asks_id", "police")]}),
            (
                _("Checked"),
                {
                    "fields": [
                        "sources_as_text",
                        ("checked_on", "checked_against", "check_due"),
                        ("certainty", "fact_numbers"),
                        "to_confirm",
                    ]
                },
            ),
            (_("Place and time"), {"fields": ["needs", ("status", "publish_at", "unpublish_at"), ("order", "key")]}),
        ]


@admin.register(Need)
class NeedAdmin(WordsAdmin):
    list_display = ("__str__", languages_column, "order")
    list_editable = ("order",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("translations")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        words = (None, {"fields": ["title", "intro"]})
        if self.get_form_language(request, obj) != SOURCE_LANGUAGE:
            return [words, TRANSLATION_FIELDS]
        return [words, (_("Place"), {"fields": [("order", "key")]})]
