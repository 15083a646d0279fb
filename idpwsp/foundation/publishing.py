"""Draft and published, with the times at which something appears and disappears."""

from datetime import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _


def shown(at: datetime | None = None, way: str = "") -> Q:
    """The condition that readers see a thing at a moment (default: now). ``way`` leads to it: "page__"."""
    at = at or timezone.now()
    # Every question about what readers see begins here. Putting Qs together with operators would copy them each time.
    begun = Q((f"{way}publish_at", None), (f"{way}publish_at__lte", at), _connector=Q.OR)
    not_over = Q((f"{way}unpublish_at", None), (f"{way}unpublish_at__gt", at), _connector=Q.OR)
    return Q(begun, not_over, (f"{way}status", Publishable.Status.PUBLISHED))


class PublishableQuerySet(models.QuerySet):
    """Owns the question "may a reader see it?", so that no view ever asks for a status."""

    def published(self, at: datetime | None = None) -> Self:
        """What readers see at a moment (default: now)."""
        return self.filter(shown(at))

    def withdrawn(self, at: datetime | None = None) -> Self:
        """What readers could see once and no longer can, because its time is over."""
        return self.filter(status=Publishable.Status.PUBLISHED, unpublish_at__lte=at or timezone.now())


class Publishable(models.Model):
    """A thing that staff write first and show later. Subclasses bring a manager of a ``PublishableQuerySet``."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    status = models.CharField(
        _("state"),
        max_length=10,
        choices=Status,
        default=Status.DRAFT,
        help_text=_("Readers see only what is published."),
    )
    publish_at = models.DateTimeField(
        _("appears on"), null=True, blank=True, help_text=_("Los Angeles time. Empty: at once.")
    )
    unpublish_at = models.DateTimeField(
        _("disappears on"), null=True, blank=True, help_text=_("Los Angeles time. Empty: never.")
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.publish_at and self.unpublish_at and self.unpublish_at <= self.publish_at:
            raise ValidationError({"unpublish_at": _("This is before the time at which it appears.")})

    def is_published(self, at: datetime | None = None) -> bool:
        """Whether readers see it at a moment (default: now); the same rule as the queryset's."""
        at = at or timezone.now()
        return (
            self.status == self.Status.PUBLISHED
            and (self.publish_at is None or self.publish_at <= at)
            and (self.unpublish_at is None or self.unpublish_at > at)
        )

    @property
    def is_waiting_draft(self) -> bool:
        """Whether it has a time at which it will not appear, because it is still a draft."""
        return self.status == self.Status.DRAFT and self.publish_at is not None and self.publish_at > timezone.now()

    def coming(self, at: datetime | None = None) -> list[tuple[datetime, str]]:
        """What will happen to it by itself after a moment (default: now): (when, what), the earlier first."""
        at = at or timezone.now()
        moments = ((self.publish_at, str(_("appears"))), (self.unpublish_at, str(_("disappears"))))
        if self.status == self.Status.DRAFT:
            return []
        return [(moment, what) for moment, what in moments if moment and moment > at]

    @property
    def state(self) -> str:
        """What readers see of it, in words for staff."""
        if self.status == self.Status.DRAFT:
            return str(self.Status.DRAFT.label)
        now = timezone.now()
        if self.publish_at and self.publish_at > now:
            return _("Appears on %(time)s") % {"time": _moment(self.publish_at)}
        if self.unpublish_at and self.unpublish_at <= now:
            return _("Taken down on %(time)s") % {"time": _moment(self.unpublish_at)}
        if self.unpublish_at:
            return _("Published until %(time)s") % {"time": _moment(self.unpublish_at)}
        return str(self.Status.PUBLISHED.label)


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def shared_window(*things: Publishable) -> tuple[datetime | None, datetime | None] | None:
    """From when until when readers see all of these at once, with None for no bound; None if they never do."""
    if any(thing.status != Publishable.Status.PUBLISHED for thing in things):
        return None
    begin = max((thing.publish_at for thing in things if thing.publish_at), default=None)
    end = min((thing.unpublish_at for thing in things if thing.unpublish_at), default=None)
    return None if begin and end and end <= begin else (begin, end)
