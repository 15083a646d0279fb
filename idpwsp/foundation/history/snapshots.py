"""What became of a thing over time: the revisions that reversion keeps, read as changes, and taken back.

A revision holds a thing whole, with all that hangs on it (a page with its words, cards and their sources), so two of
them can be compared piece by piece. Whoever saves a part of a thing outside its form must add the thing itself to the
revision (``reversion.add_to_revision(card.page)``); otherwise the change is missing from the thing's history.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self

import reversion
from django.contrib.contenttypes.models import ContentType
from django.db import models
from reversion.models import Revision, Version

from idpwsp.foundation.translation import SOURCE_LANGUAGE

Model = type[models.Model]
# One row: its model and primary key, as a revision names it.
Key = tuple[Model, str]


@cache
def children(model: Model) -> list[tuple[Model, str]]:
    """What hangs on a thing and goes with it: (model, name of its foreign key's column)."""
    return [
        (relation.related_model, relation.field.attname)
        for relation in model._meta.related_objects
        if relation.one_to_many
        and getattr(relation, "on_delete", None) is models.CASCADE
        and reversion.is_registered(relation.related_model)
    ]


def tree(model: Model) -> list[Model]:
    """A model and all that may hang on it."""
    found = [model]
    for child, _column in children(model):
        found += [each for each in tree(child) if each not in found]
    return found


def owner_field(model: Model) -> models.ForeignKey[Any, Any] | None:
    """The foreign key by which a thing is a part of another one, or None."""
    for each in model._meta.fields:
        if isinstance(each, models.ForeignKey) and (model, each.attname) in children(each.related_model):
            return each
    return None


@dataclass
class Row:
    """One row as a revision kept it."""

    model: Model
    pk: str
    version: Version
    values: dict[str, Any]

    @property
    def key(self) -> Key:
        return self.model, self.pk

    @property
    def is_line(self) -> bool:
        """Whether it is a mere line of the thing it belongs to, as a source is."""
        return hasattr(self.model, "line_of")

    @property
    def language(self) -> str:
        return self.values.get("language_code", "")

    @property
    def line(self) -> str:
        return str(self.model.line_of(self.values))  # type: ignore[attr-defined]

    @property
    def name(self) -> str:
        return self.version.object_repr


@dataclass
class Snapshot:
    """A thing with everything that hung on it, as one revision kept it. Empty where it kept nothing of it."""

    rows: dict[Key, Row] = field(default_factory=dict)
    owners: dict[Key, Key] = field(default_factory=dict)

    @classmethod
    def of(cls, model: Model, pk: str, kept: dict[Model, list[Row]]) -> Self:
        """The tree below one row, picked from all that a revision kept."""
        snapshot = cls()
        snapshot._take(next((row for row in kept.get(model, []) if row.pk == pk), None), None, kept)
        return snapshot

    def _take(self, row: Row | None, owner: Row | None, kept: dict[Model, list[Row]]) -> None:
        if row is None:
            return
        self.rows[row.key] = row
        if owner is not None:
            self.owners[row.key] = owner.key
        for child, column in children(row.model):
            name = column.removesuffix("_id")
            for each in kept.get(child, []):
                if str(each.values.get(name)) == row.pk:
                    self._take(each, row, kept)

    def below(self, key: Key) -> Iterator[Row]:
        """A row and all that hangs on it, the row itself first."""
        if key in self.rows:
            yield self.rows[key]
        for each, owner in self.owners.items():
            if owner == key:
                yield from self.below(each)

    def name_of(self, key: Key) -> str:
        """What staff call it: its English name. (What reversion notes was taken before the words were written.)"""
        row = self.rows[key]
        for each in self.below(key):
            if each.language == SOURCE_LANGUAGE and self.owners.get(each.key) == key:
                return each.values.get(getattr(row.model, "NAME_FIELD", "")) or row.name
        return row.name

    def lines_of(self, key: Key) -> list[Row]:
        rows = [self.rows[each] for each, owner in self.owners.items() if owner == key and self.rows[each].is_line]
        return sorted(rows, key=lambda row: (row.values.get("order", 0), int(row.pk)))


def snapshots(model: Model, pk: Any, revisions: Iterable[int]) -> dict[int, Snapshot]:
    """A thing in several revisions, with one query."""
    types = ContentType.objects.get_for_models(*tree(model))
    models_by_type = {content_type.pk: each for each, content_type in types.items()}
    kept: dict[int, dict[Model, list[Row]]] = {number: {} for number in revisions}
    for version in Version.objects.filter(revision_id__in=list(kept), content_type_id__in=models_by_type):
        row_model = models_by_type[version.content_type_id]
        values = json.loads(version.serialized_data)[0]["fields"]
        row = Row(row_model, version.object_id, version, values)
        kept[version.revision_id].setdefault(row_model, []).append(row)
    return {number: Snapshot.of(model, str(pk), rows) for number, rows in kept.items()}


def revisions_of(model: Model, pk: Any) -> models.QuerySet[Revision]:
    """The revisions that hold a thing, newest first."""
    versions = Version.objects.get_for_object_reference(model, str(pk))
    return Revision.objects.filter(pk__in=versions.values("revision_id")).select_related("user").order_by("-pk")


def latest_revision(thing: models.Model) -> int:
    """The number of the last revision that holds a thing; 0 where none does."""
    return Version.objects.get_for_object(thing).aggregate(last=models.Max("revision_id"))["last"] or 0
