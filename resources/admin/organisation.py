"""The organisation's own details: one row, never a second."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from idpwsp.foundation.editing import TRANSLATION_FIELDS, WordsAdmin
from idpwsp.foundation.translation import SOURCE_LANGUAGE
from resources.models import Organisation

WORDS = ["name", "tagline", "partners", "funder_credit", "cheque_wording"]
FACTS = [
    "short_name", "phone", "post_box", "donation_url", ("exit_url", "exit_name"), "founded", "to_confirm",
]  # fmt: skip


@admin.register(Organisation)
class OrganisationAdmin(WordsAdmin):
    # As in English: who gives money, and to whom, is for administrators to say.
    is_open_to_translators = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Organisation.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if self.get_form_language(request, obj) == SOURCE_LANGUAGE:
            return [(None, {"fields": WORDS}), (None, {"fields": FACTS})]
        return [(None, {"fields": WORDS}), TRANSLATION_FIELDS]
