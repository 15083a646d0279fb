"""Events with their dates."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import F, Max, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.admin.stories import StoryAdmin
from campaigns.models import Event, EventDate
from campaigns.views.events import show_event
from idpwsp.foundation.conflicts import ConflictForm
from idpwsp.foundation.editing import WordsFilter, languages_column, state_column
from idpwsp.foundation.translation import SOURCE_LANGUAGE
from resources.admin.directory import SpokenLanguagesForm

WRITE_A_DAY = gettext_lazy("Write the day like this: 2027-03-08.")
WRITE_A_TIME = gettext_lazy("Write the time like this: 18:30.")
WRITE_IT_LIKE_THIS = {"day": WRITE_A_DAY, "last_day": WRITE_A_DAY, "starts": WRITE_A_TIME, "ends": WRITE_A_TIME}


class EventDateForm(ConflictForm, forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # For browsers that do not show a calendar of their own.
        for name, field in self.fields.items():
            if name in WRITE_IT_LIKE_THIS:
                field.error_messages["invalid"] = WRITE_IT_LIKE_THIS[name]
        self.remember_what_it_was_opened_with()


class EventDateFormSet(forms.BaseInlineFormSet):
    """The dates of an event. Raises ``ValidationError`` for one that would be published without any."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors) or self.instance.status != Event.Status.PUBLISHED:
            return
        if not any(form.cleaned_data.get("day") and not form.cleaned_data.get("DELETE") for form in self.forms):
            raise forms.ValidationError(
                _("Readers find an event by its day. Write one below, or leave the event a draft.")
            )


class EventDateInline(admin.TabularInline):
    model = EventDate
    form = EventDateForm
    formset = EventDateFormSet
    template = "admin/campaigns/edit_inline/dates.html"
    fields = ("day", "starts", "ends", "last_day", "standing")
    # The browser's own, which every phone has.
    formfield_overrides = {
        models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
        models.TimeField: {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")},
    }

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Room for several at once, until there are some."""
        return 1 if obj is not None and obj.dates.exists() else 3


class WhenFilter(admin.SimpleListFilter):
    title = gettext_lazy("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("coming", _("Coming")), ("over", _("Over"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        coming = EventDate.objects.filter(over_at__gt=timezone.now()).values("event")
        if self.value() == "coming":
            return queryset.filter(pk__in=coming)
        if self.value() == "over":
            return queryset.exclude(pk__in=coming)
        return queryset


class StandingFilter(admin.ChoicesFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("whether it takes place")


@admin.register(Event)
class EventAdmin(StoryAdmin):
    """An event as a whole: its words and its dates."""

    show = staticmethod(show_event)
    form_template = "admin/campaigns/event_form.html"
    form = SpokenLanguagesForm
    list_display = (
        "__str__", "kind", "next_date_column", "standing", state_column, "campaign_column", languages_column,
    )  # fmt: skip
    list_filter = (WhenFilter, "status", ("standing", StandingFilter), "kind", ("campaign", WordsFilter))
    date_hierarchy = "dates__day"

    words = ("menu_title", "title", "lead", "body", "notice", "area", "cost", "interpretation", "access")
    opening = ("menu_title", "title", "lead", "picture", "body")
    own_fieldsets = [
        (gettext_lazy("What it is"), {"fields": [("kind", "campaign")]}),
        (gettext_lazy("If something changes"), {"fields": ["standing", "notice"]}),
        (
            gettext_lazy("Where"),
            {"fields": ["area", "place_given", "place", "online_given", "online_url"]},
        ),
        (
            gettext_lazy("What to expect"),
            {
                "fields": [
                    "police_free",
                    ("is_free", "cost"),
                    "languages",
                    "interpretation",
                    ("step_free", "childcare", "food"),
                    "access",
                ]
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        """The latest first; what has no date yet stands on top."""
        found = super().get_queryset(request).prefetch_related("dates", "campaign__translations")
        return found.annotate(latest=Max("dates__starts_at")).order_by(F("latest").desc(nulls_first=True), "-pk")

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """Dates are facts: they stand once, in the English form."""
        return [EventDateInline] if self.get_form_language(request, obj) == SOURCE_LANGUAGE else []

    @admin.display(description=gettext_lazy("Next date"))
    def next_date_column(self, event: Event) -> str:
        dates, coming = list(event.dates.all()), event.next_date
        if coming is None and dates:
            return _("Over: %(day)s") % {"day": dates[-1]}
        return str(coming or "")
