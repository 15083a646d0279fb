"""How much waits in each queue: counts and dates, which show without any key."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from contact.inbox.models import Conversation, Queue

State = Conversation.State
# Set aside is apart from all states: nobody has looked yet whether it is a message at all.
TAKEN = Q(is_set_aside=False)
WAITS = TAKEN & Q(state__in=(State.NEW, State.FOR_US))


@dataclass(frozen=True)
class Waiting:
    """One queue in numbers. ``oldest`` is the day of the last word in what has waited longest."""

    queue: Queue
    new: int = 0
    for_us: int = 0
    for_them: int = 0
    done: int = 0
    set_aside: int = 0
    oldest: date | None = None

    @property
    def count(self) -> int:
        """What waits for us."""
        return self.new + self.for_us


def waiting(queues: Iterable[Queue]) -> list[Waiting]:
    """Each of these queues in numbers. One query."""
    queues = list(queues)
    taken = Conversation.objects.filter(queue__in=queues).order_by().values("queue")
    rows = taken.annotate(
        new=_number(State.NEW), for_us=_number(State.FOR_US), for_them=_number(State.FOR_THEM),
        done=_number(State.DONE), set_aside=Count("pk", filter=Q(is_set_aside=True)),
        oldest=Min("changed_on", filter=WAITS),
    )  # fmt: skip
    numbers: dict[str, dict[str, Any]] = {row["queue"]: {**row} for row in rows}
    return [Waiting(**{**numbers.get(queue.name, {}), "queue": queue}) for queue in queues]


def _number(state: str) -> Count:
    return Count("pk", filter=TAKEN & Q(state=state))


# ── What a list shows ──────────────────────────────────────────────────────


def selected(conversations: QuerySet[Conversation], choice: str, user: Any) -> QuerySet[Conversation] | None:
    """The conversations of one choice above a list, in the order in which they are wanted; None for no such choice."""
    newest_first = ("-changed_on", "-started_on", "pk")
    choices: dict[str, tuple[Q, tuple[str, ...]]] = {
        # Whoever has waited longest comes first.
        "waiting": (WAITS, ("changed_on", "started_on", "pk")),
        "mine": (Q(assigned_to=user) & ~Q(state=State.DONE), newest_first),
        "for-them": (TAKEN & Q(state=State.FOR_THEM), newest_first),
        "done": (TAKEN & Q(state=State.DONE), newest_first),
        "set-aside": (Q(is_set_aside=True), newest_first),
        "all": (Q(), newest_first),
    }
    if choice not in choices:
        return None
    condition, order = choices[choice]
    return conversations.filter(condition).order_by(*order)
