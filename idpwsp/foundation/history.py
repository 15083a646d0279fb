"""What became of a thing over time: the revisions that reversion keeps, read as changes, and taken back.

A revision holds a thing whole, with all that hangs on it (a page with its words, cards and their sources), so two of
them can be compared piece by piece. Whoever saves a part of a thing outside its form must add the thing itself to the
revision (``reversion.add_to_revision(card.page)``); otherwise the change is missing from the thing's history.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Self

import reversion
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from reversion.errors import RevertError
from reversion.models import Revision, Version

Model = type[models.Model]
# One row: its model and primary key, as a revision names it.
Key = tuple[Model, str]


class CannotRestore(Exception):  # noqa: N818 - said to staff, not an error of ours
    """Why something cannot be brought back, in words for staff."""


@cache
def children(model: Model) -> list[tuple[Model, str]]:
    """What hangs on a thing and goes with it: (model, name of its foreign key's column)."""
    return [
        (relation.related_model, relation.field.attname)  # type: ignore[union-attr, misc]
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


# ── Bringing back ──────────────────────────────────────────────────────────


def restore(model: Model, pk: Any, revision: Revision) -> None:
    """Make a thing, with all that hangs on it, as it was after a revision. Raises ``CannotRestore``."""
    wanted = snapshots(model, pk, [revision.pk])[revision.pk]
    if not wanted.rows:
        raise CannotRestore(_("Nothing of it was kept at that time."))
    with _restoring(model, pk):
        for row in list(_present(model, pk)):
            if (type(row), str(row.pk)) not in wanted.rows:
                row.delete()
        _put_back(wanted.rows.values())


def restore_row(root: models.Model, snapshot: Snapshot, key: Key) -> None:
    """Bring one row back as a snapshot has it, with what hung on it. Raises ``CannotRestore``."""
    with _restoring(type(root), root.pk):
        _put_back(snapshot.below(key))


def remove_row(root: models.Model, key: Key) -> None:
    """Take away a row that was added."""
    model, pk = key
    with _restoring(type(root), root.pk):
        model._base_manager.filter(pk=pk).first().delete()  # type: ignore[union-attr]


def restore_field(root: models.Model, snapshot: Snapshot, key: Key, name: str) -> None:
    """Give one field of one row the value that a snapshot has. Raises ``CannotRestore``."""
    model, pk = key
    row = model._base_manager.filter(pk=pk).first()
    if row is None:
        raise CannotRestore(_("What this belongs to is no longer there. Bring that back first."))
    value = snapshot.rows[key].values[name]
    model_field = model._meta.get_field(name)
    with _restoring(type(root), root.pk):
        if isinstance(model_field, models.ManyToManyField):
            present = model_field.related_model._base_manager.filter(pk__in=value)  # type: ignore[union-attr]
            getattr(row, name).set(present)
            row.save()
            return
        setattr(row, model_field.attname, model_field.to_python(value))  # type: ignore[union-attr]
        row.clean_fields(exclude={each.name for each in model._meta.fields if each.name != name})
        row.clean()
        row.validate_unique()
        row.validate_constraints()
        row.save()


def restore_lines(root: models.Model, snapshot: Snapshot, key: Key) -> None:
    """Bring the lines of a row (a card's sources) back as a snapshot has them."""
    model, pk = key
    with _restoring(type(root), root.pk):
        for child, column in children(model):
            if hasattr(child, "line_of"):
                for line in child._base_manager.filter(**{column: pk}):
                    line.delete()
        _put_back(snapshot.lines_of(key))


@contextmanager
def _restoring(model: Model, pk: Any) -> Iterator[None]:
    """All or nothing, and the thing as it is afterwards goes into the revision."""
    try:
        with transaction.atomic():
            yield
            thing = model._base_manager.filter(pk=pk).first()
            if thing is not None and reversion.is_active():
                reversion.add_to_revision(thing)
    except (RevertError, IntegrityError) as error:
        raise CannotRestore(
            _("Something else stands in its place now: another thing has the same address or name.")
        ) from error
    except ValidationError as error:
        raise CannotRestore(" ".join(error.messages)) from error


def _put_back(rows: Iterable[Row]) -> None:
    for row in rows:
        _forget_what_is_gone(row)
        row.version.revert()


def _forget_what_is_gone(row: Row) -> None:
    """A row can point to what was deleted since (a picture, a need): it comes back without that."""
    kept = row.version._object_version
    for each in row.model._meta.fields:
        if not isinstance(each, models.ForeignKey) or getattr(kept.object, each.attname) is None:
            continue
        target = each.related_model._base_manager.filter(pk=getattr(kept.object, each.attname))  # type: ignore[union-attr]
        if target.exists():
            continue
        if not each.null:
            raise CannotRestore(_("“%(name)s” leads to something that is no longer there.") % {"name": row.name})
        setattr(kept.object, each.attname, None)
    for name, present in (kept.m2m_data or {}).items():
        target_model = row.model._meta.get_field(name).related_model
        kept.m2m_data[name] = list(target_model._base_manager.filter(pk__in=present))  # type: ignore[union-attr]


def _present(model: Model, pk: Any) -> Iterator[models.Model]:
    """A thing's rows as they are now, the deepest first."""
    thing = model._base_manager.filter(pk=pk).first()
    if thing is not None:
        for child, column in children(model):
            for each in child._base_manager.filter(**{column: pk}):
                yield from _present(child, each.pk)
        yield thing


# ── What was deleted ───────────────────────────────────────────────────────


@dataclass(frozen=True)
class Deleted:
    """A thing that is no longer there, as its last revision kept it."""

    version: Version
    kind: str
    name: str
    last_saved: datetime


def deleted(models_of_things: Iterable[Model]) -> list[Deleted]:
    """What was deleted and can be brought back, the last saved first. A part whose whole is gone is not listed:
    it comes back with that."""
    found = []
    for model in models_of_things:
        for version in Version.objects.get_deleted(model).select_related("revision"):
            if _owner_is_there(model, json.loads(version.serialized_data)[0]["fields"]):
                kind = str(model._meta.verbose_name)
                found.append(Deleted(version, kind, version.object_repr, version.revision.date_created))
    return sorted(found, key=lambda each: each.last_saved, reverse=True)


def owner_field(model: Model) -> models.ForeignKey[Any, Any] | None:
    """The foreign key by which a thing is a part of another one, or None."""
    for each in model._meta.fields:
        if isinstance(each, models.ForeignKey) and (model, each.attname) in children(each.related_model):  # type: ignore[arg-type]
            return each
    return None


def _owner_is_there(model: Model, values: dict[str, Any]) -> bool:
    owner = owner_field(model)
    if owner is None:
        return True
    return owner.related_model._base_manager.filter(pk=values[owner.name]).exists()  # type: ignore[union-attr]


def recover(version: Version) -> models.Model:
    """Bring back what was deleted, with everything that hung on it. Raises ``CannotRestore``."""
    model = version._model
    snapshot = snapshots(model, version.object_id, [version.revision_id])[version.revision_id]
    owner = owner_field(model)
    if owner is None:
        root_model, root_pk = model, version.object_id
    else:
        root_model, root_pk = owner.related_model, snapshot.rows[model, version.object_id].values[owner.name]  # type: ignore[assignment]
    with _restoring(root_model, root_pk):
        _put_back(snapshot.rows.values())
    return model._base_manager.get(pk=version.object_id)
