"""The help directory: who to turn to, by need. Facts stand once, words once a language."""

from dataclasses import dataclass
from datetime import date

import reversion
from django.db import models
from django.utils.translation import gettext_lazy as _
from parler.fields import TranslationsForeignKey
from parler.managers import TranslatableManager, TranslatableQuerySet

from idpwsp.foundation.discretion import validate_discreet
from idpwsp.foundation.publishing import Publishable, PublishableQuerySet
from idpwsp.foundation.translation import Translated, TranslatedWords
from resources.models.checked import Checked, NamedAddress, Source
from resources.models.words import SEARCH_WORDS_HELP

# What a helper may speak; wider than the languages of the site. Names by their speakers.
SPOKEN_LANGUAGES = {
    "en": "English",
    "es": "Español",
    "zh": "中文",
    "tl": "Tagalog",
    "vi": "Tiếng Việt",
}


@reversion.register(follow=["translations"])
class Need(Translated):
    """What somebody looks for: someone to talk to now, money after a crime, a lawyer."""

    NAME_FIELD = "title"

    key = models.SlugField(_("name in the address"), max_length=30, unique=True, validators=[validate_discreet])
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ("order", "pk")
        verbose_name = _("need")
        verbose_name_plural = _("needs")

    def __str__(self) -> str:
        return self.safe_translation_getter(self.NAME_FIELD, any_language=True) or self.key


@reversion.register()
class NeedWords(TranslatedWords):
    master = TranslationsForeignKey(
        Need, related_name="translations", on_delete=models.CASCADE, null=True, editable=False
    )
    title = models.CharField(_("title"), max_length=60)
    intro = models.TextField(_("introduction"), max_length=300, blank=True)

    class Meta:
        unique_together = [("language_code", "master")]
        default_permissions = ()
        verbose_name = _("words of a need")


class ServiceQuerySet(PublishableQuerySet, TranslatableQuerySet):
    """Services in the words of visitors and staff."""


class ServiceManager(TranslatableManager.from_queryset(ServiceQuerySet)):  # type: ignore[misc]
    """``TranslatableManager`` insists on being the manager itself."""


@reversion.register(follow=["translations", "sources"])
class Service(Publishable, Checked, Translated):
    """Somebody to turn to. What is not known is said so: the reader asks them."""

    NAME_FIELD = "name"

    class Police(models.TextChoices):
        NONE = "none", _("No police unless you ask")
        POSSIBLE = "possible", _("May tell the police. Ask first")
        IS_POLICE = "is-police", _("Works for the government or the police")
        UNKNOWN = "unknown", _("Not known. Ask them")

    class Cost(models.TextChoices):
        FREE = "free", _("Free")
        UNKNOWN = "unknown", _("Not known. Ask them")

    class AsksID(models.TextChoices):
        NO = "no", _("No ID needed")
        YES = "yes", _("Asks for ID")
        UNKNOWN = "unknown", _("Not known. Ask them")

    key = models.SlugField(_("name in the address"), max_length=40, unique=True)
    needs = models.ManyToManyField(Need, related_name="services", verbose_name=_("needs"))
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    phone = models.CharField(_("phone"), max_length=30, blank=True, help_text=_("As readers know it: 800-777-9229."))
    text_number = models.CharField(_("number for text messages"), max_length=30, blank=True)
    web = models.URLField(_("website"), max_length=300, blank=True)
    always_open = models.BooleanField(_("open day and night"), default=False)
    cost = models.CharField(_("cost"), max_length=10, choices=Cost, default=Cost.UNKNOWN)
    asks_id = models.CharField(_("asks for ID"), max_length=10, choices=AsksID, default=AsksID.UNKNOWN)
    police = models.CharField(_("police"), max_length=10, choices=Police, default=Police.UNKNOWN)
    languages = models.JSONField(_("languages spoken"), default=list, blank=True)

    objects = ServiceManager()
    # Whether it stands nowhere further up on the page.
    is_first = True

    class Meta:
        ordering = ("order", "pk")
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def __str__(self) -> str:
        return self.safe_translation_getter(self.NAME_FIELD, any_language=True) or self.key

    @property
    def fragment(self) -> str:
        """Its place on the help page. By number: a fragment stands in the history, and a name could give away."""
        return f"entry-{self.pk}"

    @property
    def spoken(self) -> tuple[tuple[str, str], ...]:
        """(code, name by its speakers) for each language spoken."""
        return tuple((code, SPOKEN_LANGUAGES[code]) for code in self.languages if code in SPOKEN_LANGUAGES)

    @property
    def entry(self) -> "ShownService":
        """All that the directory shows of it, in the active language."""
        words = self.shown_words
        return ShownService(
            fragment=self.fragment if self.is_first else "",
            is_translated=self.words is not None,
            is_published=self.is_published(),
            is_overdue=self.is_overdue(),
            name=words.name,
            summary=words.summary,
            who_for=words.who_for,
            hours_note=words.hours_note,
            police_note=words.police_note,
            phone=self.phone,
            text_number=self.text_number,
            web=self.web,
            always_open=self.always_open,
            cost=str(self.Cost(self.cost).label),
            police=str(self.Police(self.police).label),
            asks_id="" if self.asks_id == self.AsksID.UNKNOWN else str(self.AsksID(self.asks_id).label),
            spoken=self.spoken,
            sources=self.named_sources,
            checked_against=self.checked_against,
            checked_on=self.checked_on,
            check_due=self.check_due,
        )


@dataclass(frozen=True)
class ShownService:
    """A service on the page. Values alone, so that what looks alike is rendered once."""

    # Empty where it stands further up as well, which is where links lead.
    fragment: str
    is_translated: bool
    is_published: bool
    is_overdue: bool
    name: str
    summary: str
    who_for: str
    hours_note: str
    police_note: str
    phone: str
    text_number: str
    web: str
    always_open: bool
    cost: str
    police: str
    asks_id: str
    spoken: tuple[tuple[str, str], ...]
    sources: tuple[NamedAddress, ...]
    checked_against: str
    checked_on: date
    check_due: date


@reversion.register()
class ServiceWords(TranslatedWords):
    master = TranslationsForeignKey(
        Service, related_name="translations", on_delete=models.CASCADE, null=True, editable=False
    )
    name = models.CharField(_("name"), max_length=150)
    summary = models.TextField(_("what they do"), max_length=500)
    who_for = models.CharField(_("who it is for"), max_length=400, blank=True)
    hours_note = models.CharField(_("hours"), max_length=300, blank=True)
    police_note = models.TextField(_("about the police"), max_length=500, blank=True)
    search_words = models.TextField(
        _("words people search for"), max_length=600, blank=True, help_text=SEARCH_WORDS_HELP
    )

    FINDING_FIELDS = ("search_words",)

    class Meta:
        unique_together = [("language_code", "master")]
        default_permissions = ()
        verbose_name = _("words of a service")


@reversion.register()
class ServiceSource(Source):
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="sources")

    class Meta(Source.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
