"""What can be asked of staff, as lists that the database puts together, counts and cuts into pages.

Each is one UNION over the kinds of things that staff look after, and gives their numbers alone (a ``Reference``, and
what else its order needs); ``entries`` fetches those that are shown. So no list is ever read as a whole (0034). What
the languages lack is in ``translating``.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet, Value
from django.utils import timezone

from idpwsp.entries import KINDS
from idpwsp.foundation.publishing import Publishable
from resources.models import Checked, Organisation

# "Due for checking" looks this far ahead.
SOON = timedelta(days=30)
APPEARS, DISAPPEARS = "publish_at", "unpublish_at"
BY_KIND = ("its_kind", "its_number")
BY_TIME = ("its_time", *BY_KIND)


def drafts() -> QuerySet:
    """Everything that is a draft: (kind, number)."""
    return _together(
        (
            _numbers(place, kind.all.filter(status=Publishable.Status.DRAFT))
            for place, kind in enumerate(KINDS)
            if kind.is_publishable
        ),
        *BY_KIND,
    )


def to_confirm() -> QuerySet:
    """Everything with a note of what is to be confirmed, apart from our own details: (kind, number)."""
    return _together(
        (
            _numbers(place, kind.all.exclude(to_confirm=""))
            for place, kind in enumerate(KINDS)
            if kind.has_note and kind.model is not Organisation
        ),
        *BY_KIND,
    )


def coming(at: datetime | None = None) -> QuerySet:
    """What will appear or disappear by itself, the next first: (kind, number, when, whether it appears)."""
    at = at or timezone.now()
    return _together(
        (
            _numbers(place, published.filter(**{f"{moment}__gt": at}), its_time=F(moment), its_event=Value(moment))
            for place, kind in enumerate(KINDS)
            if kind.is_publishable
            for published in [kind.all.filter(status=Publishable.Status.PUBLISHED)]
            for moment in (APPEARS, DISAPPEARS)
        ),
        *BY_TIME,
    )


def checks(until: date | None = None) -> QuerySet:
    """Every statement, or those due until a day, by the day of its next check: (kind, number, day)."""
    return _together(
        (
            _numbers(place, kind.all.filter(check_due__lte=until) if until else kind.all, its_time=F("check_due"))
            for place, kind in enumerate(KINDS)
            if kind.is_statement
        ),
        *BY_TIME,
    )


def copies() -> int:
    """How many published statements were compared only with a saved copy of their source."""
    statements = [kind.all.published() for kind in KINDS if kind.is_statement]
    return _together(
        _numbers(place, each.filter(checked_against=Checked.Basis.COPY)) for place, each in enumerate(statements)
    ).count()


def _numbers(place: int, things: QuerySet, **more: Any) -> QuerySet:
    """The numbers of things of one kind. The names are such that no model has a field of that name."""
    found = things.order_by().annotate(its_kind=Value(place), its_number=F("pk"), **more)
    return found.values_list("its_kind", "its_number", *more)


def _together(some: Iterable[QuerySet], *order: str) -> QuerySet:
    first, *others = some
    return first.union(*others, all=True).order_by(*order)
