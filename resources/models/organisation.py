"""The organisation's own details: one row, which every page shows a part of."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar

import reversion
from django.db import DatabaseError, models
from django.utils.translation import gettext_lazy as _
from parler.fields import TranslationsForeignKey

from idpwsp.foundation.discretion import validate_discreet, validate_encrypted
from idpwsp.foundation.page_cache.remembering import remembered
from idpwsp.foundation.translation import Translated, TranslatedWords


@dataclass(frozen=True)
class Details:
    """What readers see of it, in one language."""

    short_name: str
    phone: str
    post_box: str
    donation_url: str
    exit_url: str
    exit_name: str
    founded: int
    name: str = ""
    tagline: str = ""
    partners: str = ""
    funder_credit: str = ""
    cheque_wording: str = ""


@reversion.register(follow=["translations"])
class Organisation(Translated):
    """Name, phone, post box, exit site. Nothing of this stands in a template."""

    NAME_FIELD = "name"

    short_name = models.CharField(
        _("short name"),
        max_length=20,
        default="IDPWSP",
        validators=[validate_discreet],
        help_text=_("For the browser’s tab. It must not give a reader away."),
    )
    phone = models.CharField(_("phone"), max_length=30)
    post_box = models.TextField(_("post box"), max_length=200)
    donation_url = models.URLField(_("donation link"), max_length=300, blank=True, validators=[validate_encrypted])
    exit_url = models.URLField(
        _("exit site"),
        max_length=300,
        default="https://www.weather.gov/",
        validators=[validate_encrypted],
        help_text=_("Where “Leave this site” leads. A dull site that anybody may have open, and that opens fast."),
    )
    exit_name = models.CharField(_("name of the exit site"), max_length=60, default="weather.gov")
    founded = models.PositiveSmallIntegerField(_("founded in"), default=1998)
    to_confirm = models.TextField(
        _("to confirm before launch"),
        blank=True,
        help_text=_("One item a line. Listed on the front page for staff until emptied."),
    )

    # The row as it was last read: the way out must work even while the database does not.
    _last_read: "ClassVar[Organisation | None]" = None

    class Meta:
        verbose_name = _("our own details")
        verbose_name_plural = _("our own details")

    def __str__(self) -> str:
        return self.safe_translation_getter(self.NAME_FIELD, any_language=True) or "IDPWSP"

    @classmethod
    def current(cls) -> "Organisation":
        """The one row; as last read while the database cannot be, with defaults where there is none."""
        try:
            cls._last_read = cls.objects.prefetch_related("translations").first() or cls()
        except DatabaseError:
            return cls._last_read or cls()
        return cls._last_read

    @staticmethod
    @remembered
    def shown() -> Details:
        """What readers see of the current one, in the active language."""
        return Organisation.current().details

    @classmethod
    def last_read(cls) -> Details | None:
        """What readers see of the row as this process last read it, without asking the database."""
        return cls._last_read and cls._last_read.details

    @property
    def details(self) -> Details:
        """What readers see of it, in the language in which it was read."""
        details: dict[str, Any] = {each.name: getattr(self, each.name, "") for each in fields(Details)}
        return Details(**details)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pk = 1
        super().save(*args, **kwargs)


@reversion.register()
class OrganisationWords(TranslatedWords):
    master = TranslationsForeignKey(
        Organisation, related_name="translations", on_delete=models.CASCADE, null=True, editable=False
    )
    name = models.CharField(_("name"), max_length=120)
    tagline = models.CharField(_("one line about us"), max_length=200, blank=True)
    partners = models.TextField(_("the collaboration"), max_length=400, blank=True)
    funder_credit = models.TextField(_("funder’s credit"), max_length=400, blank=True)
    cheque_wording = models.TextField(_("how to make out a check"), max_length=400, blank=True)

    class Meta:
        unique_together = [("language_code", "master")]
        default_permissions = ()
        verbose_name = _("words of our details")
