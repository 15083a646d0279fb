"""What happens to the words of strangers: approved, declined, taken back, and deleted on their day."""

from datetime import date
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from campaigns.models import Endorsement, Reply
from campaigns.models.moderated import Moderated, ModeratedQuerySet
from idpwsp.foundation.erasing import erase

KINDS: tuple[type[Moderated], ...] = (Endorsement, Reply)


def approve(things: ModeratedQuerySet) -> int:
    """Show them from now on. Returns how many."""
    return things.update(state=Moderated.State.APPROVED, decided_on=timezone.localdate())


def decline(things: ModeratedQuerySet) -> int:
    """Never show them; they are deleted thirty days from now. Returns how many."""
    return things.update(state=Moderated.State.DECLINED, decided_on=timezone.localdate())


def delete_expired(today: date | None = None) -> int:
    """Delete what was not approved and whose thirty days are over. Returns how many.

    Cheap, so it runs whenever something comes in, staff look at a queue, or the site starts; a periodic worker may too.
    """
    return sum(kind.objects.expired(today).delete()[0] for kind in KINDS)


@receiver(post_delete, sender=Endorsement)
@receiver(post_delete, sender=Reply)
def erase_what_is_gone(**_kwargs: Any) -> None:
    """However it went: taken back, expired, deleted by staff, or together with its story."""
    erase()


@receiver(post_save, sender=Endorsement)
@receiver(post_save, sender=Reply)
def erase_what_was_taken_out(created: bool, **_kwargs: Any) -> None:
    """The words as they were before staff changed them."""
    if not created:
        erase()
