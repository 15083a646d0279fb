"""The rows of the lists of what needs somebody, and the lists themselves: the first of each, and all in pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from idpwsp import worklists
from idpwsp.entries import Entry, entries
from resources.models import Checked


@dataclass(frozen=True)
class Task:
    """Something for somebody to do: where, and what."""

    place: str
    url: str
    text: str = ""


@dataclass(frozen=True)
class Check:
    """A statement that is to be compared with its source again."""

    place: str
    url: str
    due: date
    is_overdue: bool
    is_from_copy: bool
    is_published: bool
    check_url: str


@dataclass(frozen=True)
class Coming:
    """Something that will happen by itself."""

    when: datetime
    what: str
    place: str
    url: str


@dataclass(frozen=True)
class WorkList:
    """One list: what can be counted and cut (its rows begin with a ``Reference``), and how a row is shown."""

    found: Any
    show: Callable[..., Any]


def shown(some: Iterable[tuple[WorkList, list[Any]]]) -> list[list[Any]]:
    """Some rows of several lists as they are shown. The things are fetched for all of them together."""
    some = list(some)
    things = entries(row[:2] for _list, rows in some for row in rows)
    # Somebody may have deleted one this moment.
    return [[each.show(things[row[:2]], *row[2:]) for row in rows if row[:2] in things] for each, rows in some]


def drafts() -> WorkList:
    return WorkList(worklists.drafts(), lambda entry: Task(entry.name, entry.url))


def to_confirm() -> WorkList:
    return WorkList(worklists.to_confirm(), _to_confirm)


def coming() -> WorkList:
    return WorkList(worklists.coming(), _coming)


def checks(until: date | None = None) -> WorkList:
    return WorkList(worklists.checks(until), _check)


def to_translate(found: Any, code: str) -> WorkList:
    """What lacks words in a language, or whose words there are behind."""
    return WorkList(found, lambda entry: Task(entry.name, entry.in_language(code)))


def _to_confirm(entry: Entry) -> Task:
    name = f"{entry.name} ({entry.thing.state})" if entry.kind.is_statement else entry.name
    return Task(name, entry.url, entry.thing.to_confirm)


def _coming(entry: Entry, when: datetime, event: str) -> Coming:
    return Coming(when, _("appears") if event == worklists.APPEARS else _("disappears"), entry.name, entry.url)


def _check(entry: Entry, day: date) -> Check:
    thing = entry.thing
    return Check(
        place=entry.name,
        url=entry.url,
        due=day,
        is_overdue=thing.is_overdue(),
        is_from_copy=thing.checked_against == Checked.Basis.COPY,
        is_published=thing.is_published(),
        check_url=reverse("checked", args=[thing._meta.model_name, thing.pk]),
    )
