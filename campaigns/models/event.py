"""Events: workshops, meetings and actions, each on one or several dates in Los Angeles time."""

from datetime import datetime
from typing import Any, ClassVar, Self

import reversion
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from parler.fields import TranslationsForeignKey

from campaigns.models.campaign import Campaign
from campaigns.models.event_date import EventDate, Standing
from campaigns.models.story import Story, StoryManager, StoryQuerySet, unfinished
from idpwsp.foundation.translation import SOURCE_LANGUAGE
from resources.models import AddressedWords
from resources.models.service import SPOKEN_LANGUAGES


class EventQuerySet(StoryQuerySet):
    """Events in the words of visitors and staff. A date counts until it is over, not only until it begins."""

    def shown(self) -> Self:
        """What readers see: published, and written at least in English."""
        return self.published().in_language(SOURCE_LANGUAGE)

    def upcoming(self, at: datetime | None = None) -> Self:
        """Those with a date that is not over at a moment (default: now), the soonest first, and last those that have
        no date yet. Each has ``next_at``: when its next date begins, or began."""
        coming = EventDate.objects.upcoming(at)
        following = coming.filter(event=OuterRef("pk")).order_by("starts_at").values("starts_at")
        wanted = Q(pk__in=coming.values("event")) | ~Exists(EventDate.objects.filter(event=OuterRef("pk")))
        return (
            self.filter(wanted)
            .annotate(next_at=Subquery(following[:1]))
            .order_by(F("next_at").asc(nulls_last=True), "pk")
        )

    def past(self, at: datetime | None = None) -> Self:
        """Those whose dates are all over at a moment (default: now), the last first. Each has ``last_at``: when its
        last date began."""
        dates = EventDate.objects.filter(event=OuterRef("pk"))
        return (
            self.filter(Exists(dates), ~Exists(dates.upcoming(at)))
            .annotate(last_at=Subquery(dates.order_by("-starts_at").values("starts_at")[:1]))
            .order_by("-last_at", "-pk")
        )

    def of_year(self, year: int) -> Self:
        """Those with a date that begins in a year."""
        return self.filter(pk__in=EventDate.objects.in_year(year).values("event"))

    def years(self) -> list[int]:
        """The years until now in which any of these has a date, the last first: two questions, however many dates
        there are."""
        first = EventDate.objects.order_by("day").values_list("day", flat=True).first()
        years = range(timezone.localdate().year, first.year - 1, -1) if first else range(0)
        if not years:
            return []
        of_these = EventDate.objects.filter(Exists(self.order_by().filter(pk=OuterRef("event"))))
        found = {f"in_{year}": Exists(of_these.in_year(year)) for year in years}
        in_each = EventDate.objects.order_by().annotate(**found).values_list(*found)[:1].get()
        return [year for year, is_there in zip(years, in_each, strict=True) if is_there]

    def in_hand(self, at: datetime | None = None) -> Self:
        """What staff look after: the unfinished ones, and those with a date that is not over."""
        at = at or timezone.now()
        return self.filter(unfinished(at) | Q(pk__in=EventDate.objects.upcoming(at).values("event")))

    def whole(self) -> Self:
        """With all that its page shows of itself: words, dates, campaign, picture."""
        return self.with_words().prefetch_related("dates", "campaign__translations", "picture__translations")


class EventManager(StoryManager.from_queryset(EventQuerySet)):  # type: ignore[misc]
    """``TranslatableManager`` insists on being the manager itself."""


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
    # What is kept only where everybody may read it: the field that says so → the field that holds it.
    KEPT_IF_PUBLIC: ClassVar[dict[str, str]] = {"place_given": "place", "online_given": "online_url"}

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
        indexes = (models.Index(fields=["status", "publish_at", "unpublish_at", "changed_on"], name="events_shown"),)
        constraints = (
            models.CheckConstraint(name="hidden_place_is_not_kept", condition=Q(place_given="public") | Q(place="")),
            models.CheckConstraint(
                name="hidden_link_is_not_kept", condition=Q(online_given="public") | Q(online_url="")
            ),
        )

    def get_absolute_url(self) -> str:
        """The address in the active language."""
        return reverse("event", args=[self.slug])

    def clean(self) -> None:
        """Refuse a hidden place or link, which is not kept here, and a public one that is missing."""
        super().clean()
        errors = {}
        for given, kept in self.KEPT_IF_PUBLIC.items():
            is_public = getattr(self, given) == self.Given.PUBLIC
            if is_public and not getattr(self, kept):
                errors[kept] = gettext("Fill this in, or choose above that it does not stand on the page.")
            elif getattr(self, kept) and not is_public:
                errors[kept] = gettext(
                    "What does not stand on the page is not kept on this site at all, so that nobody can find it here. "
                    "Empty this field, or choose above that it stands on the page."
                )
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if fields is not None:
            # What is dropped below is dropped in the database too.
            kwargs["update_fields"] = {
                *fields,
                *(kept for given, kept in self.KEPT_IF_PUBLIC.items() if given in fields),
            }
        super().save(*args, **kwargs)

    def drop_hidden(self) -> None:
        """Forget a place and a link that do not stand on the page."""
        for given, kept in self.KEPT_IF_PUBLIC.items():
            if getattr(self, given) != self.Given.PUBLIC:
                setattr(self, kept, "")

    @property
    def effective_standing(self) -> str:
        """Its own standing; where it takes place as a whole, the one that all its dates share."""
        dates = {date.standing for date in self.dates.all()}
        return dates.pop() if self.standing == Standing.ON and len(dates) == 1 else self.standing

    @property
    def coming_dates(self) -> list[EventDate]:
        """Those that are not over."""
        return [date for date in self.dates.all() if not date.is_over()]

    @property
    def is_over(self) -> bool:
        """Whether it had dates and all of them are over."""
        return bool(self.dates.all()) and not self.coming_dates

    @property
    def can_be_joined(self) -> bool:
        """Whether somebody may still ask for its place: it is neither over nor called off as a whole."""
        return not self.is_over and self.effective_standing != Standing.CANCELLED

    @property
    def spoken(self) -> list[tuple[str, str]]:
        """(code, name by its speakers) for each language spoken."""
        return [(code, SPOKEN_LANGUAGES[code]) for code in self.languages if code in SPOKEN_LANGUAGES]

    @property
    def next_date(self) -> EventDate | None:
        """The first of its dates that is not over."""
        return next(iter(self.coming_dates), None)


@reversion.register()
class EventWords(AddressedWords):
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


@receiver(pre_save, sender=Event)
def keep_nothing_hidden(instance: Event, **_kwargs: Any) -> None:
    """On every way into the database, also when history saves raw, past ``save()``."""
    instance.drop_hidden()
