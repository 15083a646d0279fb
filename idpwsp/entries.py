"""What staff look after, as the lists on their front page call it: things, and the parts that hang on them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import capfirst

from campaigns.models import Article, Campaign, Correction, Event, Step
from idpwsp.foundation.editing import change_url
from idpwsp.foundation.publishing import Publishable, shown
from resources.models import Card, Checked, Door, Need, Organisation, Page, Picture, Service

# The place of a kind in ``KINDS``, and the number of a thing of that kind.
Reference = tuple[int, int]


@dataclass(frozen=True)
class Kind:
    """One model: what its things are to the forms in which they are changed, and whose words are looked after."""

    model: Any
    # Of a part: its foreign key to the thing whose form it stands in, and what that form calls such parts.
    whole: str = ""
    parts: str = ""
    # Whether its name begins with what it is, or is that alone.
    says_kind: bool = False
    is_only_one: bool = False
    # Whose words are looked after; all, if nothing is said.
    looked_after: Callable[[], QuerySet] | None = None

    @property
    def all(self) -> Any:
        return self.model._default_manager.all()

    @property
    def words(self) -> Any:
        return self.model._parler_meta.root_model

    @property
    def is_publishable(self) -> bool:
        return issubclass(self.model, Publishable)

    @property
    def is_statement(self) -> bool:
        """Whether somebody compares it with its source from time to time."""
        return issubclass(self.model, Checked)

    @property
    def has_note(self) -> bool:
        """Whether it can hold a note of what is still to be confirmed."""
        return any(field.name == "to_confirm" for field in self.model._meta.fields)

    def shown(self, at: datetime | None = None) -> QuerySet:
        """Those that readers see and whose words are looked after. What has no state of its own shows with its
        whole."""
        condition = shown(at) if self.is_publishable else Q()
        if self.whole:
            condition &= shown(at, f"{self.whole}__")
        return (self.looked_after() if self.looked_after else self.all).filter(condition)


def _corrections() -> QuerySet:
    return Correction.objects.filter(article__in=Article.objects.in_hand())


def _described_pictures() -> QuerySet:
    return Picture.objects.showable().filter(is_decorative=False)


# In this order they are listed. News and events that are done with are left in peace, and so are pictures that readers
# never see, or that have nothing to be described.
KINDS = (
    Kind(Organisation, is_only_one=True),
    Kind(Page),
    Kind(Door, "page", "doors"),
    Kind(Card, "page", "cards"),
    Kind(Campaign, says_kind=True),
    Kind(Step, "campaign", "steps", says_kind=True),
    Kind(Article, says_kind=True, looked_after=Article.objects.in_hand),
    Kind(Correction, "article", "corrections", says_kind=True, looked_after=_corrections),
    Kind(Event, says_kind=True, looked_after=Event.objects.in_hand),
    Kind(Need),
    Kind(Service),
    Kind(Picture, says_kind=True, looked_after=_described_pictures),
)


@dataclass(frozen=True)
class Entry:
    """A thing that staff open, or a part of one: what lists call it, and the form in which it is changed."""

    kind: Kind
    thing: Any
    name: str
    form: str
    # The place of a part in the form of its whole.
    fragment: str = ""

    @property
    def url(self) -> str:
        return self.form + self.fragment

    def in_language(self, code: str) -> str:
        """The address of the form for its words in a language."""
        return f"{self.form}?language={code}{self.fragment}"


def entries(wanted: Iterable[Reference]) -> dict[Reference, Entry]:
    """The things of these numbers, as far as they are there: at most five queries a kind."""
    by_kind: dict[int, set[int]] = defaultdict(set)
    for place, number in wanted:
        by_kind[place].add(number)
    found = {}
    for place, numbers in by_kind.items():
        for entry in _entries(KINDS[place], numbers):
            found[place, entry.thing.pk] = entry
    return found


def _entries(kind: Kind, numbers: set[int]) -> list[Entry]:
    things = kind.model._default_manager.filter(pk__in=numbers).prefetch_related("translations")
    if kind.whole:
        things = things.prefetch_related(f"{kind.whole}__translations")
    places = _places(kind, things)
    return [_entry(kind, thing, places) for thing in things]


def _entry(kind: Kind, thing: Any, places: dict[int, int]) -> Entry:
    whole = getattr(thing, kind.whole) if kind.whole else thing
    called = capfirst(whole._meta.verbose_name)
    name = called if kind.is_only_one else f"{called}: {whole}" if kind.says_kind else str(whole)
    if thing is whole:
        return Entry(kind, thing, name, change_url(thing))
    return Entry(kind, thing, f"{name}: {thing}", change_url(whole), f"#{kind.parts}-{places[thing.pk]}")


def _places(kind: Kind, things: Iterable[Any]) -> dict[int, int]:
    """Where each part stands in the form of its whole: the admin numbers the forms of parts in their order."""
    if not kind.whole:
        return {}
    column = f"{kind.whole}_id"
    wholes = {getattr(thing, column) for thing in things}
    beside: dict[int, list[int]] = defaultdict(list)
    for whole, number in kind.model._default_manager.filter(**{f"{column}__in": wholes}).values_list(column, "pk"):
        beside[whole].append(number)
    return {number: place for numbers in beside.values() for place, number in enumerate(numbers)}
