"""The help directory: who to turn to, by need. Facts stand once, words once a language."""

import reversion
from django.db import models
from django.utils.translation import gettext_lazy as _
from parler.fields import TranslationsForeignKey
from parler.managers import TranslatableManager, TranslatableQuerySet

from idpwsp.foundation.discretion import validate_discreet
from idpwsp.foundation.publishing import Publishable, PublishableQuerySet
from idpwsp.foundation.translation import Translated, TranslatedWords
from resources.models.checked import Checked, Source
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
    def spoken(self) -> list[tuple[str, str]]:
        """(code, name by its speakers) for each language spoken."""
        return [(code, SPOKEN_LANGUAGES[code]) for code in self.languages if code in SPOKEN_LANGUAGES]


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
