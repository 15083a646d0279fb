"""The site's addresses, and small public forms of every kind, for tests of the guard."""

import os

from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from idpwsp import urls
from idpwsp.foundation.guard.forms import GuardedForm
from idpwsp.foundation.guard.once import Kept
from idpwsp.foundation.guard.views import answer, guarded
from idpwsp.foundation.links.models import OutwardLink

# What the form's app has kept: number → what it knows of it. Emptied by the fixture.
ENTRIES: dict[int, dict] = {}


class NoteForm(GuardedForm):
    shown = forms.ChoiceField(
        label="How shall we show it?",
        choices=[("name", "With a name"), ("hidden", "Not at all")],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="Your name", max_length=20, required=False, help_text="A working name is fine.")
    text = forms.CharField(label="Your words", max_length=2000, widget=forms.Textarea)
    topics = forms.MultipleChoiceField(
        label="Topics",
        choices=[("a", "One"), ("b", "Two")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agreed = forms.BooleanField(label="I have read what is shown", required=False)
    send_label = "Send your note"

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        if cleaned.get("text") == "refuse":
            raise forms.ValidationError("These words together make no sense.")
        return cleaned

    def may_be_anothers(self) -> bool:
        return self.cleaned_data["shown"] == "hidden"


def keep_entry(form: GuardedForm, is_doubtful: bool) -> Kept:
    number = len(ENTRIES) + 1
    ENTRIES[number] = {**form.cleaned_data, "is_doubtful": is_doubtful, "codes": 1}
    return Kept(number, f"CODE-{number}-1")


def again_entry(number) -> Kept | None:
    if number not in ENTRIES:
        return None
    ENTRIES[number]["codes"] += 1
    return Kept(number, f"CODE-{number}-{ENTRIES[number]['codes']}")


@guarded(NoteForm)
def note(request: HttpRequest, form: NoteForm, about: str = "one") -> HttpResponse:
    return answer(
        request, form, about=about, keep=lambda is_doubtful: keep_entry(form, is_doubtful), again=again_entry,
        template="guard/test_form.html", done="guard/test_done.html", context={"about": about},
    )  # fmt: skip


@guarded(NoteForm)
def lasting(request: HttpRequest, form: NoteForm) -> HttpResponse:
    """Keeps its entries in the database, in a table that has room for a text; says which worker has answered."""

    def keep(is_doubtful: bool) -> Kept:
        link = OutwardLink.objects.create(
            address=form.cleaned_data["text"], asked_at=timezone.now(), status=int(is_doubtful)
        )
        return Kept(link.pk, "CODE")

    response = answer(
        request, form, about="lasting", keep=keep, again=lambda pk: Kept(pk, "CODE"),
        template="guard/test_form.html", done="guard/test_done.html",
    )  # fmt: skip
    response.headers["X-Worker"] = str(os.getpid())
    return response


handler500 = urls.handler500

urlpatterns = [
    path("lasting/", lasting),
    *i18n_patterns(path("note/", note, name="note"), path("note/<slug:about>/", note), prefix_default_language=False),
    *urls.urlpatterns,
]
