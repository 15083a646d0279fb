"""How an app tells search, and the A–Z, what it has: sources of passages, named in ``settings.SEARCHABLE``.

Search knows no app, and apps do not know search: both know these two classes. A new kind of content joins with one
``Source`` and one line in the settings.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Passage:
    """One place that search may lead to, in one language: a page, or a part of it with a fragment of its own."""

    thing: str  # what it is, whatever the language: "card:12"
    language: str
    path: str  # with the fragment, if it is a part of a page
    title: str
    text: str  # plain, without markup
    place: int  # in the order of the menu
    is_part: bool = False
    short_title: str = ""  # another name of it, in the menu
    above: str = ""  # where it stands, in a few words, shown with it
    context: str = ""  # words that stand above it and count for it: its page's title
    picture: str = ""  # the name of its lead picture
    search_words: str = ""  # words that readers may type for it, never shown
    topics: tuple[str, ...] = ()  # the names by which the A–Z lists it
    shown_from: datetime | None = None
    shown_until: datetime | None = None


@dataclass(frozen=True)
class Source:
    """Public content as trees: a root that readers open (a page) with all that stands on it (its cards).

    Whatever of a tree is saved or deleted, the tree is indexed anew as a whole.
    """

    name: str
    # Model → the roots that one of its instances belongs to. For a many-to-many table: either side's instance.
    # May be asked while other rows of the tree are not there yet, or no longer.
    parts: Mapping[str, Callable[[Any], Iterable[int]]]
    # All roots that there are.
    roots: Callable[[], Iterable[int]]
    # (root, passage) for all that readers see of some roots, now or later. Nothing of a draft.
    passages: Callable[[Collection[int]], Iterable[tuple[int, Passage]]]
