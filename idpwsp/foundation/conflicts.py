"""Two people on one page: the second to save is told, sees both versions, and loses nothing (docs/decisions/0014).

Every form carries two things back: the number of the revision it was opened at, and beside each field the value it
was opened with. If somebody has saved since, nothing is written. What only they changed is taken into the form; what
both changed stays as typed and stands beside theirs; and the form says so. The next press of "Save" counts from there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from reversion.models import Revision

from idpwsp.foundation.history.comparing import Stretch, compare, readable
from idpwsp.foundation.history.snapshots import latest_revision, revisions_of

OPENED_AT = "_opened_at"


@dataclass(frozen=True)
class Difference:
    """A field that somebody else has changed since this form was opened."""

    where: str
    label: str
    theirs: list[Stretch]
    # From theirs to what is typed here; empty where theirs was taken over.
    mine: list[Stretch] = field(default_factory=list)


@dataclass
class Conflict:
    """Who saved since the form was opened, and what that means field by field."""

    revisions: list[Revision]
    differences: list[Difference]

    @property
    def who(self) -> list[str]:
        return sorted({_name(revision) for revision in self.revisions})


def _name(revision: Revision) -> str:
    user = revision.user
    return (user.get_full_name() or user.get_username()) if user else _("the site itself")


class DeletedMeanwhile(Exception):
    """A form came for a thing that somebody has deleted since it was opened."""


class ConflictForm:
    """For a form that knows what it was opened with. ``conflict`` is set where it must not be saved as it is."""

    conflict: Conflict | None = None
    fields: dict[str, forms.Field]
    instance: Any

    def remember_what_it_was_opened_with(self) -> None:
        """Beside each field the page carries its first value. To be called when all fields are set up."""
        for each in self.fields.values():
            # A file cannot be carried, and a form without a row of its own has nothing that others could change.
            each.show_hidden_initial = bool(self.instance.pk) and not isinstance(each, forms.FileField)

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        if self.conflict is not None:
            self.add_error(  # type: ignore[attr-defined]
                None, _("Not saved yet: somebody else saved while you were writing. See above, then save again.")
            )
        return cleaned


class ConflictAdmin:
    """For an admin with history: refuses to write over what somebody else has saved."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        extra_context = {**(extra_context or {})}
        thing = self.get_object(request, object_id) if object_id else None  # type: ignore[attr-defined]
        if thing is None and object_id and request.method == "POST":
            raise DeletedMeanwhile
        if thing is not None:
            if request.method == "POST":
                # Of two who save at one moment the second waits here. (SQLite made it wait when it began.)
                type(thing)._base_manager.select_for_update().get(pk=thing.pk)
            latest = latest_revision(thing)
            extra_context["opened_at"] = latest
            if request.method == "POST" and _opened_at(request, latest) < latest:
                conflict = self.merge(request, thing)
                if conflict.differences:
                    extra_context["conflict"] = request.conflict = conflict  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)  # type: ignore[misc]
        conflict = getattr(request, "conflict", None)
        return type(form.__name__, (form,), {"conflict": conflict}) if conflict else form

    def merge(self, request: HttpRequest, thing: models.Model) -> Conflict:
        """Bring what others have saved into the form that was sent. Changes ``request.POST``."""
        data = request.POST.copy()
        opened = _opened_at(request, 0)
        request.POST = data  # type: ignore[assignment]
        differences: list[Difference] = []
        for formset in self._formsets(request, thing):
            differences += _move_removed(formset, data)
        form = self.get_form(request, thing, change=True)(data, request.FILES, instance=thing)
        differences += _merge_form(form, data)
        for formset in self._formsets(request, thing):
            for each in formset.initial_forms:
                differences += _merge_form(each, data, str(each.instance))
        return Conflict(list(revisions_of(type(thing), thing.pk).filter(pk__gt=opened)), differences)

    def _formsets(self, request: HttpRequest, thing: models.Model) -> list[Any]:
        return self._create_formsets(request, thing, change=True)[0]  # type: ignore[attr-defined]


def _opened_at(request: HttpRequest, default: int) -> int:
    """The revision that the form was opened at. One that does not say (a script) saves as it always did."""
    text = request.POST.get(OPENED_AT, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else default


def _merge_form(form: Any, data: QueryDict, where: str = "") -> Iterator[Difference]:
    """Take over what others changed in one form; yield each field of it."""
    for name, form_field in form.fields.items():
        bound = form[name]
        theirs = _as_sent(form_field, bound.html_initial_name, bound.initial)
        opened = {key: data.getlist(key) for key in theirs}
        if not form_field.show_hidden_initial or not any(key in data for key in theirs) or _same(theirs, opened):
            continue
        is_mine_too = bound._has_changed()
        label = str(form_field.label)
        as_opened = _in_words(form_field, opened)
        as_theirs = _in_words(form_field, theirs)
        for key, values in theirs.items():
            data.setlist(key, values)
            visible = bound.html_name + key.removeprefix(bound.html_initial_name)
            if not is_mine_too:
                data.setlist(visible, values)
        as_mine = _in_words(form_field, {key: _sent(bound, key, data) for key in theirs}) if is_mine_too else as_theirs
        yield Difference(where, label, compare(as_opened, as_theirs), compare(as_theirs, as_mine))


def _sent(bound: Any, initial_key: str, data: QueryDict) -> list[str]:
    return data.getlist(bound.html_name + initial_key.removeprefix(bound.html_initial_name))


def _as_sent(form_field: forms.Field, name: str, value: Any) -> dict[str, list[str]]:
    """A value as a browser would send it from hidden inputs."""
    sent: dict[str, list[str]] = {}

    def collect(widget: dict[str, Any]) -> None:
        for each in widget.get("subwidgets", ()):
            collect(each)
        if "subwidgets" not in widget:
            value = widget["value"]
            sent.setdefault(widget["name"], []).append("" if value is None else str(value))

    collect(form_field.hidden_widget().get_context(name, form_field.prepare_value(value), {})["widget"])
    return sent or {name: []}


def _same(one: dict[str, list[str]], other: dict[str, list[str]]) -> bool:
    def normal(sent: dict[str, list[str]]) -> dict[str, list[str]]:
        # Browsers send every line end as two characters.
        return {key: [value.replace("\r\n", "\n").strip() for value in values] for key, values in sent.items()}

    return normal(one) == normal(other)


def _in_words(form_field: forms.Field, sent: dict[str, list[str]]) -> str:
    """What was sent, as staff read it."""
    values = [value.replace("\r\n", "\n") for values in sent.values() for value in values if value]
    if isinstance(form_field, forms.BooleanField):
        return _("Yes") if values and values[0] != "False" else _("No")
    if getattr(form_field.widget, "choices", None):
        names = {str(value): str(label) for value, label in form_field.widget.choices}
        return ", ".join(names.get(value, value) for value in values)
    return "\n".join(readable(value) if value.startswith("<") else value for value in values)


# ── What others removed ────────────────────────────────────────────────────


def _move_removed(formset: Any, data: QueryDict) -> Iterator[Difference]:
    """Somebody has removed a card that stands in this form. If it was changed here, its words are kept: in English
    the form holds it as a new card, in a translation they are shown to be copied."""
    prefix = formset.prefix
    there = {str(each.pk) for each in formset.get_queryset()}
    total, initial = formset.total_form_count(), formset.initial_form_count()
    kept, again = [], []
    for number in range(initial):
        if data.get(f"{prefix}-{number}-id", "") in there:
            kept.append(number)
            continue
        written = _written(data, f"{prefix}-{number}-")
        form = formset.forms[number]
        for key, text in written.items():
            label = str(form.fields[key].label) if key in form.fields else key
            where = str(formset.model._meta.verbose_name).capitalize()
            yield Difference(_("%(what)s, removed meanwhile") % {"what": where}, label, [], compare("", text))
        if written and formset.max_num:
            again.append(number)
    if len(kept) < initial:
        _renumber(data, prefix, [*kept, *again, *range(initial, total)], set(again))
        data[f"{prefix}-INITIAL_FORMS"] = str(len(kept))
        data[f"{prefix}-TOTAL_FORMS"] = str(len(kept) + len(again) + total - initial)


def _written(data: QueryDict, start: str) -> dict[str, str]:
    """What was changed in one form of a set, by the names of its fields."""
    written = {}
    for key in list(data):
        typed, opened = str(data[key]), data.get(f"initial-{key}")
        if key.startswith(start) and opened is not None and typed not in ("on", opened):
            written[key.removeprefix(start)] = readable(typed) if typed.startswith("<") else typed
    return written


def _renumber(data: QueryDict, prefix: str, order: list[int], as_new: set[int]) -> None:
    """Give the forms of a set new places; those in ``as_new`` forget the row they stood for."""
    sent: dict[int, dict[str, list[str]]] = {}
    for key in list(data):
        match = re.fullmatch(rf"(initial-)?{re.escape(prefix)}-(\d+)-(.+)", key)
        if match:
            sent.setdefault(int(match[2]), {})[f"{match[1] or ''}|{match[3]}"] = data.getlist(key)
            del data[key]
    for place, number in enumerate(order):
        for name, values in sent.get(number, {}).items():
            initial, name = name.split("|", 1)
            if number in as_new and (initial or name == "id"):
                continue
            data.setlist(f"{initial}{prefix}-{place}-{name}", values)
