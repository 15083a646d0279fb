"""Campaigns: what is demanded, where it stands, and the steps on the way, each with its sources."""

from typing import ClassVar, Self

import reversion
from django.db import models
from django.db.models import Case, Prefetch, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from parler.fields import TranslationsForeignKey
from parler.managers import TranslatableManager, TranslatableQuerySet

from campaigns.models.reply import TakesReplies
from campaigns.models.story import Story, StoryManager, StoryQuerySet
from idpwsp.foundation import richtext
from idpwsp.foundation.publishing import PublishableQuerySet
from resources.models import AddressedWords, Page, Source, Statement, StatementWords


class CampaignQuerySet(StoryQuerySet):
    """Campaigns in the words of visitors and staff."""

    def by_standing(self) -> Self:
        """Those that go on first, then what was won; among these in the order that staff gave."""
        place = Case(*(When(standing=standing, then=at) for at, standing in enumerate(Campaign.Standing.values)))
        return self.order_by(place, "order", "pk")

    def whole(self) -> Self:
        """With what its page shows of itself however long its timeline is: words and picture."""
        return self.with_words().prefetch_related("picture__translations")


class CampaignManager(StoryManager.from_queryset(CampaignQuerySet)):  # type: ignore[misc]
    """``TranslatableManager`` insists on being the manager itself."""


@reversion.register(follow=["translations", "steps"])
class Campaign(TakesReplies, Story):
    """One campaign at ``/campaigns/<slug>/``. Its news, events, endorsements and replies point to it."""

    class Standing(models.TextChoices):
        GOING_ON = "going-on", _("Going on")
        WON = "won", _("Won")
        PAUSED = "paused", _("Paused")

    FOLDER = "campaigns"

    standing = models.CharField(_("how it stands"), max_length=10, choices=Standing, default=Standing.GOING_ON)
    order = models.PositiveSmallIntegerField(_("order"), default=100, help_text=_("Smaller numbers come first."))
    rests_on = models.ManyToManyField(
        Page,
        blank=True,
        related_name="+",
        verbose_name=_("pages it rests on"),
        help_text=_("Facts and rights that it leads to."),
    )
    takes_endorsements = models.BooleanField(
        _("people and groups can sign"), default=True, help_text=_("Without it, who has signed stays shown.")
    )

    objects: ClassVar[CampaignManager] = CampaignManager()

    class Meta:
        ordering = ("order", "pk")
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")

    def get_absolute_url(self) -> str:
        """The address in the active language."""
        return reverse("campaign", args=[self.slug])

    @property
    def feed_url(self) -> str:
        return reverse("campaign_feed", args=[self.slug])


@reversion.register()
class CampaignWords(AddressedWords):
    """A campaign's words in one language. ``body`` says why."""

    master = TranslationsForeignKey(
        Campaign, related_name="translations", on_delete=models.CASCADE, null=True, editable=False
    )
    demand = models.CharField(_("demand"), max_length=200, help_text=_("What we ask for, in one sentence."))
    action = richtext.RichTextField(_("what you can do now"), blank=True)

    class Meta:
        unique_together = [("language_code", "master")]
        default_permissions = ()
        verbose_name = _("words of a campaign")

    @property
    def outline(self) -> list[tuple[str, str]]:
        """Headings of the body, as (fragment, words)."""
        return richtext.outline(self.body)


class StepQuerySet(PublishableQuerySet, TranslatableQuerySet):
    """Steps in the words of visitors and staff."""

    def won(self) -> Self:
        """What was won, on campaigns that readers see, oldest first."""
        return self.published().filter(is_victory=True, campaign__in=Campaign.objects.published().values("pk"))

    def whole(self) -> Self:
        """With all that is shown of it away from its campaign: words, sources, and the campaign's words."""
        campaign = Prefetch("campaign", Campaign.objects.with_words())
        return self.prefetch_related("translations", "sources", campaign)


class StepManager(TranslatableManager.from_queryset(StepQuerySet)):  # type: ignore[misc]
    """``TranslatableManager`` insists on being the manager itself."""


@reversion.register(follow=["translations", "sources"])
class Step(Statement):
    """One dated step of a campaign's timeline, with its sources. What was won is told from these alone."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="steps", verbose_name=_("campaign"))
    is_victory = models.BooleanField(
        _("a victory"), default=False, help_text=_("Also stands on the page “What we have won”.")
    )

    objects: ClassVar[StepManager] = StepManager()

    class Meta:
        # Dates of reduced precision sort as text: "2013" before "2013-12".
        ordering = ("since", "pk")
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "key"],
                name="one_step_a_key",
                violation_error_message=_("Another step of this campaign has this name already."),
            ),
        )

    def get_absolute_url(self) -> str:
        return f"{self.campaign.get_absolute_url()}#{self.key}"

    @property
    def won_fragment(self) -> str:
        """Its place on the page “What we have won”, where steps of several campaigns stand."""
        return f"{self.campaign.slug}-{self.key}"


@reversion.register()
class StepWords(StatementWords):
    """A step's words in one language."""

    master = TranslationsForeignKey(
        Step, related_name="translations", on_delete=models.CASCADE, null=True, editable=False
    )

    class Meta:
        unique_together = [("language_code", "master")]
        default_permissions = ()
        verbose_name = _("words of a step")


@reversion.register()
class StepSource(Source):
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="sources")

    class Meta(Source.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
