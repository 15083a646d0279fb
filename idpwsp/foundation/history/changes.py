"""What one revision changed in a thing, in the words that staff know from its form."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from reversion.models import Revision

from idpwsp.foundation.history.comparing import Stretch, compare, readable
from idpwsp.foundation.history.snapshots import Key, Model, Row, Snapshot, children, snapshots
from idpwsp.foundation.richtext import RichTextField
from idpwsp.foundation.translation import Translated

# The button of all lines of a thing together (a card's sources) stands under this name.
LINES = "lines"
# What the things are called that rows point to, by their numbers.
Names = dict[Model, dict[int, str]]


@dataclass(frozen=True)
class Change:
    """One field, before and after. ``target`` names it for the button that brings the earlier value back."""

    label: str
    stretches: list[Stretch]
    target: str = ""


@dataclass
class Part:
    """What changed in one part of a thing: in the thing itself, in a card, in its words in one language."""

    name: str
    kind: str  # changed, added or removed
    target: str
    changes: list[Change] = field(default_factory=list)


@dataclass
class Step:
    """One revision: who changed what, and when."""

    revision: Revision
    parts: list[Part]
    is_first: bool

    @property
    def who(self) -> str:
        user = self.revision.user
        return (user.get_full_name() or user.get_username()) if user else ""


def steps(model: type[models.Model], pk: Any, revisions: list[Revision], earlier: Revision | None) -> list[Step]:
    """The given revisions, newest first, each compared with the one before it; ``earlier`` is before the last."""
    order = [*revisions, earlier] if earlier else list(revisions)
    kept = snapshots(model, pk, [revision.pk for revision in order])
    names = names_pointed_to(kept.values())
    found = []
    for place, revision in enumerate(revisions):
        before = kept[order[place + 1].pk] if place + 1 < len(order) else Snapshot()
        is_first = place + 1 == len(order)
        parts = [] if is_first else list(parts_between(before, kept[revision.pk], names))
        found.append(Step(revision, parts, is_first))
    return found


def names_pointed_to(kept: Iterable[Snapshot]) -> Names:
    """The names of all things that these point to, as far as they are still there: two queries a kind."""
    wanted: dict[Model, set[int]] = {}
    for snapshot in kept:
        for row in snapshot.rows.values():
            for each in _relations(row.model):
                wanted.setdefault(each.related_model, set()).update(_numbers(row.values.get(each.name)))
    names: Names = {}
    for model, numbers in wanted.items():
        found = model._base_manager.filter(pk__in=numbers)
        if issubclass(model, Translated):
            found = found.prefetch_related("translations")
        names[model] = {thing.pk: str(thing) for thing in found}
    return names


@cache
def _relations(model: Model) -> list[Any]:
    """The fields that point to other things and that staff know from a form."""
    fields = (*model._meta.fields, *model._meta.many_to_many)
    return [each for each in fields if each.is_relation and _is_shown(model, each)]


def _numbers(value: Any) -> list[int]:
    """What a relation was kept as: one number or several."""
    return [int(each) for each in (value if isinstance(value, list) else [value]) if each not in (None, "")]


def parts_between(before: Snapshot, after: Snapshot, names: Names) -> Iterator[Part]:
    """The parts in which two states of a thing differ, in the order in which they hang together."""
    keys = [*after.rows, *(key for key in before.rows if key not in after.rows)]
    for key in keys:
        row = after.rows.get(key) or before.rows[key]
        if row.is_line or _comes_or_goes_with_its_owner(key, before, after):
            continue
        part = Part(_name(row, before, after), _kind(key, before, after), target(key))
        for old, new in _pairs(key, before, after):
            part.changes += _changes(old, new, names)
        part.changes += _line_changes(key, before, after)
        if part.changes or part.kind != "changed":
            yield part


def target(key: Key, name: str = "") -> str:
    """A row, or a field of it, as a form can send it."""
    model, pk = key
    return f"{model._meta.label_lower}:{pk}:{name}"


def from_target(text: str) -> tuple[Key, str]:
    """The row and the field that ``target`` named. Raises ``ValueError`` or ``LookupError``."""
    label, pk, name = text.split(":")
    return (apps.get_model(label), pk), name


def _kind(key: Key, before: Snapshot, after: Snapshot) -> str:
    if key not in before.rows:
        return "added"
    return "changed" if key in after.rows else "removed"


def _comes_or_goes_with_its_owner(key: Key, before: Snapshot, after: Snapshot) -> bool:
    owner = after.owners.get(key) or before.owners.get(key)
    if owner is None:
        return False
    kind = _kind(owner, before, after)
    return kind != "changed" and kind == _kind(key, before, after)


def _pairs(key: Key, before: Snapshot, after: Snapshot) -> Iterator[tuple[Row | None, Row | None]]:
    """A row before and after; with one that came or went, also the words that hang on it."""
    yield before.rows.get(key), after.rows.get(key)
    if _kind(key, before, after) != "changed":
        whole = after if key in after.rows else before
        for row in whole.below(key):
            if row.key != key and not row.is_line:
                yield before.rows.get(row.key), after.rows.get(row.key)


def _changes(old: Row | None, new: Row | None, names: Names) -> Iterator[Change]:
    row = new or old
    if row is None:
        return
    for name in row.values:
        model_field = _shown_field(row, name)
        if model_field is None or (old and name not in old.values) or (new and name not in new.values):
            continue
        if old and new and old.values[name] == new.values[name]:
            continue
        was = wording(model_field, old.values[name], names) if old else ""
        now = wording(model_field, new.values[name], names) if new else ""
        if stretches := compare(was, now):
            can_go_back = old is not None and new is not None
            label = capfirst(str(model_field.verbose_name))
            if row.language and not can_go_back:
                label = f"{label} ({row.language})"
            yield Change(label, stretches, target(row.key, name) if can_go_back else "")


def _line_changes(key: Key, before: Snapshot, after: Snapshot) -> list[Change]:
    old, new = before.lines_of(key), after.lines_of(key)
    stretches = compare("\n".join(row.line for row in old), "\n".join(row.line for row in new))
    if not stretches:
        return []
    can_go_back = key in before.rows and key in after.rows
    label = capfirst(str((old or new)[0].model._meta.verbose_name_plural))
    return [Change(label, stretches, target(key, LINES) if can_go_back else "")]


def _shown_field(row: Row, name: str) -> Any:
    """A field that staff know from a form, or None."""
    try:
        model_field = row.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return model_field if _is_shown(row.model, model_field) else None


def _is_shown(model: Model, model_field: Any) -> bool:
    belongs = isinstance(model_field, models.ForeignKey) and (model, model_field.attname) in children(
        model_field.related_model
    )
    return not belongs and getattr(model_field, "editable", False) and model_field.name != "language_code"


def wording(model_field: Any, value: Any, names: Names) -> str:
    """A stored value as staff read it."""
    if value in (None, "", []):
        return ""
    if isinstance(model_field, RichTextField):
        return readable(value)
    if model_field.is_relation:
        present = names.get(model_field.related_model, {})
        return ", ".join(present.get(each, _("(deleted)")) for each in _numbers(value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if model_field.choices:
        return str(dict(model_field.flatchoices).get(value, value))
    if isinstance(value, list | dict):
        return ", ".join(map(str, value)) if isinstance(value, list) else json.dumps(value)
    return _moment(model_field, value)


def _moment(model_field: Any, value: Any) -> str:
    try:
        moment = model_field.to_python(value)
    except ValidationError:
        return str(value)
    if isinstance(moment, datetime):
        return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    return date_format(moment, "DATE_FORMAT") if isinstance(model_field, models.DateField) else str(value)


def _name(row: Row, before: Snapshot, after: Snapshot) -> str:
    """What a part is called: “Card “Seven years”, words in Spanish”."""
    owner_key = after.owners.get(row.key) or before.owners.get(row.key)
    owner = (after.rows.get(owner_key) or before.rows.get(owner_key)) if owner_key else None
    if not row.language:
        name = str(capfirst(str(row.model._meta.verbose_name)))
        whole = after if row.key in after.rows else before
        return name if owner is None else f"{name} “{whole.name_of(row.key)}”"
    language = get_language_info(row.language)["name_translated"]
    words = _("words in %(language)s") % {"language": language}
    if owner is None or owner_key not in (after.owners | before.owners):
        return str(capfirst(words))
    return f"{_name(owner, before, after)}, {words}"
