"""News: articles, and the corrections that show below them."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

import reversion
from django.db import models
from django.db.models import Exists, F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from parler.fields import TranslationsForeignKey

from campaigns.models.campaign import Campaign
from campaigns.models.reply import TakesReplies
from campaigns.models.story import Story, StoryManager, StoryQuerySet, unfinished
from campaigns.models.years import YEARS
from idpwsp.foundation.translation import Translated, TranslatedWords
from resources.models import AddressedWords

# As long as news is new to staff.
RECENT = timedelta(days=90)


class ArticleQuerySet(StoryQuerySet):
    """Articles in the words of visitors and staff."""

    def newest_first(self) -> Self:
        return self.order_by(F("dated").desc(nulls_last=True), "-pk")

    def of_year(self, year: int) -> Self:
        return self.filter(dated__gte=date(year, 1, 1), dated__lte=date(year, 12, 31))

    def in_hand(self, at: datetime | None = None) -> Self:
        """What staff look after: the unfinished ones, and those of the last months. Older ones are left in peace."""
        at = at or timezone.now()
        return self.filter(unfinished(at) | Q(dated__gte=timezone.localdate(at) - RECENT))

    def years(self) -> list[int]:
        """The years that there are articles of, newest first: three questions, however many articles there are."""
        by_day = self.exclude(dated=None).order_by("dated").values_list("dated", flat=True)
        first, last = by_day.first(), by_day.last()
        years = [year for year in reversed(YEARS) if first and last and first.year <= year <= last.year]
        if not years:
            return []
        found = {f"of_{year}": Exists(self.of_year(year)) for year in years}
        of_each = self.order_by().annotate(**found).values_list(*found)[:1].get()
        return [year for year, is_there in zip(years, of_each, strict=True) if is_there]

    def newer_than(self, article: "Article") -> Self:
        """Those that come before it in a list, the nearest first."""
        later = Q(dated__gt=article.day) | Q(dated=article.day, pk__gt=article.pk)
        return self.filter(later).order_by("dated", "pk")

    def older_than(self, article: "Article") -> Self:
        """Those that come after it in a list, the nearest first."""
        earlier = Q(dated__lt=article.day) | Q(dated=article.day, pk__lt=article.pk)
        return self.filter(earlier).order_by("-dated", "-pk")

    def listed(self) -> Self:
        """With what a list shows of them: words and picture."""
        return self.with_words().prefetch_related("picture__translations")

    def whole(self) -> Self:
        """With all that its page shows of itself: words, campaign, corrections, picture."""
        corrections = Correction.objects.prefetch_related("translations")
        campaign = Prefetch("campaign", Campaign.objects.with_words())
        return self.with_words().prefetch_related(
            campaign, Prefetch("corrections", corrections), "picture__translations"
        )


class ArticleManager(StoryManager.from_queryset(ArticleQuerySet)):  # type: ignore[misc]
    """``TranslatableManager`` insists on being the manager itself."""


@reversion.register(follow=["translations", "corrections"])
class Article(TakesReplies, Story):
    """One piece of news at ``/news/<slug>/``."""

    FOLDER = "news"

    campaign = models.ForeignKey(
        Campaign, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles", verbose_name=_("campaign")
    )
    related = models.ManyToManyField(
        "self",
        blank=True,
        verbose_name=_("related articles"),
        help_text=_("None: the newest of the same campaign."),
    )

    objects: ClassVar[ArticleManager] = ArticleManager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        # The list, the archive, and the way to the next and the previous.
        indexes = (
            models.Index(fields=["-dated", "-id"], name="articles_by_day"),
            models.Index(fields=["campaign", "-dated", "-id"], name="articles_of_campaign"),
            models.Index(fields=["status", "publish_at", "unpublish_at", "changed_on"], name="articles_shown"),
        )

    def get_absolute_url(self) -> str:
        """The address in the active language."""
        return reverse("article", args=[self.slug])

    @property
    def feed_url(self) -> str:
        return reverse("feed")

    @property
    def shown_campaign(self) -> Campaign | None:
        """Its campaign, if readers may see that."""
        return self.campaign if self.campaign is not None and self.campaign.is_published() else None

    @property
    def shown_corrections(self) -> list["Correction"]:
        """What was corrected in it, oldest first."""
        return [each for each in self.corrections.all() if each.shown_words]

    @property
    def updated_at(self) -> datetime:
        """When readers last saw a change of it: its appearance, an edit or a correction."""
        return max(self.changed_on, self.publish_at) if self.publish_at else self.changed_on


@reversion.register()
class ArticleWords(AddressedWords):
    """An article's words in one language."""

    master = TranslationsForeignKey(
        Article, related_name="translations", on_delete=models.CASCADE, null=True, editable=False
    )
    signed_by = models.CharField(
        _("signed"), max_length=80, blank=True, help_text=_("Whose words these are. Empty: the organization’s.")
    )

    class Meta:
        unique_together = [("language_code", "master")]
        default_permissions = ()
        verbose_name = _("words of an article")


@reversion.register(follow=["translations"])
class Correction(Translated):
    """What was wrong in an article and what is right. Readers see it below the text."""

    NAME_FIELD = "text"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="corrections")
    made_on = models.DateField(_("corrected on"), default=timezone.localdate)

    class Meta:
        ordering = ("made_on", "pk")
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self) -> str:
        return self.safe_translation_getter(self.NAME_FIELD, any_language=True) or str(self.made_on)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; whoever follows the news by a feed is told that the article has changed."""
        super().save(*args, **kwargs)
        Article.objects.filter(pk=self.article_id).update(changed_on=timezone.now())


@reversion.register()
class CorrectionWords(TranslatedWords):
    master = TranslationsForeignKey(
        Correction, related_name="translations", on_delete=models.CASCADE, null=True, editable=False
    )
    text = models.CharField(_("correction"), max_length=400, help_text=_("What stood here before, and what is right."))

    class Meta:
        unique_together = [("language_code", "master")]
        default_permissions = ()
        verbose_name = _("words of a correction")
