"""What is known of outward links, and when it was found out."""

from datetime import datetime, timedelta
from typing import Self

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from idpwsp.foundation.links.outcome import NO_ANSWER, PROOF, Answer, Outcome, Reason

# A running check gives a sign every few seconds; one that has given none for so long has died.
GIVEN_UP_AFTER = timedelta(minutes=10)


class AlreadyRunningError(Exception):
    """A check is running: there is never a second one beside it."""


class OutwardLinkQuerySet(models.QuerySet):
    def in_need(self) -> Self:
        """Those that staff can do something about."""
        return self.exclude(outcome=Outcome.FINE)


class OutwardLink(models.Model):
    """One address on another host, and how it was when last asked. Where it stands is looked up in the content."""

    # Without its fragment, which no host is ever told. Not unique in the database: too long to be indexed everywhere.
    address = models.TextField()
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=12, blank=True)  # a Reason; its words may change without a migration
    status = models.PositiveSmallIntegerField(default=0)
    moved_to = models.TextField(blank=True)
    # Since when readers do not get there, as far as we know.
    failing_since = models.DateTimeField(null=True)

    objects = OutwardLinkQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("outward link")
        verbose_name_plural = _("outward links")

    def __str__(self) -> str:
        return self.address

    def learn(self, answer: Answer, at: datetime) -> None:
        """Take in what a check found. Without any answer, a link is broken only at the second check in a row."""
        was_failing = self.failing_since is not None
        if answer.reason in PROOF or (answer.reason in NO_ANSWER and was_failing):
            self.outcome = Outcome.BROKEN
        elif answer.reason:
            self.outcome = Outcome.DOUBTFUL
        else:
            self.outcome = Outcome.MOVED if answer.moved_to else Outcome.FINE
        fails = answer.reason in PROOF or answer.reason in NO_ANSWER
        self.failing_since = (self.failing_since or at) if fails else None
        self.asked_at, self.reason, self.status, self.moved_to = at, answer.reason, answer.status, answer.moved_to

    @property
    def words(self) -> str:
        """Why it is listed, for staff: “The page is not there (404)”."""
        label = str(Reason(self.reason).label)
        return f"{label} ({self.status})" if self.status >= 400 else label


class LinkCheckManager(models.Manager["LinkCheck"]):
    def begin(self, at: datetime | None = None) -> "LinkCheck":
        """Begin a check. Raises ``AlreadyRunningError`` while another gives signs of life."""
        at = at or timezone.now()
        running = self.filter(state=LinkCheck.State.RUNNING)
        running.filter(alive_at__lt=at - GIVEN_UP_AFTER).update(state=LinkCheck.State.STOPPED)
        try:
            with transaction.atomic():
                return self.create(started_at=at, alive_at=at)
        except IntegrityError as error:
            raise AlreadyRunningError from error


class LinkCheck(models.Model):
    """One run of the check. The last one that ended is kept, and what came after it."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped before its end")
        OFFLINE = "offline", _("No other host could be reached")

    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    alive_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    found = models.PositiveIntegerField(default=0)
    asked = models.PositiveIntegerField(default=0)

    objects = LinkCheckManager()

    class Meta:
        default_permissions = ()
        ordering = ("-started_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="running"), name="one_link_check_at_a_time"
            ),
        )
        verbose_name = _("check of links")
        verbose_name_plural = _("checks of links")

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {self.state}"

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING and self.alive_at >= timezone.now() - GIVEN_UP_AFTER

    @property
    def has_died(self) -> bool:
        """Whether it ended before it could say how."""
        return self.state == self.State.STOPPED or (self.state == self.State.RUNNING and not self.is_running)

    def keep_alive(self, **news: int) -> None:
        """Give a sign of life. Raises ``AlreadyRunningError`` where it came too late and another may have begun."""
        self._update(alive_at=timezone.now(), **news)

    def end(self, state: "LinkCheck.State") -> None:
        """Say how it ended. Raises ``AlreadyRunningError`` as ``keep_alive`` does."""
        self._update(state=state, finished_at=timezone.now())

    def _update(self, **values: object) -> None:
        mine = LinkCheck.objects.filter(pk=self.pk, state=self.State.RUNNING)
        if not mine.update(**values):
            raise AlreadyRunningError
        for name, value in values.items():
            setattr(self, name, value)
