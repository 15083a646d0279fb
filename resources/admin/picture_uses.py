"""Where pictures are used: found over whatever models there are, so that a new one needs no entry here."""

from collections import defaultdict
from collections.abc import Iterator
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


@dataclass(frozen=True)
class Use:
    """A thing that shows a picture, with the address of its form."""

    thing: str
    url: str

    def __str__(self) -> str:
        return self.thing


def uses(site: AdminSite) -> dict[int, list[Use]]:
    """Every use of every picture, by its id. As many queries as there are fields that can hold one."""
    found: defaultdict[int, dict[Use, None]] = defaultdict(dict)
    by_token = dict(Picture.objects.values_list("token", "pk"))
    for pk, use in [*_in_fields(site), *_in_texts(site, by_token)]:
        # Ordered, and each thing once: a page may show a picture in several languages.
        found[pk][use] = None
    return {pk: list(each) for pk, each in found.items()}


def _in_fields(site: AdminSite) -> Iterator[tuple[int, Use]]:
    """Relations to pictures, apart from a picture's own words."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            is_relation = isinstance(field, ForeignKey) and field.related_model is Picture
            if is_relation and not issubclass(model, TranslatedWords):
                for row in _with_wholes(site, model).exclude(**{field.name: None}):
                    yield getattr(row, field.attname), _use(site, row)


def _in_texts(site: AdminSite, by_token: dict[str, int]) -> Iterator[tuple[int, Use]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, RichTextField):
                for row in _with_wholes(site, model).filter(**{f"{field.name}__contains": "<figure data-picture="}):
                    for token in richtext.pictures_in([getattr(row, field.attname)]):
                        if token in by_token:
                            yield by_token[token], _use(site, row)


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
