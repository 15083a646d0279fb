"""What campaigns, articles and events share: an address, words, a picture, and a day that stands above them."""

import uuid
from datetime import date, datetime
from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from parler.managers import TranslatableManager, TranslatableQuerySet

from campaigns.models.years import validate_year
from idpwsp.foundation.addresses import Addressed
from idpwsp.foundation.discretion import validate_discreet
from idpwsp.foundation.publishing import Publishable, PublishableQuerySet
from idpwsp.foundation.translation import Translated
from resources.models import Picture


class StoryQuerySet(PublishableQuerySet, TranslatableQuerySet):
    """Campaigns, articles and events in the words of visitors and staff."""

    def with_words(self) -> Self:
        return self.prefetch_related("translations")

    def in_language(self, code: str) -> Self:
        """Those that have words in a language."""
        return self.filter(translations__language_code=code)


def unfinished(at: datetime) -> Q:
    """What staff still have in hand: drafts, what will appear or disappear after a moment, what is to be confirmed."""
    is_draft = Q(status=Publishable.Status.DRAFT)
    return is_draft | Q(publish_at__gt=at) | Q(unpublish_at__gt=at) | ~Q(to_confirm="")


class StoryManager(TranslatableManager.from_queryset(StoryQuerySet)):  # type: ignore[misc]
    """``TranslatableManager`` insists on being the manager itself."""


class Story(Addressed, Publishable, Translated):
    """Something with an address of its own below ``FOLDER``. Subclasses bring a manager of a ``StoryQuerySet``."""

    NAME_FIELD = "menu_title"
    # The first part of its address: "news".
    FOLDER: str

    slug = models.SlugField(
        _("last part of the address"),
        max_length=50,
        unique=True,
        validators=[
            validate_discreet,
            # Other things stand at these addresses: a year’s archive, a feed, a calendar.
            RegexValidator(r"^(?!\d+$|feed$|calendar$)[a-z0-9-]+$", _("Use small letters, digits and hyphens.")),
        ],
        help_text=_("English, short and discreet, shared by all languages: “claims-reopened”."),
    )
    picture = models.ForeignKey(
        Picture,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead picture"),
        help_text=_("Stands above the text, with its own caption and credit."),
    )
    to_confirm = models.TextField(
        _("to confirm before launch"),
        blank=True,
        help_text=_("What somebody still has to confirm. Listed on the front page for staff until emptied."),
    )
    changed_on = models.DateTimeField(auto_now=True)
    # By this it is known elsewhere (in feeds), for good, whatever becomes of its address and our host.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.safe_translation_getter(self.NAME_FIELD, any_language=True) or self.slug

    @property
    def address(self) -> str:
        return f"{self.FOLDER}/{self.slug}/"

    @property
    def feed_url(self) -> str:
        """The feed by which readers follow it, in the active language; empty where there is none."""
        return ""

    @property
    def shown_picture(self) -> Picture | None:
        """Its lead picture, if readers may see it."""
        return self.picture if self.picture is not None and self.picture.is_shown else None


class Dated(models.Model):
    """A ``Publishable`` with the day on which it appeared, which staff may correct."""

    dated = models.DateField(
        _("date"),
        null=True,
        blank=True,
        validators=[validate_year],
        help_text=_("Empty: the day on which it appears."),
    )

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.status == Publishable.Status.PUBLISHED:  # type: ignore[attr-defined]
            self.dated = self.day
        super().save(*args, **kwargs)

    @property
    def day(self) -> date:
        """Its date; of a draft, the day on which it would appear."""
        at = self.publish_at  # type: ignore[attr-defined]
        return self.dated or timezone.localdate(at or timezone.now())
