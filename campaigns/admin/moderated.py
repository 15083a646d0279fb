"""The queues: what strangers have sent, for staff to read before anybody else does."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns import moderation
from campaigns.admin.deciding_in_list import DecidingInListMixin
from campaigns.models import Moderated

WAITING = "waiting"
AT_ONCE = 500


class StateFilter(admin.SimpleListFilter):
    """By state; whoever opens the queue sees what waits for a decision."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("all", _("All")), *((value, label) for value, label in Moderated.State.choices if value != WAITING)]

    def choices(self, changelist: Any) -> Any:
        for value, label in ((None, Moderated.State.WAITING.label), *self.lookup_choices):
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "all":
            return queryset
        return queryset.filter(state=self.value() or WAITING)


class LanguageFilter(admin.SimpleListFilter):
    """By the language of the page that something was sent from, by its name."""

    title = gettext_lazy("language")
    parameter_name = "language_code"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return settings.LANGUAGES

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(language_code=self.value()) if self.value() else queryset


class ModeratedAdmin(DecidingInListMixin):
    """A queue. Nothing of what was sent stands in the admin's own log: a thing says of itself only its number."""

    actions = ("approve", "decline")
    list_filter: ClassVar[Any] = (StateFilter, LanguageFilter)
    list_per_page = 50
    ordering = ("pk",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=gettext_lazy("language"), ordering="language_code")
    def language(self, thing: Moderated) -> str:
        """Its name; of a language that the site no longer has, the code."""
        return str(dict(settings.LANGUAGES).get(thing.language_code, thing.language_code))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        # Not where somebody decides: what a person deletes is told apart from what reaches its date.
        if request.method == "GET":
            moderation.delete_expired()
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def delete_model(self, request: HttpRequest, obj: Moderated) -> None:
        moderation.delete(self.model._default_manager.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        moderation.delete(queryset)

    @admin.action(description=gettext_lazy("Approve what is selected"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: Any) -> None:
        number = self.decide(request, queryset, moderation.approve)
        self.message_user(
            request, ngettext("%(number)s approved.", "%(number)s approved.", number) % {"number": number}
        )

    @admin.action(description=gettext_lazy("Decline what is selected"), permissions=["change"])
    def decline(self, request: HttpRequest, queryset: Any) -> None:
        number = self.decide(request, queryset, moderation.decline)
        self.message_user(
            request,
            ngettext(
                "%(number)s declined. It is deleted in 30 days.",
                "%(number)s declined. They are deleted in 30 days.",
                number,
            )
            % {"number": number},
        )

    def decide(self, request: HttpRequest, queryset: Any, decision: Callable[[Any], int]) -> int:
        """Decide on what is selected, and log it by its numbers alone."""
        number = 0
        message = [{"changed": {"fields": ["state"]}}]
        with transaction.atomic():
            # A robot may have left ten thousand: logged together, and few enough at once for any database.
            numbers = [thing.pk for thing in queryset]
            for start in range(0, len(numbers), AT_ONCE):
                things = self.model._default_manager.filter(pk__in=numbers[start : start + AT_ONCE])
                LogEntry.objects.log_actions(request.user.pk, things, CHANGE, message)  # type: ignore[arg-type]
                number += decision(things)
        return number
