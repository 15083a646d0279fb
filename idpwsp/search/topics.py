"""The A–Z: the names of all places by their first letter, in the order of the alphabet.

Kept in the index with everything else that readers find, so that ten thousand names cost no more than those that are
shown of them.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from idpwsp.foundation.searchable import Passage
from idpwsp.foundation.translation import SOURCE_LANGUAGE
from idpwsp.search.models import Outdated, ShownQuerySet, Topic

# Spanish sorts Ñ as a letter of its own. What begins with no letter comes last.
ENYE, OTHER = "Ñ", ""
LETTERS = (*"ABCDEFGHIJKLMN", ENYE, *"OPQRSTUVWXYZ", OTHER)
# As they stand in an address.
SLUGS = tuple({ENYE: "enye", OTHER: "other"}.get(letter, letter.lower()) for letter in LETTERS)
# After every other letter.
_AFTER = "\uffff"
_LONGEST_KEY = 80
# So many names still are one page; more have a list for each letter.
MOST_TOGETHER = 200
ON_A_PAGE = 100


@dataclass(frozen=True)
class Letter:
    """A part of the A–Z."""

    number: int
    topics: list[Topic]

    @property
    def name(self) -> str:
        return LETTERS[self.number] or _("Other")

    @property
    def slug(self) -> str:
        return SLUGS[self.number]

    @property
    def fragment(self) -> str:
        return f"letter-{self.slug}"


def listed(language: str, unsure: bool = False) -> ShownQuerySet:
    """The topics of a language that readers see now, in their order. ``unsure``: without what could not be indexed
    anew."""
    found = Topic.objects.shown().filter(language=language).order_by("letter", "key", "pk")
    if unsure:
        found = found.exclude(Exists(Outdated.objects.filter(source=OuterRef("source"), root=OuterRef("root"))))
    return found


def together(topics: ShownQuerySet) -> list[Letter] | None:
    """All topics under their letters, or None where they are too many for one page."""
    found = list(topics[: MOST_TOGETHER + 1])
    if len(found) > MOST_TOGETHER:
        return None
    return [Letter(number, list(group)) for number, group in groupby(found, lambda topic: topic.letter)]


def letters(topics: ShownQuerySet) -> list[Letter]:
    """The letters that any of these begins with, without the topics."""
    return [Letter(number, []) for number in topics.order_by("letter").values_list("letter", flat=True).distinct()]


# ── Writing them ───────────────────────────────────────────────────────────


def topics_of(source: str, passages: Iterable[tuple[int, Passage]]) -> Iterator[Topic]:
    """The topics of some roots: in the languages that there are words in, and by their English names in the others.
    Of a root that is not translated itself no part stands there: its page only offers the English."""
    passages = list(passages)
    written = {(passage.thing, passage.language) for _root, passage in passages}
    roots = {(root, passage.language) for root, passage in passages if not passage.is_part}
    for root, passage in passages:
        for name in passage.topics:
            yield _topic(source, root, passage, name, passage.language)
            if passage.language != SOURCE_LANGUAGE:
                continue
            for code, _name in settings.LANGUAGES:
                is_missing = (passage.thing, code) not in written
                if is_missing and (not passage.is_part or (root, code) in roots):
                    yield _topic(source, root, passage, name, code)


def _topic(source: str, root: int, passage: Passage, name: str, language: str) -> Topic:
    is_translated = passage.language == language
    return Topic(
        source=source,
        root=root,
        language=language,
        is_translated=is_translated,
        name=name,
        # English stands without a prefix.
        path=passage.path if is_translated else f"/{language}{passage.path}",
        letter=LETTERS.index(letter_of(name)),
        key=sorted_as(name)[:_LONGEST_KEY],
        shown_from=passage.shown_from,
        shown_until=passage.shown_until,
    )


def sorted_as(name: str) -> str:
    """What a name is compared by: without accents, case and punctuation."""
    folded = unicodedata.normalize("NFKD", name.casefold().replace("ñ", f"n{_AFTER}").replace("đ", "d"))
    return "".join(each for each in folded if each.isalnum() or each in f" {_AFTER}").strip()


def letter_of(name: str) -> str:
    """The letter that it stands under, or none."""
    folded = sorted_as(name)
    if folded.startswith(f"n{_AFTER}"):
        return ENYE
    return folded[:1].upper() if "a" <= folded[:1] <= "z" else OTHER
