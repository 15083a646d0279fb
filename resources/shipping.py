"""Loading the shipped content (``resources/content/``) without ever overwriting what staff have changed.

The files are taken apart into units: the facts of one page, card, door, need or service, and its words in one
language. For each unit a ``Shipped`` row remembers how the loader last wrote it. On the next run a unit is

- created, if it has never been shipped (and the object it belongs to is still there);
- brought up to date, if it still is as the loader left it;
- left alone, if staff have changed or removed it, or were first with one of their own at its place.
"""

import tomllib
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import reversion
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import transaction

from idpwsp.foundation.translation import SOURCE_LANGUAGE, Translated, TranslatedWords
from resources.models import Card, Checked, Door, Need, Organisation, Page, Service, Shipped

CONTENT = Path(__file__).parent / "content"

PAGE_FIELDS = ("section", "slug", "at_root", "order", "to_confirm", "status")
CHECKED_FIELDS = ("status", "certainty", "checked_on", "checked_against", "check_due", "fact_numbers", "to_confirm")
CARD_FIELDS = ("key", "order", "jurisdiction", "since", *CHECKED_FIELDS)
SERVICE_FIELDS = (
    "key", "order", "phone", "text_number", "web", "always_open", "cost", "asks_id", "police", "languages",
    *CHECKED_FIELDS,
)  # fmt: skip
NEED_FIELDS = ("key", "order")
DOOR_FIELDS = ("order",)
ORGANISATION_FIELDS = ("phone", "post_box", "donation_url", "exit_url", "exit_name", "founded", "to_confirm")

# What makes two things one and the same, beside what they belong to.
PLACE: dict[type[Translated], tuple[str, ...]] = {
    Page: ("section", "slug"),
    Card: ("key",),
    Door: (),
    Need: ("key",),
    Service: ("key",),
    Organisation: (),
}

Values = dict[str, Any]


class ContentError(Exception):
    """A shipped file says something that the models refuse. The text names file and place."""


@transaction.atomic
def load_shipped_content(folder: Path = CONTENT) -> Counter[str]:
    """Load every file below a folder. Returns how many units were created, updated, unchanged and kept as staff
    have them. Raises ``ContentError``; nothing is loaded then."""
    return _Loader(folder).load()


class _Loader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = {row.key: row for row in Shipped.objects.all()}
        self.counts: Counter[str] = Counter(created=0, updated=0, unchanged=0, kept=0)

    def load(self) -> Counter[str]:
        self._each(self.folder / "organisation.toml", self._load_organisation)
        self._each(self.folder / "services.toml", self._load_directory)
        pages = sorted((self.folder / "pages").glob("*.toml"))
        for path in pages:
            self._each(path, self._load_page)
        # Doors lead to pages, so all pages come first.
        for path in pages:
            self._each(path, self._load_doors)
        return self.counts

    def _each(self, path: Path, load: Callable[[Values], None]) -> None:
        """Load one file; whatever is wrong with it is said with its name."""
        try:
            with path.open("rb") as file:
                load(tomllib.load(file))
        except KeyError as error:
            raise ContentError(f"{path.name}: {error} is missing") from error
        except (OSError, ValueError, TypeError, FieldDoesNotExist, ValidationError) as error:
            raise ContentError(f"{path.name}: {error}") from error

    def _load_organisation(self, entry: Values) -> None:
        self._unit("organisation", Organisation, ORGANISATION_FIELDS, entry, entry["words"])

    def _load_directory(self, directory: Values) -> None:
        for entry in directory["needs"]:
            self._unit(f"need:{entry['key']}", Need, NEED_FIELDS, entry, entry["words"])
        for entry in directory["services"]:
            self._unit(f"service:{entry['key']}", Service, SERVICE_FIELDS, _checked(entry), entry["words"])

    def _load_page(self, entry: Values) -> None:
        name = f"{entry['section']}/{entry['slug']}"
        values = {"status": Page.Status.PUBLISHED, **entry}
        written_before = self.written
        page = self._unit(f"page:{name}", Page, PAGE_FIELDS, values, entry["words"])
        for order, card in enumerate(entry.get("cards", []), start=1):
            if page is not None:
                values = {**_checked(card), "order": order * 10}
                self._unit(f"card:{name}#{card['key']}", Card, CARD_FIELDS, values, card["words"], page=page)
        self._keep_history(page, written_before)

    def _load_doors(self, entry: Values) -> None:
        shipped = self.ledger.get(f"page:{entry['section']}/{entry['slug']}")
        page = Page.objects.filter(pk=shipped.object_id).first() if shipped else None
        if page is None:
            return
        written_before = self.written
        for order, door in enumerate(entry.get("doors", []), start=1):
            target = Page.objects.filter(address=door["target"].removeprefix("/")).first()
            if target is not None:
                self._unit(
                    f"door:{door['target']}", Door, DOOR_FIELDS, {"order": order * 10}, door["words"],
                    page=page, target=target,
                )  # fmt: skip
        self._keep_history(page, written_before)

    def _unit(
        self, key: str, model: type[Translated], fields: tuple[str, ...], entry: Values,
        words: dict[str, Values], **belongs: Any,
    ) -> Any:  # fmt: skip
        """Load one object and its words. Returns it, or None where staff have removed it."""
        written_before = self.written
        fields = tuple(name for name in fields if name in entry)
        wanted = {name: entry[name] for name in fields} | _relations_of(entry)
        shipped = self.ledger.get(key)
        if shipped is not None:
            instance = model._default_manager.filter(pk=shipped.object_id).first()
        else:
            place = {name: entry[name] for name in PLACE[model]} | belongs
            instance = None if model._default_manager.filter(**place).exists() else model(**belongs)
        if instance is None:
            self.counts["kept"] += 1
            return None
        if self._may_write(shipped, instance, wanted):
            _write(key, instance, wanted)
            self._remember(key, instance, wanted)
        for code in sorted(words, key=lambda code: code != SOURCE_LANGUAGE):
            self._words(f"{key}:{code}", instance, code, words)
        if "page" not in belongs:
            self._keep_history(instance, written_before)
        return instance

    @property
    def written(self) -> int:
        return self.counts["created"] + self.counts["updated"]

    def _keep_history(self, thing: Translated | None, written_before: int) -> None:
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
        if self._may_write(shipped, row, wanted):
            row = row or model(master=instance, language_code=code)
            for name, value in wanted.items():
                setattr(row, name, value)
            if not row.is_source:
                # Made from the English of the files, whatever staff have made of that since.
                row.source_state = model(**_normal(model, words[SOURCE_LANGUAGE])).fingerprint()
            _validate(key, row)
            row.save()
            self._remember(key, row, wanted)

    def _may_write(self, shipped: Shipped | None, instance: Any, wanted: Values) -> bool:
        if shipped is None:
            self.counts["created"] += 1
            return True
        # Only what an earlier file spoke of is compared: a field that is new in a file is nobody's change.
        if _values(instance, shipped.values) != shipped.values:
            self.counts["kept"] += 1
            return False
        if _values(instance, wanted) == _plain(wanted):
            self.counts["unchanged"] += 1
            return False
        self.counts["updated"] += 1
        return True

    def _remember(self, key: str, instance: Any, wanted: Values) -> None:
        """Note how the database now holds what the file spoke of."""
        self.ledger[key], _new = Shipped.objects.update_or_create(
            key=key, defaults={"object_id": instance.pk, "values": _values(instance, wanted)}
        )


def _checked(entry: Values) -> Values:
    """The file's short names, in the model's. What is not certain enough loads as a draft."""
    certain = entry["certainty"] == Checked.Certainty.HIGH
    return {
        **entry,
        "status": Page.Status.PUBLISHED if certain else Page.Status.DRAFT,
        "checked_on": entry["checked"],
        # Nobody has opened the live pages yet; readers are told so.
        "checked_against": Checked.Basis.COPY,
        "check_due": entry["due"],
        "fact_numbers": ", ".join(entry["facts"]),
    }


def _relations_of(entry: Values) -> Values:
    relations: Values = {}
    if "sources" in entry:
        relations["sources"] = [[source["title"], source["url"]] for source in entry["sources"]]
    if "needs" in entry:
        relations["needs"] = sorted(entry["needs"])
    return relations


def _values(instance: Any, names: Iterable[str]) -> Values:
    """What the database holds under these names, as it can be stored in JSON."""
    present: Values = {}
    for name in names:
        if name == "sources":
            present[name] = [[source.title, source.url] for source in instance.sources.all()]
        elif name == "needs":
            present[name] = sorted(need.key for need in instance.needs.all())
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


def _write(key: str, instance: Any, wanted: Values) -> None:
    relations = {name: wanted[name] for name in ("sources", "needs") if name in wanted}
    for name in wanted.keys() - relations.keys():
        setattr(instance, name, wanted[name])
    _validate(key, instance)
    instance.save()
    if "sources" in relations:
        instance.sources.all().delete()
        for order, (title, url) in enumerate(relations["sources"]):
            instance.sources.create(title=title, url=url, order=order)
    if "needs" in relations:
        instance.needs.set(Need.objects.filter(key__in=relations["needs"]))


def _normal(model: type[TranslatedWords], words: Values) -> Values:
    """Words as the database will hold them, so that an unchanged file is seen as unchanged."""
    normal = {}
    for name, value in words.items():
        field: Any = model._meta.get_field(name)
        normal[name] = field.to_python(value.strip())
    return normal
