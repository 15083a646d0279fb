"""Where outward links stand: in every URL field and every rich text of every model that is installed.

Models are not listed anywhere: whatever app joins later is covered by having such fields.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urlsplit

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils.http import urlencode
from parler.models import TranslatedFieldsModel

from idpwsp.foundation.publishing import Publishable
from idpwsp.foundation.richtext import RichTextField, outward_links
from idpwsp.foundation.translation import Translated

# More addresses than these are not named to the database: it would look through all of them for every row.
MOST_NAMED = 500


@dataclass(frozen=True)
class Place:
    """Somewhere that a link stands."""

    thing: str  # what staff open to change it: a page, a service
    part: str  # a card of it, or nothing
    field: str  # which of its fields: “source”, “text”
    language: str  # the code of the words it stands in; empty for facts shared by all languages
    url: str  # the form that changes it; empty where there is none
    is_seen: bool  # whether readers see it now


def addresses() -> set[str]:
    """Every outward address in the content, drafts included, without fragments."""
    return {address for _model, _pk, _field, address in _scan()}


def places(wanted: Collection[str]) -> dict[str, list[Place]]:
    """Where each of some addresses stands, what readers see first; those that stand nowhere are left out.

    The number of queries depends on the number of models, never on that of links.
    """
    rows: dict[type[models.Model], dict[Any, list[tuple[models.Field, str]]]] = {}
    for model, pk, field, address in _scan(wanted) if wanted else ():
        if address in wanted:
            rows.setdefault(model, {}).setdefault(pk, []).append((field, address))
    found: dict[str, list[Place]] = defaultdict(list)
    for model, uses in rows.items():
        way = _way_up(model)
        for row in _with_all_above(model, way).filter(pk__in=uses):
            for field, address in uses[row.pk]:
                place = _place(row, field, way)
                if place is not None:
                    found[address].append(place)
    return {address: sorted(all_of_it, key=_order) for address, all_of_it in found.items()}


def _scan(wanted: Collection[str] = ()) -> Iterator[tuple[type[models.Model], Any, models.Field, str]]:
    """Every address with its place; with some that are ``wanted``, rows that cannot hold them may be left out."""
    for model in apps.get_models():
        fields = [
            each for each in model._meta.local_concrete_fields if isinstance(each, models.URLField | RichTextField)
        ]
        if not fields:
            continue
        rows = model._base_manager.filter(_may_hold(fields, wanted)).order_by()
        for pk, *values in rows.values_list("pk", *(each.name for each in fields)).iterator():
            for field, value in zip(fields, values, strict=True):
                for address in _addresses_in(field, value or ""):
                    yield model, pk, field, address


def _may_hold(fields: Sequence[models.Field], wanted: Collection[str]) -> models.Q:
    condition = models.Q()
    for each in fields:
        if isinstance(each, RichTextField):
            condition |= models.Q((f"{each.name}__icontains", 'href="http'))
        elif 0 < len(wanted) <= MOST_NAMED:
            condition |= models.Q((f"{each.name}__in", wanted)) | models.Q((f"{each.name}__contains", "#"))
        else:
            condition |= ~models.Q((each.name, ""))
    return condition


def _addresses_in(field: models.Field, value: str) -> set[str]:
    found = outward_links(value) if isinstance(field, RichTextField) else [value]
    return {urldefrag(address).url for address in found if address and not _is_ours(address)}


def _is_ours(address: str) -> bool:
    try:
        return urlsplit(address).hostname in settings.ALLOWED_HOSTS
    except ValueError:
        return False


def _way_up(model: type[models.Model]) -> tuple[models.ForeignKey, ...] | None:
    """The foreign keys from a row to the thing whose form changes it: the shortest way, along what it lives and dies
    with. Empty if it has a form itself; None if there is no such way."""
    ways: list[tuple[type[models.Model], tuple[models.ForeignKey, ...]]] = [(model, ())]
    seen = {model}
    for current, way in ways:
        if admin.site.is_registered(current):
            return way
        for key in current._meta.concrete_fields:
            if isinstance(key, models.ForeignKey) and key.remote_field.on_delete is models.CASCADE:
                above = key.related_model
                if above not in seen:
                    seen.add(above)
                    ways.append((above, (*way, key)))
    return None


def _with_all_above(model: type[models.Model], way: tuple[models.ForeignKey, ...] | None) -> models.QuerySet:
    """Rows with what their places are named by: the things above them, those things' words, and their neighbors."""
    rows = model._base_manager.all()
    if issubclass(model, Translated):
        rows = rows.prefetch_related("translations")
    path = ""
    for step, key in enumerate(way or ()):
        path = f"{path}__{key.name}" if path else key.name
        rows = rows.select_related(path)
        if issubclass(key.related_model, Translated):
            rows = rows.prefetch_related(f"{path}__translations")
        if step:
            rows = rows.prefetch_related(f"{path}__{key.remote_field.get_accessor_name()}")
    return rows


def _place(row: Any, field: models.Field, way: tuple[models.ForeignKey, ...] | None) -> Place | None:
    things = [row]
    for key in way or ():
        things.append(getattr(things[-1], key.name))
        if things[-1] is None:
            # Words that belong to nothing are seen by nobody.
            return None
    is_words = isinstance(row, TranslatedFieldsModel)
    language = row.language_code if is_words else ""
    thing = things[-1]
    label = field.verbose_name if is_words or len(things) == 1 else row._meta.verbose_name
    return Place(
        thing=str(thing) if way is not None else str(row._meta.verbose_name),
        part=": ".join(str(part) for part in reversed(things[1:-1])),
        field=str(label),
        language=language,
        url="" if way is None else _form(things, way, language),
        is_seen=all(each.is_published() for each in things if isinstance(each, Publishable)),
    )


def _form(things: list[Any], way: tuple[models.ForeignKey, ...], language: str) -> str:
    """The address of the form, in the language of the words, at the part that the link stands in."""
    meta = things[-1]._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[things[-1].pk])
    if language:
        url += "?" + urlencode({"language": language})
    if len(things) > 2:
        # The admin numbers the forms of the parts, and calls them by the name that the thing has for them.
        parts = str(way[-1].remote_field.get_accessor_name())
        url += f"#{parts}-{list(getattr(things[-1], parts).all()).index(things[-2])}"
    return url


def _order(place: Place) -> tuple[bool, str, str, str]:
    return not place.is_seen, place.thing, place.part, place.language
