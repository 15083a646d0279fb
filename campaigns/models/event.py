"""Events: workshops, meetings and actions, each on one or several dates in Los Angeles time."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, Self

import reversion
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from parler.fields import TranslationsForeignKey

from campaigns.models.campaign import Campaign
from campaigns.models.story import Story, StoryManager, StoryQuerySet, StoryWords, unfinished


class EventQuerySet(StoryQuerySet):
    """Events in the words of visitors and staff."""

    def in_hand(self, at: datetime | None = None) -> Self:
        """What staff look after: the unfinished ones, and those with a date that is not over."""
        at = at or timezone.now()
        return self.filter(unfinished(at) | Q(pk__in=EventDate.objects.filter(over_at__gt=at).values("event")))

    def whole(self) -> Self:
        """With all that its page shows of itself: words, dates, campaign, picture."""
        return self.with_words().prefetch_related("dates", "campaign__translations", "picture__translations")


class EventManager(StoryManager.from_queryset(EventQuerySet)):  # type: ignore[misc]
    """``TranslatableManager`` insists on being the manager itself."""


class Standing(models.TextChoices):
    """Whether an event, or one date of it, takes place."""

    ON = "on", _("Takes place")
    CANCELLED = "cancelled", _("Cancelled")
    POSTPONED = "postponed", _("Postponed")


class Known(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known yet. Ask us")


@reversion.register(follow=["translations", "dates"])
class Event(Story):
    """One event at ``/events/<slug>/``. A place or a link that is given only on request is not kept here at all."""

    class Kind(models.TextChoices):
        LEGAL_WORKSHOP = "legal", _("Legal workshop")
        HEALTH_WORKSHOP = "health", _("Health workshop")
        MEETING = "meeting", _("Public meeting")
        ACTION = "action", _("Action")

    class Given(models.TextChoices):
        """How somebody learns the place, or the link of an online event."""

        NONE = "none", _("There is none")
        PUBLIC = "public", _("It stands on the page")
        ON_REQUEST = "on-request", _("We give it to whoever asks")

    FOLDER = "events"

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.SET_NULL, null=True, blank=True, related_name="events", verbose_name=_("campaign")
    )
    standing = models.CharField(_("does it take place?"), max_length=10, choices=Standing, default=Standing.ON)
    place_given = models.CharField(_("place"), max_length=10, choices=Given, default=Given.ON_REQUEST)
    place = models.TextField(
        _("name and address of the place"),
        max_length=300,
        blank=True,
        help_text=_("Only where it stands on the page. A place that is given on request is not kept on this site."),
    )
    online_given = models.CharField(_("online"), max_length=10, choices=Given, default=Given.NONE)
    online_url = models.URLField(
        _("link to take part online"),
        max_length=500,
        blank=True,
        help_text=_("Only where it stands on the page. A link that is given on request is not kept on this site."),
    )
    is_free = models.BooleanField(_("free"), default=True)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)
    step_free = models.CharField(_("no steps on the way in"), max_length=10, choices=Known, default=Known.UNKNOWN)
    childcare = models.CharField(_("childcare"), max_length=10, choices=Known, default=Known.UNKNOWN)
    food = models.CharField(_("food"), max_length=10, choices=Known, default=Known.UNKNOWN)
    police_free = models.CharField(
        _("without police"),
        max_length=10,
        choices=Known,
        default=Known.UNKNOWN,
        help_text=_("“Yes” only when no police officer is invited or expected."),
    )

    objects: ClassVar[EventManager] = EventManager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def get_absolute_url(self) -> str:
        """The address in the active language."""
        return reverse("event", args=[self.slug])

    def next_date(self, at: datetime | None = None) -> "EventDate | None":
        """The first of its dates that is not over at a moment (default: now)."""
        at = at or timezone.now()
        return next((each for each in self.dates.all() if each.over_at > at), None)


@reversion.register()
class EventWords(StoryWords):
    """An event's words in one language."""

    master = TranslationsForeignKey(
        Event, related_name="translations", on_delete=models.CASCADE, null=True, editable=False
    )
    area = models.CharField(
        _("rough place"), max_length=80, blank=True, help_text=_("Shown to everybody, so say no more than is safe.")
    )
    cost = models.CharField(_("cost"), max_length=120, blank=True, help_text=_("Only if it is not free."))
    interpretation = models.CharField(
        _("interpretation"), max_length=160, blank=True, help_text=_("Into which languages, and whom to tell.")
    )
    access = models.CharField(
        _("more about access"), max_length=300, blank=True, help_text=_("Hearing, sight, quiet room, toilets, transit.")
    )
    notice = models.CharField(
        _("notice"),
        max_length=200,
        blank=True,
        help_text=_("Stands on top: why it was cancelled, or when the new date will be known."),
    )

    class Meta:
        unique_together = [("language_code", "master")]
        default_permissions = ()
        verbose_name = _("words of an event")


@reversion.register()
class EventDate(models.Model):
    """One date of an event, as staff write it, with the moments that follow from it."""

    # What calendars go by; a date that comes back from history keeps its own.
    NOT_IN_HISTORY = ("sequence", "calendar_state", "calendar_changed_at", "starts_at", "over_at")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="dates")
    day = models.DateField(_("day"))
    starts = models.TimeField(_("from"), null=True, blank=True, help_text=_("Los Angeles time. Empty: all day."))
    ends = models.TimeField(_("until"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True, help_text=_("Empty: the same day."))
    standing = models.CharField(_("does it take place?"), max_length=10, choices=Standing, default=Standing.ON)
    # Derived from the above: when it begins, and when it is over and moves to the archive.
    starts_at = models.DateTimeField(editable=False, db_index=True)
    over_at = models.DateTimeField(editable=False, db_index=True)
    # RFC 5545, 3.8.4.7 and 3.8.7.4: who subscribed to it recognises it, and learns of every change.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    calendar_state = models.CharField(max_length=64, blank=True, editable=False)
    calendar_changed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("starts_at", "pk")
        verbose_name = _("date")
        verbose_name_plural = _("dates")

    def __str__(self) -> str:
        return date_format(self.day, "DATE_FORMAT")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.starts_at = _moment(self.day, self.starts or time())
        last = self.last_day or self.day
        # Without an end it stays among what is coming until its day is over.
        self.over_at = _moment(last, self.ends) if self.ends else _moment(last + timedelta(days=1), time())
        super().save(*args, **kwargs)


def _moment(day: date, at: time) -> datetime:
    """That time of that day in Los Angeles. Of two (when clocks go back) the first."""
    return datetime.combine(day, at, tzinfo=timezone.get_default_timezone()).astimezone(UTC)
