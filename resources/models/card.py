"""Cards: one dated statement each, with its sources."""

from typing import ClassVar

import reversion
from django.db import models
from django.utils.translation import gettext_lazy as _
from parler.fields import TranslationsForeignKey
from parler.managers import TranslatableManager, TranslatableQuerySet

from idpwsp.foundation.publishing import PublishableQuerySet
from resources.models.checked import Source
from resources.models.page import Page
from resources.models.statement import Statement, StatementWords


class CardQuerySet(PublishableQuerySet, TranslatableQuerySet):
    """Cards in the words of visitors and staff."""


class CardManager(TranslatableManager.from_queryset(CardQuerySet)):  # type: ignore[misc]
    """``TranslatableManager`` insists on being the manager itself."""


@reversion.register(follow=["translations", "sources"])
class Card(Statement):
    """One statement of a page: what holds, where, since when, who says so, and when we last looked."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="cards", verbose_name=_("page"))
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    objects: ClassVar[CardManager] = CardManager()

    class Meta:
        ordering = ("order", "pk")
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        constraints = (
            models.UniqueConstraint(
                fields=["page", "key"],
                name="one_card_a_key",
                violation_error_message=_("Another card of this page has this name already."),
            ),
        )

    def get_absolute_url(self) -> str:
        return f"{self.page.get_absolute_url()}#{self.key}"


@reversion.register()
class CardWords(StatementWords):
    """A card's words in one language."""

    master = TranslationsForeignKey(
        Card, related_name="translations", on_delete=models.CASCADE, null=True, editable=False
    )
    heading = models.CharField(
        _("heading above"),
        max_length=60,
        blank=True,
        help_text=_("Opens a group of cards under this heading. Empty: the card belongs to the group before."),
    )

    class Meta:
        unique_together = [("language_code", "master")]
        default_permissions = ()
        verbose_name = _("words of a card")


@reversion.register()
class CardSource(Source):
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="sources")

    class Meta(Source.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
