"""“Checked today”: somebody has compared a statement with its source, and says with which."""

from datetime import timedelta
from typing import Any

import reversion
from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idpwsp.foundation.editing import change_url
from idpwsp.foundation.history.snapshots import owner_field
from resources.models import Checked

COPY, ANOTHER = "copy", "another"
# For the next check, where the last interval says nothing sensible.
SHORTEST, USUAL, LONGEST = timedelta(days=30), timedelta(days=180), timedelta(days=366)


class CheckedTodayForm(forms.Form):
    compared_with = forms.ChoiceField(
        label=gettext_lazy("What did you compare it with, word for word?"), widget=forms.RadioSelect
    )
    title = forms.CharField(label=gettext_lazy("Name of the other source"), max_length=250, required=False)
    url = forms.URLField(label=gettext_lazy("Its address"), max_length=500, required=False, assume_scheme="https")
    check_due = forms.DateField(
        label=gettext_lazy("Check again by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    is_confirmed = forms.BooleanField(
        label=gettext_lazy("The open question is settled: remove the note"), required=False
    )

    def __init__(self, thing: Any, data: Any = None) -> None:
        super().__init__(data, initial={"check_due": next_check(thing)})
        self.thing = thing
        sources = [(str(source.pk), f"{source.title} ({source.url})") for source in thing.sources.all()]
        others = [(ANOTHER, _("Another source, which is named below")), (COPY, _("Only a saved copy of the source"))]
        self.fields["compared_with"].choices = sources + others  # type: ignore[attr-defined]
        if not thing.to_confirm:
            del self.fields["is_confirmed"]

    def clean_check_due(self) -> Any:
        due = self.cleaned_data["check_due"]
        if due <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day after today."))
        return due

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("compared_with") == ANOTHER:
            for name in ("title", "url"):
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, _("Another source needs its name and its address."))

    def save(self) -> str:
        """Note the check. Returns the name of what it was compared with."""
        thing, chosen = self.thing, self.cleaned_data["compared_with"]
        thing.checked_on = timezone.localdate()
        thing.check_due = self.cleaned_data["check_due"]
        thing.checked_against = Checked.Basis.COPY if chosen == COPY else Checked.Basis.SOURCE
        if self.cleaned_data.get("is_confirmed"):
            thing.to_confirm = ""
        thing.save()
        if chosen == ANOTHER:
            title, url = self.cleaned_data["title"], self.cleaned_data["url"]
            thing.sources.create(title=title, url=url, order=thing.sources.count())
            return str(title)
        return str(Checked.Basis.COPY.label) if chosen == COPY else str(thing.sources.get(pk=chosen))


def next_check(thing: Any) -> Any:
    """After as long again as the last time, but not sooner than in a month or later than in a year."""
    interval = thing.check_due - thing.checked_on
    return timezone.localdate() + (interval if SHORTEST <= interval <= LONGEST else USUAL)


@admin.site.admin_view
def checked(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """A statement as it stands, its sources to open, and the question what it was compared with."""
    model = _statements().get(kind)
    if model is None:
        raise Http404
    if not request.user.has_perm(f"{model._meta.app_label}.change_{kind}"):
        raise PermissionDenied
    thing = get_object_or_404(model._default_manager.prefetch_related("translations", "sources"), pk=pk)
    form = CheckedTodayForm(thing, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with reversion.create_revision():
            reversion.set_user(request.user)
            source = form.save()
            reversion.set_comment(_("Checked today: compared with %(source)s") % {"source": source})
            reversion.add_to_revision(whole(thing))
        due = date_format(thing.check_due, "DATE_FORMAT")
        messages.success(request, _("“%(name)s” is checked. Next check by %(day)s.") % {"name": thing, "day": due})
        return HttpResponseRedirect(reverse("admin:index"))
    context = {"title": _("Checked today"), "thing": thing, "form": form, "edit_url": edit_url(thing)}
    return render(request, "admin/checked.html", {**admin.site.each_context(request), **context})


def _statements() -> dict[str, type[Any]]:
    """Whatever is checked, by the name of its model: cards, services, and what other apps bring."""
    return {str(model._meta.model_name): model for model in apps.get_models() if issubclass(model, Checked)}


def whole(thing: Any) -> Any:
    """What a statement's history belongs to: a card's page, a step's campaign, a service itself."""
    owner = owner_field(type(thing))
    return thing if owner is None else getattr(thing, owner.name)


def edit_url(thing: Any) -> str:
    """The form in which the statement can be put right."""
    owner = owner_field(type(thing))
    if owner is None:
        return change_url(thing)
    # The admin numbers the forms of the parts, and calls them by the name that their whole has for them.
    parts = owner.remote_field.get_accessor_name()
    place = list(getattr(whole(thing), str(parts)).values_list("pk", flat=True)).index(thing.pk)
    return f"{change_url(whole(thing))}#{parts}-{place}"
