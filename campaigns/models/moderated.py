"""What strangers send to be published: staff read it first, and whoever sent it can take it back."""

from collections import Counter
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from idpwsp.foundation.guard.withdrawal import Withdrawable, WithdrawableQuerySet

# What was not approved is deleted after this.
KEPT = timedelta(days=30)


class ModeratedQuerySet(WithdrawableQuerySet):
    """The words of visitors in the words of staff."""

    def shown(self) -> Self:
        """What readers see, and what is counted."""
        return self.filter(state=Moderated.State.APPROVED)

    def waiting(self) -> Self:
        """What staff have not decided on, set aside or not."""
        return self.filter(state__in=[Moderated.State.WAITING, Moderated.State.SET_ASIDE])

    def numbers_by_state(self) -> Counter[str]:
        """How many there are of each state."""
        return Counter(dict(self.order_by().values_list("state").annotate(Count("pk"))))

    def expired(self, today: date | None = None) -> Self:
        """What is deleted now: not approved within thirty days of its coming, or declined thirty days ago."""
        before = (today or timezone.localdate()) - KEPT
        declined = Q(state=Moderated.State.DECLINED)
        return self.filter((declined & Q(decided_on__lt=before)) | (~declined & Q(received_on__lt=before))).exclude(
            state=Moderated.State.APPROVED
        )


class Moderated(Withdrawable):
    """Something that a stranger sent. Of the sender nothing is kept: no address, no browser, no time of day.

    It is in no history and no search, and says of itself no more than its number: the admin's log holds that.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SET_ASIDE = "set-aside", _("Set aside as doubtful")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING, db_index=True)
    language_code = models.CharField(_("language"), max_length=10)
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    decided_on = models.DateField(_("decided on"), null=True, blank=True, editable=False)

    objects = ModeratedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
