"""What needs somebody: the lists on the front page for staff. All are read from a handful of queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from campaigns import moderation
from campaigns.models import Article, Campaign, Event
from contact.inbox.models import Queue as Inbox
from contact.inbox.waiting import Waiting, waiting
from idpwsp.entries import Entry, entries_of
from idpwsp.foundation.editing import change_url
from idpwsp.foundation.publishing import Publishable
from idpwsp.foundation.translation import SOURCE_LANGUAGE
from resources.models import Checked, Need, Organisation, Page, Picture, Section, Service

# "Due for checking" looks this far ahead.
SOON = timedelta(days=30)
# How many of a kind the front page shows.
ROWS = 10


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
class Stories:
    """A part of the table of campaigns, news and events, and the ways to the rest of them."""

    opts: Any
    label: str
    all_label: str
    add_label: str
    # Each with how it stands, or when it is.
    rows: list[tuple[Entry, Any]]


@dataclass(frozen=True)
class Queue:
    """What strangers have sent and nobody has decided on."""

    opts: Any
    url: str
    waiting: int
    set_aside: int

    @property
    def things_waiting(self) -> str:
        return self._things(self.waiting)

    @property
    def things_set_aside(self) -> str:
        return self._things(self.set_aside)

    def _things(self, number: int) -> str:
        return str(self.opts.verbose_name if number == 1 else self.opts.verbose_name_plural)


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
        found.append(Queue(kind._meta, reverse(f"admin:{name}_changelist"), **numbers))
    return found


def inbox(user: Any) -> list[Waiting]:
    """The queues of the sealed inbox that somebody may read, in numbers. One query for all of them."""
    return waiting(Inbox.objects.readable_by(user))


class Dashboard:
    """Everything that staff can be asked to look after, gathered once.

    News and events that are done with are left out, so that this does not grow with the years.
    """

    def __init__(self) -> None:
        self.today = timezone.localdate()
        self.organisation = Organisation.current()

    @cached_property
    def pages(self) -> list[Entry]:
        pages = Page.objects.by_section().with_words()
        return entries_of(pages.prefetch_related("cards__translations", "doors__translations"), "doors", "cards")

    @cached_property
    def campaigns(self) -> list[Entry]:
        campaigns = Campaign.objects.with_words().prefetch_related("steps__translations")
        return entries_of(campaigns, "steps", with_kind=True)

    @cached_property
    def articles(self) -> list[Entry]:
        articles = Article.objects.in_hand().newest_first().with_words().prefetch_related("corrections__translations")
        return entries_of(articles, "corrections", with_kind=True)

    @cached_property
    def events(self) -> list[Entry]:
        events = Event.objects.in_hand().with_words().prefetch_related("dates")
        return entries_of(sorted(events, key=_next_day), with_kind=True)

    @cached_property
    def needs(self) -> list[Entry]:
        return entries_of(Need.objects.prefetch_related("translations"))

    @cached_property
    def services(self) -> list[Entry]:
        return entries_of(Service.objects.prefetch_related("translations", "needs"))

    @cached_property
    def pictures(self) -> list[Entry]:
        pictures = Picture.objects.showable().filter(is_decorative=False).with_words()
        return entries_of(pictures, with_kind=True)

    @cached_property
    def entries(self) -> list[Entry]:
        """All of it, each thing followed by its parts."""
        own = Entry(
            self.organisation, str(capfirst(self.organisation._meta.verbose_name)), change_url(self.organisation)
        )
        stories = [*self.campaigns, *self.articles, *self.events]
        return [own, *self.pages, *stories, *self.needs, *self.services, *self.pictures]

    # ── Tables of what there is ────────────────────────────────────────────

    @property
    def sections(self) -> list[tuple[str, list[Entry]]]:
        """Every page under its section's name, in the order of the menu."""
        by_section: dict[str, list[Entry]] = {}
        for entry in _wholes(self.pages):
            by_section.setdefault(entry.thing.section, []).append(entry)
        return [(str(Section(section).label), found) for section, found in by_section.items()]

    @property
    def directory(self) -> list[tuple[Need, list[Service]]]:
        """Every need with its services, drafts among them."""
        services = [(each.thing, set(each.thing.needs.all())) for each in self.services]
        return [(need.thing, [each for each, needs in services if need.thing in needs]) for need in self.needs]

    @property
    def stories(self) -> list[Stories]:
        """Campaigns, and the news and events that are not done with."""
        kinds = (
            (Campaign, _("Campaigns"), _("All campaigns"), _("Add a campaign"), self.campaigns),
            (Article, _("News"), _("All news"), _("Add an article"), self.articles),
            (Event, _("Events"), _("All events"), _("Add an event"), self.events),
        )
        return [
            Stories(model._meta, label, all_label, add_label, [(each, _when(each)) for each in _wholes(some)[:ROWS]])
            for model, label, all_label, add_label, some in kinds
        ]

    # ── Checking ───────────────────────────────────────────────────────────

    @cached_property
    def checks(self) -> list[Check]:
        """Every statement by the day on which it is to be checked again. News and events hold none."""
        entries = (*self.pages, *self.campaigns, *self.services)
        checks = [self._check(entry) for entry in entries if entry.is_statement]
        return sorted(checks, key=lambda check: (check.due, check.place))

    def _check(self, entry: Entry) -> Check:
        thing = entry.thing
        return Check(
            place=entry.name,
            url=entry.url,
            due=thing.check_due,
            is_overdue=thing.is_overdue(self.today),
            is_from_copy=thing.checked_against == Checked.Basis.COPY,
            is_published=thing.is_published(),
            check_url=reverse("checked", args=[entry.kind, thing.pk]),
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
        tasks = []
        for entry in self.entries:
            note = getattr(entry.thing, "to_confirm", "")
            # Our own details are one form with many open questions; anything else has one note.
            lines = note.splitlines() if entry.thing is self.organisation else [note]
            name = f"{entry.name} ({entry.thing.state})" if entry.is_statement else entry.name
            tasks += [Task(name, entry.url, line) for line in lines if line.strip()]
        return tasks

    # ── Publishing ─────────────────────────────────────────────────────────

    @cached_property
    def publishable(self) -> list[Entry]:
        return [entry for entry in self.entries if isinstance(entry.thing, Publishable)]

    @cached_property
    def drafts(self) -> list[Task]:
        drafts = [entry for entry in self.publishable if entry.thing.status == Publishable.Status.DRAFT]
        return [Task(entry.name, entry.url) for entry in drafts]

    @cached_property
    def coming(self) -> list[Coming]:
        """What will appear or disappear by itself, the next first."""
        found = [
            Coming(when, what, entry.name, entry.url)
            for entry in self.publishable
            for when, what in entry.thing.coming()
        ]
        return sorted(found, key=lambda each: each.when)

    # ── Languages ──────────────────────────────────────────────────────────

    @cached_property
    def translations(self) -> list[Translations]:
        codes = [code for code, _name in settings.LANGUAGES if code != SOURCE_LANGUAGE]
        return [self._translations(code) for code in codes]

    def _translations(self, code: str) -> Translations:
        """Of what readers see."""
        missing, behind, unread = [], [], 0
        for entry in self.entries:
            if not entry.is_shown:
                continue
            row = entry.thing.words_in(code)
            task = Task(entry.name, entry.in_language(code))
            if row is None:
                missing.append(task)
            elif row.is_behind:
                behind.append(task)
            unread += row is not None and not row.is_reviewed
        return Translations(code, get_language_info(code)["name_translated"], missing, behind, unread)


def _wholes(some: list[Entry]) -> list[Entry]:
    return [entry for entry in some if not entry.fragment]


def _next_day(event: Event) -> tuple[bool, datetime]:
    """Events by their next date; those without one first."""
    coming = event.next_date
    return coming is not None, coming.starts_at if coming else event.changed_on


def _when(entry: Entry) -> Any:
    """How a campaign stands, the day of an article, the next one of an event."""
    if entry.kind == "campaign":
        return entry.thing.get_standing_display()
    return entry.thing.dated if entry.kind == "article" else entry.thing.next_date
