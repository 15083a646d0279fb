"""What happens to the words of strangers: approved, declined, taken back, and deleted on their day."""

from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from campaigns.models import Endorsement, Reply
from campaigns.models.moderated import Moderated, ModeratedQuerySet
from idpwsp.foundation import deleted_early
from idpwsp.foundation.erasing import erase
from idpwsp.foundation.page_cache import generation

KINDS: tuple[type[Moderated], ...] = (Endorsement, Reply)
# The list of early deletions calls so what was deleted at somebody's wish, and what was shown once and is not any more.
# Its ids are the hashes of codes, which tell nothing to who has no code and no backup.
_DELETED, _DECLINED = "words", "declined"


@transaction.atomic
def approve(things: ModeratedQuerySet) -> int:
    """Show them from now on. Returns how many."""
    # Not before it is certain, or a backup would show again what is still declined.
    transaction.on_commit(partial(deleted_early.forget, _DECLINED, _ids(things)), robust=True)
    return _decide(things, Moderated.State.APPROVED)


@transaction.atomic
def decline(things: ModeratedQuerySet) -> int:
    """Never show them, not even from a backup; they are deleted thirty days from now. Returns how many."""
    _note(_DECLINED, things.shown())
    return _decide(things, Moderated.State.DECLINED)


@transaction.atomic
def delete(things: ModeratedQuerySet) -> int:
    """Before their day, for good, and noted so that no backup brings them back. Returns how many.

    What goes with its story is not noted: nobody has asked for that, and with the story it comes back.
    """
    _note(_DELETED, things)
    return things.delete()[0]


def take_away_again() -> int:
    """Delete and decline again what a backup has brought back. Returns how many."""
    return sum(_delete_again(kind) + _decline_again(kind) for kind in KINDS)


def _delete_again(kind: type[Moderated]) -> int:
    return sum(kind.objects.filter(code_hash__in=batch).delete()[0] for batch in deleted_early.in_batches(_DELETED))


@transaction.atomic
def _decline_again(kind: type[Moderated]) -> int:
    number = 0
    for batch in deleted_early.in_batches(_DECLINED):
        for thing in kind.objects.shown().filter(code_hash__in=batch).select_for_update():
            # With the day of then: it goes when it was to go.
            thing.state, thing.decided_on = Moderated.State.DECLINED, batch[str(thing.code_hash)]
            thing.save(update_fields=["state", "decided_on"])
            generation.move()
            number += 1
    return number


def without_code() -> int:
    """How many have no code, not even one that nobody knows: the list of early deletions cannot name these."""
    return sum(kind.objects.filter(code_hash=None).count() for kind in KINDS)


def _note(kind: str, things: ModeratedQuerySet) -> None:
    deleted_early.remember(kind, dict.fromkeys(_ids(things), timezone.localdate()))


def _ids(things: ModeratedQuerySet) -> list[str]:
    return list(things.exclude(code_hash=None).values_list("code_hash", flat=True))


@transaction.atomic
def _decide(things: ModeratedQuerySet, state: Moderated.State) -> int:
    generation.move()
    return things.update(state=state, decided_on=timezone.localdate())


def delete_expired(today: date | None = None) -> int:
    """Delete what was not approved and whose thirty days are over. Returns how many.

    Cheap, so it runs whenever something comes in, staff look at a queue, or the site starts; a periodic worker may too.
    """
    return sum(kind.objects.expired(today).delete()[0] for kind in KINDS)


@receiver(post_delete, sender=Endorsement)
@receiver(post_delete, sender=Reply)
def erase_what_is_gone(instance: Moderated, **_kwargs: Any) -> None:
    """However it went: taken back, expired, deleted by staff, or together with its story."""
    erase()
    if instance.state == Moderated.State.APPROVED:
        generation.move()


@receiver(post_save, sender=Endorsement)
@receiver(post_save, sender=Reply)
def erase_what_was_taken_out(instance: Moderated, created: bool, **_kwargs: Any) -> None:
    """The words as they were before staff changed them."""
    if not created:
        erase()
    # What a stranger sends is not shown yet, and makes no page old.
    if not created or instance.state == Moderated.State.APPROVED:
        generation.move()
