"""Pages, their words, and the doors of the home page."""

from itertools import groupby
from typing import Any, Self

import reversion
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch, Value
from django.db.models.functions import StrIndex
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from parler.fields import TranslationsForeignKey
from parler.managers import TranslatableManager, TranslatableQuerySet

from idpwsp.foundation import richtext
from idpwsp.foundation.addresses import Addressed
from idpwsp.foundation.discretion import validate_discreet
from idpwsp.foundation.publishing import Publishable, PublishableQuerySet
from idpwsp.foundation.translation import Translated, TranslatedWords, shown_words
from resources.models.picture import Picture
from resources.models.words import AddressedWords


class Section(models.TextChoices):
    """The rooms of the site, in the order of its menu. A section's landing page has the section's name."""

    HOME = "home", _("Home")
    RIGHTS = "rights", _("Your rights")
    HELP = "help", _("Find help")
    FACTS = "facts", _("The facts")
    ABOUT = "about", _("About us")
    TAKE_PART = "take-part", _("Take part")
    CONTACT = "contact", _("Talk to us")
    SITE = "site", _("This site")


class PageQuerySet(PublishableQuerySet, TranslatableQuerySet):
    """Pages in the words of visitors and staff."""

    def in_menu(self) -> Self:
        """The landing pages, in the order of the menu."""
        sections = [section for section in Section.values if section not in (Section.HOME, Section.SITE)]
        # Their addresses, under which they are looked up, would do but for a page of another section with that slug.
        return self.filter(address__in=[f"{each}/" for each in sections], slug=models.F("section"))

    def in_section(self, section: str) -> Self:
        """Those of one section, in the order that staff gave."""
        return self.filter(section=section).order_by("order", "pk")

    def by_section(self) -> Self:
        """In the order of the menu, and within a section in the order that staff gave."""
        # Where its name stands among the names of all, none of which holds another.
        place = StrIndex(Value(" ".join(Section.values)), "section")
        return self.order_by(place, "order", "pk")

    def with_words(self) -> Self:
        return self.prefetch_related("translations")

    def whole(self) -> Self:
        """With what every page may show: words, cards with their words in the active language and sources, picture."""
        from resources.models.card import Card

        cards = Card.objects.prefetch_related(shown_words(Card), "sources")
        return self.with_words().prefetch_related(Prefetch("cards", cards), "picture__translations")

    def in_language(self, code: str) -> Self:
        """Those that have words in a language."""
        return self.filter(translations__language_code=code)


class PageManager(TranslatableManager.from_queryset(PageQuerySet)):  # type: ignore[misc]
    """``TranslatableManager`` insists on being the manager itself."""


@reversion.register(follow=["translations", "cards", "doors"])
class Page(Addressed, Publishable, Translated):
    """One address of the site. Its cards, if any, stand below its body."""

    NAME_FIELD = "menu_title"

    section = models.CharField(_("section"), max_length=12, choices=Section)
    slug = models.SlugField(
        _("last part of the address"),
        max_length=40,
        validators=[validate_discreet],
        help_text=_("English, short and discreet, shared by all languages: “compensation”."),
    )
    at_root = models.BooleanField(
        _("stands at the top of the site"),
        default=False,
        editable=False,
        help_text=_("/speaker/ rather than /take-part/speaker/"),
    )
    # Derived from the three above. Unique, because two pages cannot stand at one address.
    address = models.CharField(max_length=60, unique=True, editable=False)
    order = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("Smaller numbers come first in the section.")
    )
    picture = models.ForeignKey(
        Picture,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="pages",
        verbose_name=_("lead picture"),
        help_text=_("Stands above the text."),
    )
    to_confirm = models.TextField(
        _("to confirm before launch"),
        blank=True,
        help_text=_("What somebody still has to confirm. Listed on the front page for staff until emptied."),
    )
    changed_on = models.DateTimeField(auto_now=True)

    objects = PageManager()

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        # The list of a section, read in its order and counted from the index alone.
        indexes = (
            models.Index(
                fields=["section", "status", "order", "id", "publish_at", "unpublish_at"], name="pages_of_a_section"
            ),
            models.Index(fields=["status", "publish_at", "unpublish_at", "changed_on"], name="pages_shown"),
        )

    def __str__(self) -> str:
        return self.safe_translation_getter(self.NAME_FIELD, any_language=True) or self.address or self.slug

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.address = self._address()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        taken = Page.objects.filter(address=self._address()).exclude(pk=self.pk)
        if self.slug and self.section and taken.exists():
            raise ValidationError({"slug": _("Another page of this section has this address already.")})
        if self.slug and self.section:
            self._clean_address()

    def _clean_address(self) -> None:
        """Raises ``ValidationError`` where the site would not look for a page."""
        try:
            with translation.override(settings.LANGUAGE_CODE):
                match = resolve(f"/{self._address()}")
        except Resolver404:
            raise ValidationError({"slug": _("Use small letters, digits and hyphens alone.")}) from None
        # A view that stands on a page says on which: the page itself, or a form with the page's words around it.
        if match.kwargs.get("address") != self._address():
            raise ValidationError({"slug": _("The site needs this address for itself. Choose another.")})

    def _address(self) -> str:
        if self.is_home:
            return ""
        return f"{self.slug}/" if self.at_root else f"{self.section}/{self.slug}/"

    def get_absolute_url(self) -> str:
        """The address in the active language."""
        return reverse("page", kwargs={"address": self.address})

    @property
    def is_home(self) -> bool:
        return self.section == Section.HOME

    @property
    def is_landing(self) -> bool:
        """Whether it opens its section and lists the section's pages."""
        return self.at_root and self.slug == self.section

    @property
    def template_names(self) -> list[str]:
        """A few pages show more than words, and have a template of their own: that of their address."""
        return [f"resources/own/{(self.address or self.slug).rstrip('/')}.html", "resources/page.html"]

    @property
    def is_calm(self) -> bool:
        """Whether it is for people in trouble or about their safety: the same look, quieter (DESIGN, section 10)."""
        return self.section in (Section.HELP, Section.RIGHTS, Section.CONTACT, Section.SITE)

    @property
    def asks_for_a_call(self) -> bool:
        """Whether its reader's next step is to call or write to us, so that phone and post come first."""
        return self.section == Section.CONTACT or (self.section == Section.TAKE_PART and not self.is_landing)

    @property
    def may_name_us(self) -> bool:
        """Whether share cards and structured data may hold the full name: home and about alone (DESIGN, section 5)."""
        return self.section in (Section.HOME, Section.ABOUT)

    @property
    def is_information(self) -> bool:
        """Whether it says once that it is information and not legal advice."""
        return self.section == Section.RIGHTS

    @property
    def shown_picture(self) -> Picture | None:
        """Its lead picture, if readers may see it."""
        return self.picture if self.picture is not None and self.picture.is_shown else None

    def open_doors(self) -> list["Door"]:
        """The ways in from it that lead somewhere, with their words."""
        doors = self.doors.select_related("target").prefetch_related(shown_words(Door))
        return [door for door in doors if door.target.is_published()]

    def shown_cards(self, drafts: bool = False) -> list[Any]:
        """Its cards as readers see them now; for a preview, with the drafts."""
        return [card for card in self.cards.all() if drafts or card.is_published()]


@reversion.register()
class PageWords(AddressedWords):
    """A page's words in one language."""

    master = TranslationsForeignKey(
        Page, related_name="translations", on_delete=models.CASCADE, null=True, editable=False
    )
    topics = models.TextField(
        _("how the A–Z lists this page"),
        max_length=400,
        blank=True,
        help_text=_("One topic a line. Empty: the short title."),
    )

    FINDING_FIELDS = ("search_words", "topics")

    class Meta:
        unique_together = [("language_code", "master")]
        default_permissions = ()
        verbose_name = _("words of a page")

    @property
    def listed_as(self) -> list[str]:
        """Its topics in the A–Z."""
        return [line.strip() for line in self.topics.splitlines() if line.strip()] or [self.menu_title]

    @property
    def outline(self) -> list[tuple[str, str]]:
        """Headings of the body, as (fragment, words)."""
        return richtext.outline(self.body)


@reversion.register(follow=["translations"])
class Door(Translated):
    """A way in from the home page: a few words on a link to a page."""

    NAME_FIELD = "label"

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="doors")
    target = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("leads to"))
    order = models.PositiveSmallIntegerField(_("order"), default=10)

    class Meta:
        ordering = ("order", "pk")
        verbose_name = _("way in")
        verbose_name_plural = _("ways in")

    def __str__(self) -> str:
        return self.safe_translation_getter(self.NAME_FIELD, any_language=True) or str(self.target)


@reversion.register()
class DoorWords(TranslatedWords):
    master = TranslationsForeignKey(
        Door, related_name="translations", on_delete=models.CASCADE, null=True, editable=False
    )
    label = models.CharField(_("label"), max_length=40)
    text = models.CharField(_("text"), max_length=100, blank=True)

    class Meta:
        unique_together = [("language_code", "master")]
        default_permissions = ()
        verbose_name = _("words of a way in")


def in_groups(cards: list[Any]) -> list[tuple[str, list[Any]]]:
    """Cards under their group headings: a card with a heading opens a group, the ones after it belong there."""
    heading = ""

    def current(card: Any) -> str:
        nonlocal heading
        heading = card.shown_words.heading or heading
        return heading

    return [(words, list(group)) for words, group in groupby(cards, current)]
