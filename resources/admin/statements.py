"""Statements with their sources, in the form of what they stand on."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from idpwsp.foundation.editing import TRANSLATION_FIELDS, WordsInline
from idpwsp.foundation.translation import SOURCE_LANGUAGE
from resources.admin.sources import SourcesForm


class StatementInline(WordsInline):
    """Base of the inlines of ``Statement``: each folded, in the order in which one writes it."""

    form = SourcesForm
    template = "admin/resources/edit_inline/statements.html"
    # What its fieldsets hold beside what every statement has.
    words: ClassVar[tuple[str, ...]] = ("title", "body")
    facts: ClassVar[tuple[Any, ...]] = (("jurisdiction", "since"),)
    place: ClassVar[tuple[Any, ...]] = ("key",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("translations", "sources")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        words = (None, {"fields": self.words})
        if self._language(request, obj) != SOURCE_LANGUAGE:
            return [words, TRANSLATION_FIELDS]
        facts = [*self.facts, "sources_as_text", ("certainty", "fact_numbers")]
        return [
            words,
            (_("Where it holds, and who says so"), {"fields": facts}),
            (_("Checked"), {"fields": [("checked_on", "checked_against", "check_due"), "to_confirm"]}),
            (_("Place and time"), {"fields": [("status", "publish_at", "unpublish_at"), *self.place]}),
        ]
