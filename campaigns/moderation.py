"""What happens to the words of strangers: approved, declined, taken back, and deleted on their day."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from campaigns.models import Endorsement, Reply
from campaigns.models.moderated import Moderated, ModeratedQuerySet
from idpwsp.foundation.erasing import erase
from idpwsp.foundation.page_cache import generation

KINDS: tuple[type[Moderated], ...] = (Endorsement, Reply)


def approve(things: ModeratedQuerySet) -> int:
    """Show them from now on. Returns how many."""
    return _decide(things, Moderated.State.APPROVED)


def decline(things: ModeratedQuerySet) -> int:
    """Never show them; they are deleted thirty days from now. Returns how many."""
    return _decide(things, Moderated.State.DECLINED)


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
