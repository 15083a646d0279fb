"""Putting shipped files into the database without ever overwriting what staff have changed.

The files are taken apart into units: the facts of one thing (a page, a card, a campaign), and its words in one
language. For each unit a ``Shipped`` row remembers how the loader last wrote it. On the next run a unit is

- created, if it has never been shipped (and the object it belongs to is still there);
- brought up to date, if it still is as the loader left it;
- left alone, if staff have changed or removed it, or were first with one of their own at its place;
- retired, if the files say so and neither it nor its words have been touched.
"""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import reversion
from django.core.exceptions import FieldDoesNotExist, ValidationError

from idpwsp.foundation.publishing import Publishable
from idpwsp.foundation.translation import SOURCE_LANGUAGE, Translated, TranslatedWords
from resources.models import Checked, Shipped

Values = dict[str, Any]

CHECKED_FIELDS = ("status", "certainty", "checked_on", "checked_against", "check_due", "fact_numbers", "to_confirm")


class ContentError(Exception):
    """A shipped file says something that the models refuse. The text names file and place."""


@dataclass(frozen=True)
class Kind:
    """How one sort of thing is shipped."""

    model: type[Translated]
    fields: tuple[str, ...]
    # What makes two things one and the same, beside what they belong to.
    place: tuple[str, ...] = ()
    # Its many-to-many fields, each with the field by which a file names what it is tied to: {"needs": "key"}.
    ties: Mapping[str, str] = field(default_factory=dict)


class Loader:
    """Loads units and remembers how it left them. A subclass reads the files of one app, in ``load``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = {row.key: row for row in Shipped.objects.all()}
        self.counts: Counter[str] = Counter(created=0, updated=0, unchanged=0, kept=0, retired=0)

    def load(self) -> Counter[str]:
        """Load the folder. Returns how many units were created, updated, unchanged, kept as staff have them, and
        retired. Raises ``ContentError``: run it in a transaction, so that nothing is loaded then."""
        raise NotImplementedError

    def read(self, path: Path, load: Callable[[Values], None]) -> None:
        """Load one file; whatever is wrong with it is said with its name."""
        try:
            with path.open("rb") as file:
                load(tomllib.load(file))
        except KeyError as error:
            raise ContentError(f"{path.name}: {error} is missing") from error
        except (OSError, ValueError, TypeError, FieldDoesNotExist, ValidationError) as error:
            raise ContentError(f"{path.name}: {error}") from error

    def unit(self, kind: Kind, key: str, entry: Values, **belongs: Any) -> Any:
        """Load one object and its words. Returns it, or None where staff have removed it."""
        written_before = self.written
        wanted = {name: entry[name] for name in kind.fields if name in entry} | _relations_of(kind, entry)
        shipped = self.ledger.get(key)
        if shipped is not None:
            instance = kind.model._default_manager.filter(pk=shipped.object_id).first()
        else:
            place = {name: entry[name] for name in kind.place} | belongs
            instance = None if kind.model._default_manager.filter(**place).exists() else kind.model(**belongs)
        if instance is None:
            self.counts["kept"] += 1
            return None
        if self._may_write(kind, shipped, instance, wanted):
            _write(kind, key, instance, wanted)
            self._remember(key, instance, _values(instance, wanted, kind.ties))
        words = entry["words"]
        for code in sorted(words, key=lambda code: code != SOURCE_LANGUAGE):
            self._words(f"{key}:{code}", instance, code, words)
        if not belongs:
            self.keep_history(instance, written_before)
        return instance

    def retire(self, kind: Kind, key: str) -> None:
        """Remove what an earlier release has shipped. If staff have changed any of it, all of it stays."""
        shipped = self.ledger.get(key)
        instance = kind.model._default_manager.filter(pk=shipped.object_id).first() if shipped else None
        if shipped is None or instance is None:
            return
        rows = {f"{key}:{row.language_code}": row for row in instance.translations.all()}
        known = {name: row for name, row in self.ledger.items() if name.startswith(f"{key}:")}
        if (
            _values(instance, shipped.values, kind.ties) != shipped.values
            or rows.keys() != known.keys()
            or any(_values(row, known[name].values) != known[name].values for name, row in rows.items())
            # Somebody’s work too, though it changes no word.
            or any(row.reviewed_on for row in rows.values())
        ):
            self.counts["kept"] += 1
            return
        instance.delete()
        for name in (key, *known):
            self.ledger.pop(name).delete()
        self.counts["retired"] += 1

    @property
    def written(self) -> int:
        return self.counts["created"] + self.counts["updated"] + self.counts["retired"]

    def keep_history(self, thing: Translated | None, written_before: int) -> None:
        """Whatever part of a thing was written, its revision holds it whole."""
        if thing is not None and reversion.is_active() and self.written > written_before:
            reversion.add_to_revision(thing)

    def _words(self, key: str, instance: Translated, code: str, words: dict[str, Values]) -> None:
        model: type[TranslatedWords] = type(instance)._parler_meta.root_model
        wanted = _normal(model, words[code])
        shipped = self.ledger.get(key)
        row = model._default_manager.filter(master=instance, language_code=code).first()
        if (shipped is None) != (row is None):
            # Staff have removed this language, or were first with it.
            self.counts["kept"] += 1
            return
        if self._may_write(None, shipped, row, wanted):
            row = row or model(master=instance, language_code=code)
            for name, value in wanted.items():
                setattr(row, name, value)
            if not row.is_source:
                # Made from the English of the files, whatever staff have made of that since.
                row.source_state = model(**_normal(model, words[SOURCE_LANGUAGE])).fingerprint()
            _validate(key, row)
            row.save()
            self._remember(key, row, _values(row, wanted))

    def _may_write(self, kind: Kind | None, shipped: Shipped | None, instance: Any, wanted: Values) -> bool:
        ties = kind.ties if kind else None
        if shipped is None:
            self.counts["created"] += 1
            return True
        # Only what an earlier file spoke of is compared: a field that is new in a file is nobody's change.
        if _values(instance, shipped.values, ties) != shipped.values:
            self.counts["kept"] += 1
            return False
        if _values(instance, wanted, ties) == _plain(wanted):
            self.counts["unchanged"] += 1
            return False
        self.counts["updated"] += 1
        return True

    def _remember(self, key: str, instance: Any, values: Values) -> None:
        """Note how the database now holds what the file spoke of."""
        self.ledger[key], _new = Shipped.objects.update_or_create(
            key=key, defaults={"object_id": instance.pk, "values": values}
        )


def checked(entry: Values) -> Values:
    """A checked statement with the file's short names in the model's. What is not certain enough loads as a draft."""
    certain = entry["certainty"] == Checked.Certainty.HIGH
    return {
        **entry,
        "status": Publishable.Status.PUBLISHED if certain else Publishable.Status.DRAFT,
        "checked_on": entry["checked"],
        # Nobody has opened the live pages yet; readers are told so.
        "checked_against": Checked.Basis.COPY,
        "check_due": entry["due"],
        "fact_numbers": ", ".join(entry["facts"]),
    }


def _relations_of(kind: Kind, entry: Values) -> Values:
    relations: Values = {}
    if "sources" in entry:
        relations["sources"] = [[source["title"], source["url"]] for source in entry["sources"]]
    for name, by in kind.ties.items():
        if name in entry:
            relations[name] = sorted(_tied(kind, name, entry[name]).values_list(by, flat=True))
    return relations


def _tied(kind: Kind, name: str, named: Iterable[str]) -> Any:
    """What a file names, as far as staff have not removed it."""
    model: Any = kind.model._meta.get_field(name).related_model
    return model._default_manager.filter(**{f"{kind.ties[name]}__in": named})


def _values(instance: Any, names: Iterable[str], ties: Mapping[str, str] | None = None) -> Values:
    """What the database holds under these names, as it can be stored in JSON."""
    present: Values = {}
    for name in names:
        if name == "sources":
            present[name] = [[source.title, source.url] for source in instance.sources.all()]
        elif ties and name in ties:
            present[name] = sorted(getattr(instance, name).values_list(ties[name], flat=True))
        else:
            present[name] = getattr(instance, name)
    return _plain(present)


def _plain(values: Values) -> Values:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _validate(key: str, instance: Any) -> None:
    try:
        instance.clean_fields(exclude=["master"])
        instance.clean()
    except ValidationError as error:
        raise ValueError(f"{key}: {error.message_dict}") from error


def _write(kind: Kind, key: str, instance: Any, wanted: Values) -> None:
    relations = {name: wanted[name] for name in ("sources", *kind.ties) if name in wanted}
    for name in wanted.keys() - relations.keys():
        setattr(instance, name, wanted[name])
    _validate(key, instance)
    instance.save()
    if "sources" in relations:
        instance.sources.all().delete()
        for order, (title, url) in enumerate(relations["sources"]):
            instance.sources.create(title=title, url=url, order=order)
    for name in kind.ties:
        if name in relations:
            getattr(instance, name).set(_tied(kind, name, relations[name]))


def _normal(model: type[TranslatedWords], words: Values) -> Values:
    """Words as the database will hold them, so that an unchanged file is seen as unchanged."""
    normal = {}
    for name, value in words.items():
        field: Any = model._meta.get_field(name)
        normal[name] = field.to_python(value.strip())
    return normal
