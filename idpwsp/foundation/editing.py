"""The admin's floor: one language at a time, with the English beside it, and history for everything."""

from typing import Any

import reversion
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import select_template
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from js_asset import Media
from parler.admin import TranslatableAdmin, TranslatableStackedInline
from parler.forms import TranslatableModelForm

from idpwsp.foundation.choosing import ChoosingAdmin
from idpwsp.foundation.conflicts import ConflictAdmin, ConflictForm
from idpwsp.foundation.history.admin import HistoryAdmin
from idpwsp.foundation.richtext import RichTextField
from idpwsp.foundation.translation import SOURCE_LANGUAGE

# The fieldset of what is known of a translation.
TRANSLATION_FIELDS = (_("This translation"), {"fields": ["is_current", ("reviewed_on", "reviewed_by")]})


class BesideEnglish(forms.Widget):
    """A widget with the English words next to it, for whoever translates."""

    template_name = "admin/beside_english.html"

    def __init__(self, widget: forms.Widget, english: str, is_rich: bool) -> None:
        super().__init__()
        self.widget, self.english, self.is_rich = widget, english, is_rich
        self.attrs = widget.attrs
        self.is_required = widget.is_required

    @property
    def media(self) -> Any:
        return self.widget.media

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        inner = self.widget.get_context(name, value, attrs)["widget"]
        return {"widget": inner, "english": self.english, "is_rich": self.is_rich}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return self.widget.value_from_datadict(data, files, name)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return self.widget.value_omitted_from_data(data, files, name)

    def use_required_attribute(self, initial: Any) -> bool:
        return self.widget.use_required_attribute(initial)


class WordsForm(ConflictForm, TranslatableModelForm):
    """The form of a thing with words: what is asked depends on whether they are English or a translation."""

    is_current = forms.BooleanField(
        label=_("This says what the English says today"),
        required=False,
        initial=True,
        help_text=_("Without it, readers are told that the English has changed since."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words_model = self._meta.model._parler_meta.root_model
        # The words that a translation needs, once any of it is written.
        self.needed: set[str] = set()
        # Whether the words have changed since a native speaker read them.
        self.reading_is_void = False
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea) and name in self.words_model.word_fields():
                # The editor's text box is announced by this name; a <label> does not reach it.
                field.widget.attrs["aria-label"] = field.label
        if self.language_code == SOURCE_LANGUAGE:
            for name in ("is_current", "reviewed_on", "reviewed_by"):
                self.fields.pop(name, None)
        else:
            self._set_up_translation()
        self.remember_what_it_was_opened_with()

    def _set_up_translation(self) -> None:
        source = self.instance.source_words if self.instance.pk else None
        mine = self.instance.words_in(self.language_code) if self.instance.pk else None
        if mine is not None:
            self.initial["is_current"] = not mine.is_behind
        if mine is not None and mine.reviewed_on is not None and not mine.is_reviewed:
            self.reading_is_void = True
            read_on, by = date_format(mine.reviewed_on, "DATE_FORMAT"), mine.reviewed_by
            self.initial["reviewed_on"], self.initial["reviewed_by"] = None, ""
            self.fields["reviewed_on"].help_text = _(
                "The words have changed since %(who)s read them on %(day)s, so readers are told that nobody has."
            ) % {"who": by or _("somebody"), "day": read_on}
        for name in self.words_model.word_fields():
            if name in self.fields and source is not None:
                field = self.fields[name]
                if field.required:
                    self.needed.add(name)
                    field.required = False
                is_rich = isinstance(self.words_model._meta.get_field(name), RichTextField)
                field.widget = BesideEnglish(field.widget, getattr(source, name), is_rich)

    def clean(self) -> dict[str, Any]:
        """A translation may be left out as a whole; one that is begun needs the words that its English needs."""
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):
                # Browsers send a line end as two characters. Kept so, words would seem changed that nobody touched.
                cleaned[name] = value.replace("\r\n", "\n")
        written = (*self.words_model.word_fields(), *self.words_model.FINDING_FIELDS)
        if any(cleaned.get(name) for name in written):
            for name in sorted(self.needed):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.reading_is_void and self.cleaned_data.get("reviewed_on"):
            # Read anew, perhaps by the same person on the same day.
            words = self.instance.get_translation(self.language_code)
            words.reviewed_state = words.fingerprint()
        source = self.instance.source_words if self.instance.pk else None
        if source is None or "is_current" not in self.fields:
            return
        if self.cleaned_data.get("is_current"):
            self.instance.source_state = source.fingerprint()
        elif "is_current" in self.changed_data:
            # Somebody has seen that it no longer says what the English says.
            self.instance.source_state = ""


class RowForm(forms.ModelForm):
    """One row of a list that is edited: each field says whose it is, to who cannot see the row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # The list asks for an empty row too, only to see which scripts it needs.
            if self.instance.pk:
                field.widget.attrs["aria-label"] = f"{field.label}: {self.instance}"


class WordsAdmin(ConflictAdmin, ChoosingAdmin, HistoryAdmin, TranslatableAdmin):
    """Base of the admins of things with words. A thing begins in English; other languages are added to it.

    Whoever has ``settings.TRANSLATION_PERMISSION`` and may not change the thing translates: the form in any other
    language is open to them, since it asks for words alone. That in English they can read; lists, history and removal
    are as for somebody who may look.
    """

    # Whether it is among the things that somebody translates who may not change them.
    is_open_to_translators = True

    form = WordsForm
    # What parler's own template extends; a model may have another, named as Django names it.
    form_template = "admin/words_form.html"
    save_on_top = True
    # What Django 6 does by itself: an address typed without its beginning is an https one.
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    @property
    def default_change_form_template(self) -> str:
        """Parler's hook: the template that its own one extends."""
        own = f"admin/{self.opts.app_label}/{self.opts.model_name}/change_form.html"
        return select_template([own, self.form_template]).template.name

    def _language(self, request: HttpRequest, obj: Any = None) -> str:
        """The language that the address asks for. Raises ``Http404`` for one that the site does not have."""
        language: str = super()._language(request, obj)
        if language not in dict(settings.LANGUAGES):
            raise Http404
        return language

    def get_form_language(self, request: HttpRequest, obj: Any = None) -> str:
        return SOURCE_LANGUAGE if obj is None else super().get_form_language(request, obj)

    # ── Who only translates ────────────────────────────────────────────────

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """Note for the permissions asked inside that this is the form of a translation, and who has sent for it."""
        is_translation = bool(object_id) and self._language(request) != SOURCE_LANGUAGE
        may = self.is_open_to_translators and request.user.has_perm(settings.TRANSLATION_PERMISSION)
        if is_translation and may and not super().has_change_permission(request):
            request.translates = self.model  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, *args, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) or translates(request, self.model)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save. Raises ``PermissionDenied`` where somebody who only translates would write the English words."""
        if translates(request, self.model) and form.language_code == SOURCE_LANGUAGE:
            raise PermissionDenied
        super().save_model(request, obj, form, change)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Give the scripts the nonce of the page: Django itself leaves the editor's import map without one."""
        context["only_translates"] = translates(request, self.model)
        language = self.get_form_language(request, context.get("original"))
        context["form_language"], context["is_source"] = language, language == SOURCE_LANGUAGE
        if isinstance(context.get("media"), Media):
            context["media"] = context["media"].with_nonce(str(request.csp_nonce))  # type: ignore[attr-defined]
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save; whoever gave a draft its time is told that this alone does not show it."""
        super().save_related(request, form, formsets, change)
        things = [form.instance, *(each.instance for formset in formsets for each in formset.forms if each.instance.pk)]
        for thing in things:
            if getattr(thing, "is_waiting_draft", False):
                self.message_user(
                    request,
                    _("“%(name)s” is a draft and will not appear at its time. Set its state to “Published” as well.")
                    % {"name": thing},
                    messages.WARNING,
                )

    def get_search_fields(self, request: HttpRequest) -> Any:
        """Whoever chooses a thing in a form knows its name: what its text says would bring up too many others."""
        fields = super().get_search_fields(request)
        choosing = request.path == reverse(f"{self.admin_site.name}:autocomplete")
        return [each for each in fields if not each.endswith("__body")] if choosing else fields

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **{"form": RowForm, **kwargs})

    def delete_translation(self, request: HttpRequest, object_id: str, language_code: str) -> HttpResponse:
        """Every other language leans on the English: it goes only with the whole thing."""
        if language_code == SOURCE_LANGUAGE:
            return TemplateResponse(
                request,
                "admin/english_stays.html",
                {**self.admin_site.each_context(request), "opts": self.opts, "title": _("The English stays")},
            )
        with self.create_revision(request):
            response = super().delete_translation(request, object_id, language_code)
            thing = self.get_object(request, object_id)
            if request.method == "POST" and thing is not None:
                # A step in its history, so that it can be brought back.
                reversion.set_comment(_("Removed the words in one language"))
                reversion.add_to_revision(thing)
        return response


def translates(request: HttpRequest, model: Any) -> bool:
    """Whether the form that is open now is that of such a thing's translation, for somebody who may do no more."""
    return getattr(request, "translates", None) is model


class WordsInline(ChoosingAdmin, TranslatableStackedInline):
    """Base of the inlines with words. New ones begin in English, like everything else."""

    form = WordsForm
    extra = 0
    view_on_site = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and self._language(request, obj) == SOURCE_LANGUAGE

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) or translates(request, self.parent_model)


class WordsFilter(admin.RelatedFieldListFilter):
    """A filter by related things with words, without asking for each one's."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        things = field.related_model._default_manager.prefetch_related("translations")
        return [(thing.pk, str(thing)) for thing in things]


def change_url(thing: models.Model) -> str:
    """The address of the form that changes a thing. The one row of something is called 1 before it is there."""
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk or 1])


@admin.display(description=_("State"))
def state_column(thing: Any) -> str:
    """A column for lists: what readers see of it."""
    return str(thing.state)


@admin.display(description=_("Languages"))
def languages_column(thing: Any) -> str:
    """A column for lists: the languages it has, with what is behind or unread marked in words."""
    notes = []
    for code in thing.written_in:
        row = thing.words_in(code)
        if row.is_behind:
            notes.append(str(_("%(code)s (behind)") % {"code": code}))
        elif not row.is_reviewed:
            notes.append(str(_("%(code)s (not read by a native speaker)") % {"code": code}))
        else:
            notes.append(code)
    return ", ".join(notes)
