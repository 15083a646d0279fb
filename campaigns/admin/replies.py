"""The queue of replies: read, changed with a note that readers see, approved or declined."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.admin.deciding import DecidingAdmin, DecidingForm
from campaigns.admin.moderated import WAITING, LanguageFilter, StateFilter
from campaigns.marking import Kind, marked, shortened
from campaigns.models import Article, Campaign, Reply
from campaigns.models.reply import LONGEST
from campaigns.reply_form import LinesField

# What stands in a mark and in the legend.
MARKS = {
    Kind.NAME: _("name"),
    Kind.PHONE: _("phone number"),
    Kind.ADDRESS: _("address"),
    Kind.PLATE: _("number plate"),
    Kind.EMAIL: _("e-mail address"),
    Kind.LINK: _("link"),
    Kind.HANDLE: _("name on a network"),
}
# Longer ones go on in their own page, in characters.
SHOWN_IN_THE_LIST = 1_500
MOST_STORIES = 50


class ReplyAdminForm(DecidingForm):
    text = LinesField(
        label=_("Reply"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 80, "dir": "auto", "class": "vLargeTextField"}),
        help_text=_("This is what shows. What you take out is gone for good: the text as it came is not kept."),
    )
    language_code = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def clean(self) -> Any:
        cleaned = super().clean()
        if {"name", "text"} & set(self.changed_data) and not self.cleaned_data.get("note"):
            self.add_error("note", _("Say what you have changed. Readers see it below the reply."))
        return cleaned


class StoryFilter(admin.SimpleListFilter):
    """By what was replied to: the newest of those that have replies in the state that is looked at."""

    title = _("where it stands")
    parameter_name = "where"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        replies = Reply.objects.all()
        state = request.GET.get("state", WAITING)
        if state != "all":
            replies = replies.filter(state=state)
        found: list[tuple[str, str]] = []
        for model in (Article, Campaign):
            name = str(model._meta.model_name)
            numbers = replies.exclude(**{name: None}).values(name)
            stories = model._default_manager.filter(pk__in=numbers).order_by("-pk").prefetch_related("translations")
            found += [(f"{name}-{story.pk}", str(story)) for story in stories[:MOST_STORIES]]
        return found

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        name, _hyphen, number = (self.value() or "").partition("-")
        if name not in ("article", "campaign") or not number.isdecimal() or len(number) > 17:
            return queryset
        return queryset.filter(**{f"{name}_id": int(number)})


@admin.register(Reply)
class ReplyAdmin(DecidingAdmin):
    """Whole replies in the list, so that most are decided on there; each also has its own page."""

    form = ReplyAdminForm
    list_display = ("number", "words_in_list", "decision", "where_and_when", "state")
    list_display_links = ("number",)
    list_filter = (StateFilter, LanguageFilter, StoryFilter)
    list_per_page = 25
    readonly_fields = ("where", "words_in_form", "state", "received_on", "decided_on")
    fieldsets = (
        (None, {"fields": ("where", "words_in_form")}),
        (_("What shows"), {"fields": ("name", "text", "note", "language_code")}),
        (_("State"), {"fields": ("state", "received_on", "decided_on")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        stories = super().get_queryset(request).select_related("article", "campaign")
        return stories.prefetch_related("article__translations", "campaign__translations")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"marks": MARKS, **(extra_context or {})})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        return super().render_change_form(request, {**context, "marks": MARKS}, *args, **kwargs)

    @admin.display(description=_("number"), ordering="pk")
    def number(self, reply: Reply) -> int:
        return reply.pk

    @admin.display(description=_("reply"))
    def words_in_list(self, reply: Reply) -> str:
        return _marked(reply, SHOWN_IN_THE_LIST)

    @admin.display(description=_("with marks"))
    def words_in_form(self, reply: Reply) -> str:
        return _marked(reply, LONGEST + len(reply.name) + 2)

    @admin.display(description=_("where it stands"))
    def where(self, reply: Reply) -> str:
        return render_to_string("admin/campaigns/where.html", {"story": reply.story})

    @admin.display(description=_("where it stands"))
    def where_and_when(self, reply: Reply) -> str:
        context = {"story": reply.story, "language": self.language(reply), "day": reply.received_on}
        return render_to_string("admin/campaigns/where.html", context)


def _marked(reply: Reply, limit: int) -> str:
    """Name and words with their marks. The template escapes: what a stranger wrote is never HTML."""
    words = f"{reply.name}:\n{reply.text}" if reply.name else reply.text
    pieces, rest, rest_marks = shortened(marked(words), limit)
    context = {
        "pieces": [
            {"text": piece.text, "kind": piece.kind, "label": piece.kind and MARKS[piece.kind]} for piece in pieces
        ],
        "rest": rest,
        "rest_marks": rest_marks,
        "language": reply.language_code,
        "url": reverse("admin:campaigns_reply_change", args=[reply.pk]),
    }
    return render_to_string("admin/campaigns/marked.html", context)
