"""Finding: what was typed, taken apart into words; every word has to occur, as a part of a word if need be.

The folded words of a language are held in memory, as long as the index does not change: looking through 10,000 pages
takes some milliseconds there, and five times as long inside the database (docs/decisions/0009). Whatever is shown is
asked for again, with its times, from the database.
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from idpwsp.search.folding import fold, is_han
from idpwsp.search.indexing import Root, bring_up_to_date
from idpwsp.search.models import Entry, Revision

# Of what is typed, in characters and words. More makes nothing better found.
LONGEST_QUERY = 200
MOST_WORDS = 8
# So many of what matches are put in order; a reader does not look further.
MOST_RANKED = 300
AT_A_TIME = 500
# Of one page: the best places.
MOST_OF_A_PAGE = 3
PER_SCREEN = 10

# What it costs to find a word there: as a whole, at the beginning of a word, in its middle. The cheapest comes first.
IN_TITLE, IN_SEARCH_WORDS, IN_CONTEXT, IN_TEXT = (0, 1, 7), (1, 2, 8), (3, 4, 8), (5, 5, 9)
NOT_THERE = 10


class Row(NamedTuple):
    """What of an entry is looked through. Folded; every word has a space before and after it."""

    pk: int
    source: str
    root: int
    is_part: bool
    place: int
    shown_from: datetime | None
    shown_until: datetime | None
    titles: str
    search_words: str
    context: str
    words: str

    def is_shown(self, at: datetime) -> bool:
        return (self.shown_from is None or self.shown_from <= at) and (
            self.shown_until is None or self.shown_until > at
        )

    def is_called(self, words: list[str]) -> bool:
        """Whether each of these begins a word by which it, or what it stands on, is known."""
        names = f"{self.titles}{self.search_words}{self.context}"
        return all(f" {word}" in names for word in words)

    def begins_with(self, words: list[str]) -> bool:
        """Whether each of these begins one of its words."""
        return all(f" {word}" in self.words or f" {word}" in self.context for word in words)


class Match(IntEnum):
    """How well the best of what was found fits."""

    NONE = 0
    # In the middle of other words: "visa" in "revisar".
    MIDDLE = 1
    # Somewhere in a text, as a word or the beginning of one.
    MENTIONED = 2
    # In titles, or the words that staff say people search for.
    CALLED = 3


@dataclass(frozen=True)
class Found:
    """One screen of results: for each page its best places, the best first."""

    pages: list[list[Entry]]
    screen: int
    has_more: bool
    match: Match


def typed(text: str) -> str:
    """What somebody typed, fit to be shown again: one line, bounded, without characters that no page may hold."""
    kept = "".join(" " if unicodedata.category(each) in ("Cc", "Cn", "Co", "Cs") else each for each in text[:2000])
    return " ".join(kept.split())[:LONGEST_QUERY]


def words_of(query: str) -> list[str]:
    """The folded words of a query, as typed."""
    return list(islice(dict.fromkeys(fold(query[:LONGEST_QUERY]).split()), MOST_WORDS))


def in_pairs(words: Iterable[str]) -> list[str]:
    """Chinese has no spaces, and most of its words two characters: 赔偿期限 as 赔偿 and 期限."""
    pairs: list[str] = []
    for word in words:
        is_run = len(word) > 3 and all(map(is_han, word))
        pairs += [word[at : at + 2] for at in range(0, len(word), 2)] if is_run else [word]
    return pairs[:MOST_WORDS]


def find(words: list[str], language: str, screen: int = 1, at: datetime | None = None) -> Found:
    """The pages and parts of pages in a language in which every word occurs."""
    at = at or timezone.now()
    if not words:
        return Found([], 1, has_more=False, match=Match.NONE)
    unsure = bring_up_to_date()
    rows = rows_in(language)
    ranked = rank(words, rows, unsure, at)
    if not ranked and in_pairs(words) != words:
        ranked = rank(in_pairs(words), rows, unsure, at)
    match = _match([row for page in ranked for row in page], words)
    screen = max(1, min(screen, 1 + (len(ranked) - 1) // PER_SCREEN))
    here = ranked[(screen - 1) * PER_SCREEN : screen * PER_SCREEN]
    entries = Entry.objects.shown(at).in_bulk([row.pk for page in here for row in page])
    pages = [[entries[row.pk] for row in page if row.pk in entries] for page in here]
    return Found([page for page in pages if page], screen, len(ranked) > screen * PER_SCREEN, match)


def _match(rows: list[Row], words: list[str]) -> Match:
    if any(row.is_called(words) for row in rows):
        return Match.CALLED
    if any(row.begins_with(words) for row in rows):
        return Match.MENTIONED
    return Match.MIDDLE if rows else Match.NONE


def rank(words: list[str], rows: list[Row], unsure: set[Root], at: datetime) -> list[list[Row]]:
    """What matches, page by page, the best first."""
    # The longest first, since it rules out the most.
    rarest_first = sorted(words, key=len, reverse=True)

    def matching(some: list[Row], by_name: bool) -> list[Row]:
        for word in rarest_first:
            if by_name:
                some = [row for row in some if word in row.titles or word in row.search_words]
            else:
                some = [row for row in some if word in row.words or word in row.context]
        return [
            row
            for row in some
            if row.is_shown(at)
            and (row.source, row.root) not in unsure
            # A part that says nothing of it is not a result, whatever its page is called.
            and (not row.is_part or any(word in row.words for word in words))
        ]

    pages: dict[Root, list[Row]] = {}
    for row in sorted(_enough(rows, matching), key=lambda row: (_cost(row, words), row.is_part, row.place)):
        places = pages.setdefault((row.source, row.root), [])
        if len(places) < MOST_OF_A_PAGE:
            places.append(row)
    return list(pages.values())


def _enough(rows: list[Row], matching: Callable[[list[Row], bool], list[Row]]) -> list[Row]:
    """As many as are ranked: first those that are called so, then those that say so. Looks no further than that."""
    found: dict[int, Row] = {}
    for by_name in (True, False):
        for start in range(0, len(rows), AT_A_TIME):
            if len(found) >= MOST_RANKED:
                break
            found |= {row.pk: row for row in matching(rows[start : start + AT_A_TIME], by_name)}
    return list(found.values())


def _cost(row: Row, words: list[str]) -> int:
    phrase = f" {' '.join(words)} "
    if phrase == row.titles or (len(words) > 1 and (phrase in row.titles or phrase in row.search_words)):
        # It is called by these very words.
        return -1
    # A page comes before its parts: what staff say that people call it weighs as much as the title of a part.
    return row.is_part + sum(
        min(
            _cost_in(row.titles, word, IN_TITLE),
            _cost_in(row.search_words, word, IN_SEARCH_WORDS),
            _cost_in(row.context, word, IN_CONTEXT),
            _cost_in(row.words, word, IN_TEXT),
        )
        for word in words
    )


def _cost_in(text: str, word: str, costs: tuple[int, int, int]) -> int:
    whole, beginning, middle = costs
    if f" {word}" in text:
        return whole if f" {word} " in text else beginning
    return middle if word in text else NOT_THERE


# ── The index in memory ────────────────────────────────────────────────────

# Language → the revision of the index that was read, and its rows.
_remembered: dict[str, tuple[int | None, list[Row]]] = {}


def rows_in(language: str) -> list[Row]:
    """All entries of a language in the order of the menu. After a change of the index, what is new of it is read."""
    revision = Revision.objects.values_list("number", flat=True).first()
    remembered = _remembered.get(language)
    if remembered is None or remembered[0] != revision:
        # A lower number is that of another database: a backup that was brought back.
        is_later = remembered is not None and (remembered[0] or 0) < (revision or 0)
        before = remembered[1] if remembered and is_later else []
        remembered = revision, _read(Entry.objects.filter(language=language), before)
        _remembered[language] = remembered
    return remembered[1]


def _read(entries: QuerySet, before: list[Row]) -> list[Row]:
    """Entries are only ever added and deleted, and each has a higher number than all before it."""
    there = set(entries.values_list("pk", flat=True))
    kept = [row for row in before if row.pk in there]
    new = entries.filter(pk__gt=max((row.pk for row in before), default=0))
    values = new.order_by("place", "pk").values_list(*Row._fields)
    read = [Row(*each[:7], *(f" {text} " for text in each[7:])) for each in values.iterator()]
    # Two runs in order, which are merged and not sorted.
    return sorted([*kept, *read], key=attrgetter("place", "pk"))


def forget() -> None:
    """Drop what is held in memory."""
    _remembered.clear()
