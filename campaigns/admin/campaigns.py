"""Campaigns with the steps of their timelines."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaigns.admin.stories import StoryAdmin
from campaigns.models import Campaign, Step
from campaigns.views.campaigns import show_campaign
from idpwsp.foundation.editing import WordsForm, languages_column, state_column
from resources.admin.sources import SourcesForm
from resources.admin.statements import StatementInline
from resources.models import Page


class CampaignForm(WordsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "body" in self.fields:
            self.fields["body"].help_text = _("Why we ask for it.")


class StepForm(SourcesForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "since" in self.fields:
            # A timeline has no place for what has no date.
            self.fields["since"].required = True
            self.fields["since"].help_text = _("As exactly as we know: 2013, 2013-12 or 2013-12-31.")
        if "key" in self.fields:
            self.fields["key"].help_text = _("A link to this step ends in it: “claims-reopened”. Short and discreet.")


class StepInline(StatementInline):
    model = Step
    form = StepForm
    facts = ("is_victory", ("jurisdiction", "since"))


@admin.register(Campaign)
class CampaignAdmin(StoryAdmin):
    """A campaign as a whole: its words, and its steps with their sources."""

    show = staticmethod(show_campaign)
    drafts_label = _("Preview with draft steps")
    form = CampaignForm
    inlines = (StepInline,)
    list_display = ("__str__", "standing", state_column, "steps_column", languages_column, "order")
    list_editable = ("order",)
    list_filter = ("status", "standing")
    # There may be thousands: they are searched for, not listed.
    autocomplete_fields = ("rests_on",)

    words = ("menu_title", "title", "demand", "lead", "body", "action")
    opening = ("menu_title", "title", "demand", "lead", "picture", "body", "action")
    own_fieldsets = [
        (_("Where it stands, and what it rests on"), {"fields": ["standing", "rests_on"]}),
        (_("What readers can send"), {"fields": ["takes_endorsements", "takes_replies", "replies_until"]}),
    ]
    place = ("order", "dated")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("steps")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "rests_on":
            kwargs["queryset"] = Page.objects.by_section().with_words()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("Steps"))
    def steps_column(self, campaign: Campaign) -> int:
        return len(campaign.steps.all())
