"""What each language lacks of what readers see: how much is missing, behind or unread, and which things these are.

Two queries count all of it. The numbers tell which kinds a part of a list reaches into, and only these are asked.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet, Value
from django.utils.translation import get_language_info

from idpwsp.entries import KINDS, Kind, Reference
from idpwsp.foundation.translation import SOURCE_LANGUAGE


@dataclass(frozen=True)
class Chain:
    """The numbers of things of several kinds, one kind after the other, each with how many there are."""

    links: Sequence[tuple[int, Callable[[], QuerySet], int]]

    def count(self) -> int:
        return sum(length for _place, _numbers, length in self.links)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Reference]:
        return list(self._cut(part.start or 0, part.stop))

    def _cut(self, start: int, stop: int) -> Iterator[Reference]:
        for place, numbers, length in self.links:
            if stop > 0 and start < length:
                yield from ((place, number) for number in numbers()[max(start, 0) : min(stop, length)])
            start, stop = start - length, stop - length


@dataclass(frozen=True)
class Lacking:
    """What one language lacks. ``unread`` counts the words in it that no native speaker has read."""

    code: str
    name: str
    missing: Chain
    behind: Chain
    unread: int

    @property
    def count(self) -> int:
        return self.missing.count() + self.behind.count()


@dataclass
class _Numbers:
    """Of one kind in one language."""

    present: int = 0
    behind: int = 0
    unread: int = 0


@dataclass
class _Counted:
    """Of one kind: how many readers see, and what there is of it in each language."""

    shown: int = 0
    by_language: dict[str, _Numbers] = field(default_factory=lambda: defaultdict(_Numbers))


def lacking() -> list[Lacking]:
    """Every language but the source, in the order of the settings."""
    counted = _count()
    return [_lacking(code, counted) for code, _name in settings.LANGUAGES if code != SOURCE_LANGUAGE]


def _lacking(code: str, counted: list[_Counted]) -> Lacking:
    missing, behind, unread = [], [], 0
    for place, (kind, counts) in enumerate(zip(KINDS, counted, strict=True)):
        numbers = counts.by_language[code]
        missing.append((place, partial(_missing, kind, code), counts.shown - numbers.present))
        behind.append((place, partial(_behind, kind, code), numbers.behind))
        unread += numbers.unread
    return Lacking(code, get_language_info(code)["name_translated"], Chain(missing), Chain(behind), unread)


def _missing(kind: Kind, code: str) -> QuerySet:
    words = kind.words._default_manager.filter(master=OuterRef("pk"), language_code=code)
    return kind.shown().filter(~Exists(words)).order_by("pk").values_list("pk", flat=True)


def _behind(kind: Kind, code: str) -> QuerySet:
    words = kind.words._default_manager.filter(kind.words.behind(), language_code=code, master__in=kind.shown())
    return words.order_by("master").values_list("master", flat=True)


def _count() -> list[_Counted]:
    found = [_Counted() for _kind in KINDS]
    for place, number in _together([_all_shown(place, kind) for place, kind in enumerate(KINDS)]):
        found[place].shown = number
    for place, code, *numbers in _together([_by_language(place, kind) for place, kind in enumerate(KINDS)]):
        found[place].by_language[code] = _Numbers(*numbers)
    return found


def _all_shown(place: int, kind: Kind) -> QuerySet:
    things = kind.shown().order_by().annotate(its_kind=Value(place))
    return things.values_list("its_kind").annotate(Count("pk"))


def _by_language(place: int, kind: Kind) -> QuerySet:
    words = kind.words._default_manager.filter(master__in=kind.shown()).exclude(language_code=SOURCE_LANGUAGE)
    grouped = words.order_by().annotate(its_kind=Value(place)).values_list("its_kind", "language_code")
    return grouped.annotate(
        Count("pk"), behind=Count("pk", filter=kind.words.behind()), unread=Count("pk", filter=~kind.words.reviewed())
    )


def _together(some: list[QuerySet]) -> QuerySet:
    return some[0].union(*some[1:], all=True)
