"""What needs somebody: the lists on the front page for staff, of each its beginning and its length (0034)."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from campaigns import moderation
from contact.inbox.models import Queue as Inbox
from contact.inbox.waiting import Waiting, waiting
from idpwsp import tasks, worklists
from idpwsp.foundation.editing import change_url
from idpwsp.translating import Lacking, lacking
from resources.models import Organisation

# How many of a kind the front page shows.
ROWS = 10


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


@dataclass(frozen=True)
class Begun:
    """The beginning of a list, and how long the whole of it is."""

    rows: list[Any]
    count: int

    @property
    def more(self) -> int:
        return max(0, self.count - len(self.rows))


@dataclass(frozen=True)
class Translations:
    """What one language still lacks."""

    lacking: Lacking
    missing: Begun
    behind: Begun


class Dashboard:
    """Everything that staff can be asked to look after. Nothing here grows with the site but the numbers."""

    def __init__(self) -> None:
        self.organisation = Organisation.current()

    @property
    def due(self) -> Begun:
        """Statements that are past their day, or will be soon."""
        return self._begun[0]

    @property
    def coming(self) -> Begun:
        """What will appear or disappear by itself, the next first."""
        return self._begun[1]

    @property
    def drafts(self) -> Begun:
        return self._begun[2]

    @cached_property
    def to_confirm(self) -> Begun:
        """What somebody still has to confirm before launch: first every question about our own details."""
        own, others = open_questions(self.organisation), self._begun[3]
        return Begun([*own, *others.rows], len(own) + others.count)

    @cached_property
    def translations(self) -> list[Translations]:
        begun = self._begun[4:]
        return [Translations(each, *begun[at * 2 : at * 2 + 2]) for at, each in enumerate(self._lacking)]

    @cached_property
    def copies(self) -> int:
        """How many published statements were compared only with a saved copy of their source."""
        return worklists.copies()

    @cached_property
    def _lacking(self) -> list[Lacking]:
        return lacking()

    @cached_property
    def _begun(self) -> list[Begun]:
        """Of each list the beginning. What they show is fetched for all of them together."""
        due = tasks.checks(timezone.localdate() + worklists.SOON)
        lists = [due, tasks.coming(), tasks.drafts(), tasks.to_confirm()]
        for each in self._lacking:
            lists += [tasks.to_translate(found, each.code) for found in (each.missing, each.behind)]
        shown = tasks.shown((each, list(each.found[:ROWS])) for each in lists)
        return [Begun(rows, each.found.count()) for each, rows in zip(lists, shown, strict=True)]


def open_questions(organisation: Organisation) -> list[tasks.Task]:
    """One for each line of what is to be confirmed about our own details: these are one form."""
    name, url = str(capfirst(organisation._meta.verbose_name)), change_url(organisation)
    return [tasks.Task(name, url, line) for line in organisation.to_confirm.splitlines() if line.strip()]
