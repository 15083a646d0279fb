"""What is wrong with the inbox, or soon will be, in words for those who can do something about it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contact.inbox import beginning, keyholders, rewrapping
from contact.inbox.models import Conversation, Keyholder, Queue, QueueKey
from contact.inbox.models.queue import is_this_machine

MANAGE = "inbox.manage_inbox"
FEWEST_KEYHOLDERS = 2
UNOPENED = timedelta(days=7)


@dataclass(frozen=True)
class Concern:
    """One thing to see to, and where."""

    text: str
    url: str = ""
    link: str = ""
    is_urgent: bool = False


def for_user(user: Any) -> list[Concern]:
    """What somebody is to know: of the queues that they may see, and of all of them for whoever manages the inbox."""
    may_manage = user.has_perm(MANAGE)
    if not (may_manage or any(Queue(name=name).is_readable_by(user) for name in Queue.Name.values)):
        return []
    if missing := _missing_keys(may_manage):
        return [missing]
    queues = Queue.objects.every()
    mine = [queue for queue in queues if queue.is_readable_by(user)]
    return [
        *_of_keys(queues if may_manage else mine, may_manage),
        *_of_what_is_kept(mine),
        *(_of_people(queues, user) if may_manage else []),
    ]


def _missing_keys(may_manage: bool) -> Concern | None:
    """Before there are keys nothing else is worth saying."""
    kinds = set(QueueKey.objects.filter(is_current=True).values_list("is_demonstration", flat=True))
    is_demonstration = True in kinds
    if False in kinds or (is_demonstration and is_this_machine()):
        return None
    text = _("The inbox is not set up yet: nobody can write to us by its forms.")
    if is_demonstration:
        text = _("The inbox has demonstration keys alone, and they count for nothing here: its forms take nothing.")
    if not may_manage:
        return Concern(text + " " + _("Ask whoever manages it."), is_urgent=True)
    return Concern(text, reverse("inbox:setup"), _("Set it up"), is_urgent=True)


def _of_keys(queues: list[Queue], may_manage: bool) -> Iterator[Concern]:
    to_keyholders = (reverse("inbox:keyholders"), _("Keyholders")) if may_manage else ("", "")
    for queue in queues:
        if queue.is_stopped:
            text = _(
                "%(queue)s is stopped, and nothing can be sent to it: somebody else has changed its key, and could "
                "have read what came in since. Tell whoever looks after the server."
            )
            yield Concern(text % {"queue": queue}, *to_keyholders, is_urgent=True)
    # On this machine alone, with a demonstration, one person is all there is.
    if few := _with_few_keyholders(queues) if beginning.is_set_up() else []:
        text = _(
            "Fewer than two people hold a key of %(queues)s: if one passphrase is lost, the sheet is all there is."
        )
        yield Concern(text % {"queues": ", ".join(map(str, few))}, *to_keyholders)


def _of_what_is_kept(queues: list[Queue]) -> Iterator[Concern]:
    """For those who may see that there is something in them at all."""
    unwrapped, unopened = rewrapping.waiting(), _unopened()
    for queue in queues:
        if queue.name in unopened:
            text = _("Something has waited in %(queue)s for seven days, and nobody has opened anything there.")
            yield Concern(text % {"queue": queue}, is_urgent=True)
    if mine := [queue for queue in queues if queue.name in unwrapped]:
        number = sum(unwrapped[queue.name] for queue in mine)
        text = ngettext(
            "%(queues)s: %(number)s record still waits to be wrapped for the new key.",
            "%(queues)s: %(number)s records still wait to be wrapped for the new key.",
            number,
        ) % {"queues": ", ".join(map(str, mine)), "number": number}
        yield Concern(text, reverse("inbox:rewrap"), _("Go on with it"))


def _unopened() -> set[str]:
    """Queues where something has waited for seven days, and nobody has opened anything for as long."""
    longest = timezone.localdate() - UNOPENED
    State = Conversation.State  # noqa: N806 - a class
    waiting = Conversation.objects.filter(
        Q(queue__opened_on=None) | Q(queue__opened_on__lte=longest),
        state__in=(State.NEW, State.FOR_US), is_set_aside=False, changed_on__lte=longest,
    )  # fmt: skip
    return set(waiting.order_by().values_list("queue", flat=True))


def _with_few_keyholders(queues: list[Queue]) -> list[Queue]:
    active = Q(keys__is_current=True, keys__shares__keyholder__user__is_active=True)
    counted = Queue.objects.annotate(people=Count("keys__shares", filter=active)).values_list("name", "people")
    numbers = dict(counted)
    return [queue for queue in queues if numbers[queue.name] < FEWEST_KEYHOLDERS]


def _of_people(queues: list[Queue], myself: Any) -> Iterator[Concern]:
    """Who waits for a key, and who still holds one of a queue that they may not, or cannot, read any more."""
    readers = {queue.name: keyholders.readers(queue) for queue in queues}
    held = Keyholder.objects.filter(user__isnull=False).select_related("user")
    pairs = list(held.values_list("pk", "user", "shares__queue_key__queue").distinct())
    # Nobody lets themselves in or removes themselves.
    names = {keyholder.pk: str(keyholder) for keyholder in held if keyholder.user != myself}
    has = {(pk, queue) for pk, _user, queue in pairs}
    waits = {pk for pk, user, _queue in pairs for name in readers if user in readers[name] and (pk, name) not in has}
    for pk in sorted(waits & set(names), key=names.__getitem__):
        text = _("%(name)s has made a passphrase and waits to be let in.")
        yield Concern(text % {"name": names[pk]}, reverse("inbox:let_in", args=[pk]), _("Let in"))
    strayed = {pk for pk, user, queue in pairs if queue and user not in readers[queue]}
    if any(user == myself.pk and queue and user not in readers[queue] for _pk, user, queue in pairs):
        yield Concern(
            _(
                "You hold a key without the right to use it. Somebody else who looks after accounts can give you the "
                "right, or remove you."
            )
        )
    for pk in sorted(strayed & set(names), key=names.__getitem__):
        text = _("%(name)s holds a key without the right to use it. It stays theirs until you remove it.")
        yield Concern(text % {"name": names[pk]}, reverse("inbox:remove", args=[pk]), _("Remove"))
