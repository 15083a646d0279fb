"""What needs somebody: the lists on the front page for staff. All are read from a handful of queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language_info

from campaigns import moderation
from idpwsp.foundation.translation import SOURCE_LANGUAGE
from resources.models import Card, Checked, Need, Organisation, Page, Picture, Section, Service

# "Due for checking" looks this far ahead.
SOON = timedelta(days=30)


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
class Translations:
    """What one language still lacks."""

    code: str
    name: str
    missing: list[Task]
    behind: list[Task]
    unread: int

    @property
    def count(self) -> int:
        return len(self.missing) + len(self.behind)


@dataclass(frozen=True)
class Queue:
    """What strangers have sent and nobody has decided on."""

    name: str
    url: str
    waiting: int
    set_aside: int


def queues(user: Any) -> list[Queue]:
    """The queues that somebody may look at: one query each."""
    found = []
    for kind in moderation.KINDS:
        name = f"{kind._meta.app_label}_{kind._meta.model_name}"
        if not admin.site.is_registered(kind) or not user.has_perm(kind._meta.label_lower.replace(".", ".view_")):
            continue
        State = kind.State  # noqa: N806 - a class
        waiting, set_aside = (Count("pk", filter=Q(state=state)) for state in (State.WAITING, State.SET_ASIDE))
        numbers = kind._default_manager.aggregate(waiting=waiting, set_aside=set_aside)
        found.append(Queue(str(kind._meta.verbose_name_plural), reverse(f"admin:{name}_changelist"), **numbers))
    return found


class Dashboard:
    """Everything that staff can be asked to look after, gathered once."""

    def __init__(self) -> None:
        self.today = timezone.localdate()
        self.organisation = Organisation.current()
        parts = ("cards__translations", "doors__translations")
        self.pages = list(Page.objects.by_section().with_words().prefetch_related(*parts))
        self.services = list(Service.objects.prefetch_related("translations"))
        self.needs = list(Need.objects.prefetch_related("translations"))
        self.pictures = list(Picture.objects.showable().filter(is_decorative=False).with_words())

    @cached_property
    def cards(self) -> list[tuple[Page, int, Card]]:
        """Every card with its page and its place in the page's form."""
        return [(page, place, card) for page in self.pages for place, card in enumerate(page.cards.all())]

    @property
    def sections(self) -> list[tuple[str, list[Page]]]:
        """Every page under its section's name, in the order of the menu."""
        return [(str(Section(name).label), list(group)) for name, group in groupby(self.pages, lambda p: p.section)]

    # ── Checking ───────────────────────────────────────────────────────────

    @cached_property
    def checks(self) -> list[Check]:
        """Every statement by the day on which it is to be checked again."""
        checks = [self._check(card, f"{page}: {card}", card_url(page, place)) for page, place, card in self.cards]
        checks += [self._check(service, str(service), change_url(service)) for service in self.services]
        return sorted(checks, key=lambda check: (check.due, check.place))

    def _check(self, thing: Any, place: str, url: str) -> Check:
        return Check(
            place=place,
            url=url,
            due=thing.check_due,
            is_overdue=thing.is_overdue(self.today),
            is_from_copy=thing.checked_against == Checked.Basis.COPY,
            is_published=thing.is_published(),
            check_url=reverse("checked", args=[thing._meta.model_name, thing.pk]),
        )

    @property
    def due(self) -> list[Check]:
        """What is past its day, or will be soon."""
        return [check for check in self.checks if check.due <= self.today + SOON]

    @property
    def copies(self) -> int:
        """How many published statements were compared only with a saved copy of their source."""
        return sum(check.is_from_copy and check.is_published for check in self.checks)

    # ── Before launch ──────────────────────────────────────────────────────

    @cached_property
    def to_confirm(self) -> list[Task]:
        """Everything that somebody still has to confirm before launch."""
        own = str(capfirst(self.organisation._meta.verbose_name))
        lines = [line for line in self.organisation.to_confirm.splitlines() if line.strip()]
        tasks = [Task(own, change_url(self.organisation), line) for line in lines]
        for page in self.pages:
            if page.to_confirm:
                tasks.append(Task(str(page), change_url(page), page.to_confirm))
            for place, card in enumerate(page.cards.all()):
                if card.to_confirm:
                    tasks.append(Task(f"{page}: {card} ({card.state})", card_url(page, place), card.to_confirm))
        for service in self.services:
            if service.to_confirm:
                tasks.append(Task(f"{service} ({service.state})", change_url(service), service.to_confirm))
        return tasks

    # ── Publishing ─────────────────────────────────────────────────────────

    def _publishables(self) -> Iterator[tuple[Any, str, str]]:
        for page in self.pages:
            yield page, str(page), change_url(page)
        for page, place, card in self.cards:
            yield card, f"{page}: {card}", card_url(page, place)
        for service in self.services:
            yield service, str(service), change_url(service)

    @cached_property
    def drafts(self) -> list[Task]:
        return [Task(place, url) for thing, place, url in self._publishables() if thing.status == thing.Status.DRAFT]

    @cached_property
    def coming(self) -> list[Coming]:
        """What will appear or disappear by itself, the next first."""
        found = [
            Coming(when, what, place, url)
            for thing, place, url in self._publishables()
            for when, what in thing.coming()
        ]
        return sorted(found, key=lambda each: each.when)

    # ── Languages ──────────────────────────────────────────────────────────

    @cached_property
    def translations(self) -> list[Translations]:
        codes = [code for code, _name in settings.LANGUAGES if code != SOURCE_LANGUAGE]
        return [self._translations(code) for code in codes]

    def _translations(self, code: str) -> Translations:
        missing, behind, unread = [], [], 0
        for thing, place, url in self._translatables():
            row = thing.words_in(code)
            task = Task(place, f"{url}?language={code}")
            if row is None:
                missing.append(task)
            elif row.is_behind:
                behind.append(task)
            unread += row is not None and not row.is_reviewed
        return Translations(code, get_language_info(code)["name_translated"], missing, behind, unread)

    def _translatables(self) -> Iterator[tuple[Any, str, str]]:
        """What readers see: things with words, and the form in which they are translated."""
        yield self.organisation, str(capfirst(self.organisation._meta.verbose_name)), change_url(self.organisation)
        for page in self.pages:
            if page.is_published():
                yield page, str(page), change_url(page)
                for part in [*page.doors.all(), *page.shown_cards()]:
                    yield part, f"{page}: {part}", change_url(page)
        for need in self.needs:
            yield need, str(need), change_url(need)
        for service in self.services:
            if service.is_published():
                yield service, str(service), change_url(service)
        for picture in self.pictures:
            yield picture, f"{capfirst(picture._meta.verbose_name)}: {picture}", change_url(picture)


def change_url(thing: Any) -> str:
    """The address of the form that changes a thing."""
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk or 1])


def card_url(page: Page, place: int) -> str:
    """The place of a card in the form of its page."""
    return f"{change_url(page)}#cards-{place}"
