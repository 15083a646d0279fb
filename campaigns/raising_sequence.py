"""The SEQUENCE by which calendars learn of a change: raised when what they show of a date changes, and only then.

Whatever is saved of an event ends here, once its transaction is committed: what staff save in one form counts once.
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from campaigns import calendars
from campaigns.models import Event, EventDate, EventWords


def raise_sequence(event_pk: int) -> None:
    """Raise the SEQUENCE of each date of an event that calendars show otherwise than before."""
    event = Event.objects.with_words().prefetch_related("dates").filter(pk=event_pk).first()
    # While history brings an event back, it may for a moment have no words.
    if event is None or event.source_words is None:
        return
    for date in event.dates.all():
        state = calendars.state(date)
        if state == date.calendar_state:
            continue
        raised = {"sequence": F("sequence") + 1} if date.calendar_state else {}
        # Only from the state that was read: of two who save at once, the second finds nothing left to do.
        EventDate.objects.filter(pk=date.pk, calendar_state=date.calendar_state).update(
            calendar_state=state, calendar_changed_at=timezone.now(), **raised
        )


@receiver([post_save, post_delete], sender=EventWords)
@receiver(post_save, sender=Event)
@receiver(post_save, sender=EventDate)
def after_commit(instance: Any, **_kwargs: Any) -> None:
    """Also after history, which saves raw."""
    pk = {Event: "pk", EventWords: "master_id", EventDate: "event_id"}[type(instance)]
    transaction.on_commit(partial(raise_sequence, getattr(instance, pk)), robust=True)
