"""Articles with their corrections."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaigns.admin.stories import StoryAdmin
from campaigns.models import Article, Correction
from campaigns.views.news import show_article
from idpwsp.foundation.editing import (
    TRANSLATION_FIELDS,
    WordsFilter,
    WordsForm,
    WordsInline,
    languages_column,
    state_column,
)
from idpwsp.foundation.translation import SOURCE_LANGUAGE


class ArticleForm(WordsForm):
    def clean_related(self) -> Any:
        """Whoever chose the article itself meant nothing by it."""
        return self.cleaned_data["related"].exclude(pk=self.instance.pk)


class CorrectionInline(WordsInline):
    model = Correction

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("translations")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if self._language(request, obj) == SOURCE_LANGUAGE:
            return [(None, {"fields": ["text", "made_on"]})]
        return [(None, {"fields": ["text"]}), TRANSLATION_FIELDS]


@admin.register(Article)
class ArticleAdmin(StoryAdmin):
    """An article as a whole: its words and its corrections."""

    show = staticmethod(show_article)
    form = ArticleForm
    inlines = (CorrectionInline,)
    list_display = ("__str__", "dated", state_column, "campaign_column", languages_column)
    list_filter = ("status", ("campaign", WordsFilter))
    date_hierarchy = "dated"
    # There may be thousands: they are searched for, not listed.
    autocomplete_fields = ("related",)

    words = ("menu_title", "title", "lead", "body", "signed_by")
    opening = ("menu_title", "title", "lead", "picture", "body", "signed_by")
    own_fieldsets = [
        (_("What it belongs to"), {"fields": ["campaign", "related"]}),
        (_("What readers can send"), {"fields": ["takes_replies", "replies_until"]}),
    ]
    place = ("dated",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("campaign__translations").newest_first()

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "related":
            kwargs["queryset"] = Article.objects.with_words()
        return super().formfield_for_manytomany(db_field, request, **kwargs)
