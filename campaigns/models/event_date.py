"""The dates of an event, as staff write them in Los Angeles time, and the moments that follow from them."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, Self

import reversion
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.models.years import YEARS, validate_year

ONE_DAY = timedelta(days=1)


class Standing(models.TextChoices):
    """Whether an event, or one date of it, takes place."""

    ON = "on", _("Takes place")
    CANCELLED = "cancelled", _("Cancelled")
    POSTPONED = "postponed", _("Postponed")


class EventDateQuerySet(models.QuerySet):
    """Dates in the words of visitors and staff."""

    def upcoming(self, at: datetime | None = None) -> Self:
        """What is not over at a moment (default: now), also what is going on."""
        return self.filter(over_at__gt=at or timezone.now())

    def in_year(self, year: int) -> Self:
        """What begins in a year; nothing in one that cannot be."""
        return self.filter(day__year=year) if year in YEARS else self.none()


@reversion.register()
class EventDate(models.Model):
    """One date of an event, as staff write it, with the moments that follow from it."""

    # What calendars go by. Only campaigns.raising_sequence changes it: no form, no history, no stale object.
    KNOWN_TO_CALENDARS = ("uid", "sequence", "calendar_state", "calendar_changed_at")

    event = models.ForeignKey("campaigns.Event", on_delete=models.CASCADE, related_name="dates")
    day = models.DateField(_("day"), validators=[validate_year])
    starts = models.TimeField(_("from"), null=True, blank=True, help_text=_("Los Angeles time. Empty: all day."))
    ends = models.TimeField(_("until"), null=True, blank=True)
    last_day = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        validators=[validate_year],
        help_text=_("Empty: the same day. Past midnight: the next day."),
    )
    standing = models.CharField(
        _("does it take place?"),
        max_length=10,
        choices=Standing,
        default=Standing.ON,
        help_text=_("Cancel it rather than delete it: calendars then tell those who had noted it."),
    )
    # Derived from the above: when it begins, and when it is over and moves to the archive.
    starts_at = models.DateTimeField(editable=False, db_index=True)
    over_at = models.DateTimeField(editable=False, db_index=True)
    # RFC 5545, 3.8.4.7 and 3.8.7.4: who subscribed to it recognises it, and learns of every change.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    calendar_state = models.CharField(max_length=64, blank=True, editable=False)
    calendar_changed_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = EventDateQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "pk")
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        indexes = (
            # Whether an event is over, and when it is next.
            models.Index(fields=["event", "over_at", "starts_at"], name="dates_of_event"),
            models.Index(fields=["day", "event"], name="dates_by_day"),
        )

    def __str__(self) -> str:
        return date_format(self.day, "DATE_FORMAT")

    def clean(self) -> None:
        """Refuse what cannot be, or what was hardly meant."""
        super().clean()
        # A field that could not be read has been complained of already.
        if self.day is None:
            return
        if self.last_day and self.last_day < self.day:
            raise ValidationError({"last_day": gettext("The last day is before the first.")})
        if self.ends and not self.starts:
            raise ValidationError({"starts": gettext("Say from when as well, or empty both times for all day.")})
        if self.starts and self.ends and self.last == self.day and self.ends <= self.starts:
            message = gettext(
                "This ends before it begins. If it goes past midnight, give the next day as the last day."
            )
            raise ValidationError({"ends": message})
        self._refuse_skipped("starts", self.day, self.starts)
        self._refuse_skipped("ends", self.last, self.ends)

    def _refuse_skipped(self, name: str, day: date, at: time | None) -> None:
        if at is not None and is_skipped(day, at):
            message = gettext(
                "There is no %(time)s on that night: clocks go forward. Give a time an hour earlier or later."
            )
            raise ValidationError({name: message % {"time": time_format(at, "TIME_FORMAT")}}, code="skipped")

    @property
    def last(self) -> date:
        """The day on which it ends."""
        return self.last_day or self.day

    @property
    def is_all_day(self) -> bool:
        return self.starts is None

    @property
    def begins(self) -> date | datetime:
        """The day where it takes all day, else the moment."""
        return self.day if self.is_all_day else self.starts_at

    @property
    def finishes(self) -> date | datetime | None:
        """The day after the last where it takes all day, else the moment; None where nobody has said. As RFC 5545
        has it, the end itself is not part of it."""
        if self.is_all_day:
            return self.last + ONE_DAY
        return self.over_at if self.ends or self.last > self.day else None

    @property
    def effective_standing(self) -> str:
        """Its own standing, or that of the whole event, whichever is worse."""
        both = {self.standing, self.event.standing}
        return next((each for each in (Standing.CANCELLED, Standing.POSTPONED) if each in both), Standing.ON)

    def is_over(self, at: datetime | None = None) -> bool:
        return self.over_at <= (at or timezone.now())


@receiver(pre_save, sender=EventDate)
def follow_the_clock(instance: EventDate, **_kwargs: Any) -> None:
    """Derive the moments, also when history saves raw, past ``save()``."""
    instance.starts_at = moment(instance.day, instance.starts or time())
    # Without an end it stays among what is coming until its day is over.
    day_over = moment(instance.last + ONE_DAY, time())
    instance.over_at = moment(instance.last, instance.ends) if instance.ends else day_over


@receiver(pre_save, sender=EventDate)
def keep_what_calendars_know(instance: EventDate, **_kwargs: Any) -> None:
    """A SEQUENCE that falls back would have calendars ignore every change until it has caught up."""
    known = EventDate.objects.filter(pk=instance.pk).values(*EventDate.KNOWN_TO_CALENDARS).first()
    for name, value in (known or {}).items():
        setattr(instance, name, value)


def moment(day: date, at: time) -> datetime:
    """That time of that day in Los Angeles. Of two (when clocks go back) the first; of none, an hour later."""
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone()).astimezone(UTC)


def is_skipped(day: date, at: time) -> bool:
    """Whether clocks in Los Angeles never show that time of that day, because they go forward."""
    there_and_back = moment(day, at).astimezone(timezone.get_default_timezone())
    return there_and_back.replace(tzinfo=None) != datetime.combine(day, at)
