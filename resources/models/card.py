"""Cards: one dated statement each, with its sources."""

import reversion
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from parler.fields import TranslationsForeignKey
from parler.managers import TranslatableManager, TranslatableQuerySet

from idpwsp.foundation import richtext
from idpwsp.foundation.discretion import validate_discreet
from idpwsp.foundation.partial_date import validate_partial_date
from idpwsp.foundation.publishing import Publishable, PublishableQuerySet
from idpwsp.foundation.translation import Translated, TranslatedWords
from resources.models.checked import Checked, Jurisdiction, Source
from resources.models.page import Page


class CardQuerySet(PublishableQuerySet, TranslatableQuerySet):
    """Cards in the words of visitors and staff."""


class CardManager(TranslatableManager.from_queryset(CardQuerySet)):  # type: ignore[misc]
    """``TranslatableManager`` insists on being the manager itself."""


@reversion.register(follow=["translations", "sources"])
class Card(Publishable, Checked, Translated):
    """One statement: what holds, where, since when, who says so, and when we last looked."""

    NAME_FIELD = "title"

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="cards", verbose_name=_("page"))
    key = models.SlugField(
        _("name in the address"),
        max_length=40,
        validators=[
            validate_discreet,
            # Places of the page itself.
            RegexValidator(r"^(?!main$|onpage$|live$|part-\d|g-)", _("The page needs this name for itself.")),
        ],
        help_text=_("A link to this card ends in it: “seven-years”. English, short and discreet."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    jurisdiction = models.CharField(_("where it holds"), max_length=16, choices=Jurisdiction)
    since = models.CharField(
        _("since"),
        max_length=10,
        blank=True,
        validators=[validate_partial_date],
        help_text=_("When it began or happened: 2013, 2013-12 or 2013-12-31. Empty if not known."),
    )

    objects = CardManager()

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

    def __str__(self) -> str:
        return self.safe_translation_getter(self.NAME_FIELD, any_language=True) or self.key

    def get_absolute_url(self) -> str:
        return f"{self.page.get_absolute_url()}#{self.key}"

    @property
    def year(self) -> str:
        return self.since[:4]


@reversion.register()
class CardWords(TranslatedWords):
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
    title = models.CharField(_("statement"), max_length=100)
    body = richtext.RichTextField(_("text"))

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
