"""The queue of endorsements, and the page on which a paper sheet is typed in."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns import moderation
from campaigns.admin.deciding import DecidingAdmin, DecidingForm
from campaigns.admin.moderated import LanguageFilter, StateFilter
from campaigns.models import Campaign, Endorsement
from campaigns.signing import SheetFormSet, SheetLines, SignatureMixin


class EndorsementForm(SignatureMixin, DecidingForm):
    """What is shown, for a slip of the pen. Who is counted but not shown stays without a name."""

    class Meta:
        model = Endorsement
        fields = ("kind", "shown_as", "name", "organisation")

    def clean(self) -> dict[str, Any]:
        # Without the fields there is nothing that could be changed.
        return super().clean() if "name" in self.fields else DecidingForm.clean(self) or self.cleaned_data


class CampaignFilter(admin.SimpleListFilter):
    """By campaign. Their names come with their words, in two queries."""

    title = gettext_lazy("campaign")
    parameter_name = "campaign"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [(str(campaign.pk), str(campaign)) for campaign in Campaign.objects.with_words()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        return queryset.filter(campaign=value) if value.isdecimal() and len(value) < 18 else queryset


class PaperFilter(admin.BooleanFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("paper sheet")


class SheetForm(forms.Form):
    """Which campaign a sheet is for."""

    campaign = forms.ModelChoiceField(label=gettext_lazy("Campaign"), queryset=Campaign.objects.none())

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = Campaign.objects.with_words()  # type: ignore[attr-defined]


@admin.register(Endorsement)
class EndorsementAdmin(DecidingAdmin):
    form = EndorsementForm
    list_display = (
        "number", "name", "organisation", "perhaps_a_double", "decision", "shown_as", "kind", "campaign", "state",
    )  # fmt: skip
    list_filter: ClassVar[Any] = (
        StateFilter, CampaignFilter, LanguageFilter, "kind", ("is_from_paper", PaperFilter),
    )  # fmt: skip
    fields = (
        "campaign",
        "kind",
        "shown_as",
        "name",
        "organisation",
        "same_name",
        "language",
        "state",
        "received_on",
        "is_from_paper",
    )
    readonly_fields = ("campaign", "same_name", "language", "state", "received_on", "is_from_paper")
    change_list_template = "admin/campaigns/endorsement/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        found: Any = super().get_queryset(request)
        return found.with_doubles().prefetch_related("campaign__translations")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        hidden = obj is not None and obj.shown_as == Endorsement.ShownAs.NOT_SHOWN
        return (*self.readonly_fields, "shown_as", "name", "organisation") if hidden else self.readonly_fields

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def number(self, thing: Any) -> int:
        return thing.pk

    @admin.display(description=gettext_lazy("double?"))
    def perhaps_a_double(self, thing: Any) -> str:
        return _("perhaps a double") if thing.perhaps_a_double else ""

    @admin.display(description=gettext_lazy("double?"))
    def same_name(self, thing: Any) -> str:
        others = Endorsement.objects.like(thing) if thing.name_key else ()
        return render_to_string("admin/campaigns/endorsement/doubles.html", {"others": others})

    def get_ordering(self, request: HttpRequest) -> Any:
        """What shows, by name: whoever rings up gives no number."""
        by_name = request.GET.get("state") == Endorsement.State.APPROVED
        return ("name_key", "pk") if by_name else super().get_ordering(request)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "may_enter": self.may_enter(request)})

    # ── Paper ──────────────────────────────────────────────────────────────

    def get_urls(self) -> list[Any]:
        own = path("sheet/", self.admin_site.admin_view(self.sheet), name="campaigns_endorsement_sheet")
        return [own, *super().get_urls()]

    def may_enter(self, request: HttpRequest) -> bool:
        """Whether somebody may type a sheet in. Nobody adds a single one: the admin's own "Add" is not there."""
        return request.user.has_perm("campaigns.add_endorsement")

    def sheet(self, request: HttpRequest) -> HttpResponse:
        """Type in the lines of a paper sheet. Nothing is stored until all of them are right."""
        if not self.may_enter(request):
            raise PermissionDenied
        if request.method == "GET":
            moderation.delete_expired()
        data = request.POST if request.method == "POST" else None
        form = SheetForm(data, initial={"campaign": request.GET.get("campaign")})
        lines: Any = SheetFormSet(data, prefix="line")
        first = (
            lines.forms[0].fields["name"] if request.GET.get("campaign") and lines.forms else form.fields["campaign"]
        )
        first.widget.attrs["autofocus"] = True
        if data is not None and form.is_valid():
            lines.campaign = form.cleaned_data["campaign"]
            if lines.is_valid():
                return self._entered(request, lines)
        context = {**self.admin_site.each_context(request), "title": _("Type in a paper sheet"), "opts": self.opts}
        status = 200 if data is None else 422
        return TemplateResponse(
            request, "admin/campaigns/endorsement/sheet.html", {**context, "form": form, "lines": lines}, status=status
        )

    def _entered(self, request: HttpRequest, lines: SheetLines) -> HttpResponse:
        with transaction.atomic():
            for line in lines.filled:
                endorsement = line.approved()
                endorsement.save()
                self.log_addition(request, endorsement, [{"added": {}}])
        number = len(lines.filled)
        text = ngettext("%(number)s signature entered.", "%(number)s signatures entered.", number)
        messages.success(request, text % {"number": number})
        if "_next" in request.POST:
            address = reverse("admin:campaigns_endorsement_sheet")
            return HttpResponseRedirect(f"{address}?campaign={lines.campaign.pk}")  # type: ignore[union-attr]
        return HttpResponseRedirect(f"{reverse('admin:campaigns_endorsement_changelist')}?state=approved")
