"""Where pictures are used: found over whatever models there are, so that a new one needs no entry here."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.db import models
from django.db.models import CASCADE, ForeignKey
from django.urls import reverse

from idpwsp.foundation import richtext
from idpwsp.foundation.richtext import RichTextField
from idpwsp.foundation.translation import TranslatedWords
from resources.models import Picture

# As many rows that hold a picture are named in a list.
MOST_NAMED = 10


@dataclass(frozen=True)
class Use:
    """A thing that shows a picture, with the address of its form."""

    thing: str
    url: str

    def __str__(self) -> str:
        return self.thing


@dataclass(frozen=True)
class Uses:
    """Where one picture is used: the first few things, and how many more rows hold it."""

    first: list[Use]
    more: int = 0


# A row that may hold a picture: its model and its number.
Holder = tuple[type[models.Model], int]


def holders(tokens: Mapping[str, int] | None = None) -> dict[int, list[Holder]]:
    """By picture, the rows that hold it: of the pictures of these names, or of all. As many queries as there are
    fields that can hold one."""
    found: defaultdict[int, list[Holder]] = defaultdict(list)
    by_token = tokens if tokens is not None else dict(Picture.objects.values_list("token", "pk"))
    wanted = set(by_token.values())
    for model, field in _relations():
        rows = model._default_manager.order_by("pk").exclude(**{field.name: None})
        chosen = rows if tokens is None else rows.filter(**{f"{field.name}__in": wanted})
        for picture, pk in chosen.values_list(field.attname, "pk"):
            found[picture].append((model, pk))
    for model, field in _texts():
        # Of one picture the database finds the texts; looked for by many names each text would be read as often.
        mark = f'<figure data-picture="{next(iter(by_token))}"' if len(by_token) == 1 else "<figure data-picture="
        rows = model._default_manager.order_by("pk").filter(**{f"{field.name}__contains": mark})
        for pk, text in rows.values_list("pk", field.name).iterator():
            for token in set(richtext.pictures_in([text])) & by_token.keys():
                found[by_token[token]].append((model, pk))
    return dict(found)


def uses(site: AdminSite, pictures: Iterable[Picture]) -> dict[int, Uses]:
    """Where some pictures are used, by their numbers, with the names of the first few things of each."""
    held = holders({picture.token: picture.pk for picture in pictures})
    named = {pk: rows[:MOST_NAMED] for pk, rows in held.items()}
    numbers: defaultdict[type[models.Model], set[int]] = defaultdict(set)
    for rows in named.values():
        for model, number in rows:
            numbers[model].add(number)
    things = {
        (model, row.pk): _use(site, row)
        for model, some in numbers.items()
        for row in _with_wholes(site, model).filter(pk__in=some)
    }
    # Ordered, and each thing once: a page may show a picture in several languages.
    return {
        pk: Uses(list(dict.fromkeys(things[row] for row in rows if row in things)), len(held[pk]) - len(rows))
        for pk, rows in named.items()
    }


def _relations() -> Iterator[tuple[type[models.Model], Any]]:
    """Relations to pictures, apart from a picture's own words."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            is_relation = isinstance(field, ForeignKey) and field.related_model is Picture
            if is_relation and not issubclass(model, TranslatedWords):
                yield model, field


def _texts() -> Iterator[tuple[type[models.Model], Any]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, RichTextField):
                yield model, field


def _way_to_whole(site: AdminSite, model: type[models.Model]) -> list[str]:
    """The relations from a part to the thing that staff open: words belong to a card, a card to its page."""
    way: list[str] = []
    while not site.is_registered(model):
        up = next((each for each in model._meta.concrete_fields if _is_part_of(each)), None)
        if up is None or len(way) > 3:
            return way
        way.append(up.name)
        model = up.related_model  # type: ignore[assignment]
    return way


def _is_part_of(field: Any) -> bool:
    """What goes when another thing goes is a part of it."""
    return isinstance(field, ForeignKey) and field.remote_field.on_delete is CASCADE


def _with_wholes(site: AdminSite, model: type[models.Model]) -> Any:
    """A model's rows with the things that they are parts of, and these things' names."""
    way = _way_to_whole(site, model)
    rows = model._default_manager.all()
    if way:
        rows = rows.select_related("__".join(way))
    whole: Any = model
    for name in way:
        whole = whole._meta.get_field(name).related_model
    if hasattr(whole, "translations"):
        rows = rows.prefetch_related("__".join([*way, "translations"]))
    return rows


def _use(site: AdminSite, row: models.Model) -> Use:
    for name in _way_to_whole(site, type(row)):
        row = getattr(row, name)
    meta = row._meta
    kind = str(meta.verbose_name)
    thing = f"{kind[:1].upper()}{kind[1:]}: {row}"
    if not site.is_registered(type(row)):
        return Use(thing, "")
    return Use(thing, reverse(f"{site.name}:{meta.app_label}_{meta.model_name}_change", args=[row.pk]))
