"""Bringing back: a thing as it was, a part of it, or what was deleted."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import reversion
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from reversion.errors import RevertError
from reversion.models import Revision, Version

from idpwsp.foundation.history.snapshots import Key, Model, Row, Snapshot, children, owner_field, snapshots
from idpwsp.foundation.translation import SOURCE_LANGUAGE


class CannotRestore(Exception):
    """Why something cannot be brought back, in words for staff."""


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
            present = model_field.related_model._base_manager.filter(pk__in=value)
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
        _fit_to_today(row)
        row.version.revert()


def _fit_to_today(row: Row) -> None:
    """A row can point to what was deleted since (a picture, a need): it comes back without that. And what names files
    stays as it is: history has no files."""
    kept = row.version._object_version
    for each in row.model._meta.fields:
        if not isinstance(each, models.ForeignKey) or getattr(kept.object, each.attname) is None:
            continue
        target = each.related_model._base_manager.filter(pk=getattr(kept.object, each.attname))
        if target.exists():
            continue
        if not each.null:
            raise CannotRestore(_("“%(name)s” leads to something that is no longer there.") % {"name": row.name})
        setattr(kept.object, each.attname, None)
    now = row.model._base_manager.filter(pk=row.pk).first()
    for name in getattr(row.model, "NOT_IN_HISTORY", ()) if now else ():
        setattr(kept.object, name, getattr(now, name))
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


def deleted(models_of_things: Iterable[Model]) -> models.QuerySet[Version]:
    """The last versions of what was deleted, the last saved first: to be counted and cut, for ``as_listed``."""
    last = [Version.objects.get_deleted(model).order_by().values("pk") for model in models_of_things]
    wanted = Q()
    for numbers in last:
        wanted |= Q(pk__in=numbers)
    return Version.objects.filter(wanted).order_by("-revision_id", "-pk").select_related("revision", "content_type")


def as_listed(versions: Iterable[Version]) -> list[Deleted]:
    """Some of what was deleted, as staff know it. A part whose whole is gone is left out: it comes back with that."""
    by_model: dict[Model, list[Version]] = defaultdict(list)
    for version in versions:
        by_model[version._model].append(version)
    found = [each for model, some in by_model.items() for each in _as_listed(model, some)]
    return sorted(found, key=lambda each: (each.version.revision_id, each.version.pk), reverse=True)


def _as_listed(model: Model, versions: list[Version]) -> Iterator[Deleted]:
    values = {version.pk: json.loads(version.serialized_data)[0]["fields"] for version in versions}
    names = _english_names(model, versions)
    owners, owner = _present_owners(model, values.values()), owner_field(model)
    for version in versions:
        if owner is None or str(values[version.pk][owner.name]) in owners:
            name = names.get((version.revision_id, version.object_id)) or version.object_repr
            yield Deleted(version, str(model._meta.verbose_name), name, version.revision.date_created)


def _english_names(model: Model, versions: list[Version]) -> dict[tuple[int, str], str]:
    """By revision and row: what staff called it."""
    names = {}
    for child, column in children(model):
        words = Version.objects.get_for_model(child).filter(revision__in=[each.revision_id for each in versions])
        for version in words if hasattr(child, "word_fields") else ():
            values = json.loads(version.serialized_data)[0]["fields"]
            if values["language_code"] == SOURCE_LANGUAGE:
                owner = str(values[column.removesuffix("_id")])
                names[version.revision_id, owner] = values.get(getattr(model, "NAME_FIELD", ""), "")
    return names


def _present_owners(model: Model, values: Iterable[dict[str, Any]]) -> set[str]:
    owner = owner_field(model)
    if owner is None:
        return set()
    wanted = {each[owner.name] for each in values}
    return {str(pk) for pk in owner.related_model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True)}


def recover(version: Version) -> models.Model:
    """Bring back what was deleted, with everything that hung on it. Raises ``CannotRestore``."""
    model = version._model
    snapshot = snapshots(model, version.object_id, [version.revision_id])[version.revision_id]
    owner = owner_field(model)
    if owner is None:
        root_model, root_pk = model, version.object_id
    else:
        root_model, root_pk = owner.related_model, snapshot.rows[model, version.object_id].values[owner.name]
    with _restoring(root_model, root_pk):
        _put_back(snapshot.rows.values())
    return model._base_manager.get(pk=version.object_id)
