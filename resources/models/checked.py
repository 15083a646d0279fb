"""What cards and services share: where a statement comes from, how sure we are, and when somebody last looked."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NamedAddress(NamedTuple):
    """A source as a page shows it."""

    title: str
    url: str


class Jurisdiction(models.TextChoices):
    """Where a statement holds."""

    SAN_FRANCISCO = "san-francisco", _("San Francisco")
    LOS_ANGELES = "los-angeles", _("Los Angeles")
    CALIFORNIA = "california", _("California")
    UNITED_STATES = "united-states", _("United States")
    NEW_ZEALAND = "new-zealand", _("New Zealand")
    WORLDWIDE = "worldwide", _("Worldwide")


class Checked(models.Model):
    """A statement that somebody checked, and that is to be checked again."""

    class Certainty(models.TextChoices):
        """As in the checked facts: an uncertain one stays a draft, a doubtful one is not kept at all."""

        HIGH = "high", _("High: an official text, or two sources that agree")
        MEDIUM = "medium", _("Medium: one source; confirm before it is published")

    class Basis(models.TextChoices):
        """What it was compared with: readers are told, because a saved copy can be old."""

        COPY = "copy", _("a saved copy of the source")
        SOURCE = "source", _("the source itself")

    certainty = models.CharField(_("certainty"), max_length=6, choices=Certainty, default=Certainty.HIGH)
    checked_on = models.DateField(_("last checked"))
    checked_against = models.CharField(_("checked against"), max_length=6, choices=Basis, default=Basis.SOURCE)
    check_due = models.DateField(
        _("next check due"), help_text=_("After this day the page tells readers that it may be out of date.")
    )
    fact_numbers = models.CharField(
        _("fact numbers"),
        max_length=80,
        blank=True,
        help_text=_("The numbers of the checked facts behind this, for staff."),
    )
    to_confirm = models.TextField(
        _("to confirm before launch"),
        blank=True,
        help_text=_("What somebody still has to confirm. Listed on the front page for staff until emptied."),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.checked_on and self.check_due and self.check_due <= self.checked_on:
            raise ValidationError({"check_due": _("The next check must be later than the last one.")})

    @property
    def named_sources(self) -> tuple[NamedAddress, ...]:
        sources: Any = self.sources  # type: ignore[attr-defined]  # those of the subclass
        return tuple(NamedAddress(each.title, each.url) for each in sources.all())

    def is_overdue(self, today: date | None = None) -> bool:
        """Whether the day of its next check is past, in Los Angeles."""
        return self.check_due < (today or timezone.localdate())


class Source(models.Model):
    """Where a statement comes from: a name and an address."""

    title = models.CharField(_("title"), max_length=250)
    url = models.URLField(_("address"), max_length=500)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.title

    @staticmethod
    def line_of(values: Mapping[str, Any]) -> str:
        """A source as staff write it, and as history shows it: one line."""
        return f"{values['title']} {values['url']}"
