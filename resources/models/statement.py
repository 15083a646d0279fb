"""A dated statement with its sources: what cards say of a law or a fact, and steps of what happened."""

from dataclasses import dataclass
from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from idpwsp.foundation import richtext
from idpwsp.foundation.discretion import validate_discreet
from idpwsp.foundation.partial_date import validate_partial_date
from idpwsp.foundation.publishing import Publishable
from idpwsp.foundation.translation import Translated, TranslatedWords
from resources.models.checked import Checked, Jurisdiction, NamedAddress


@dataclass(frozen=True)
class Facts:
    """What a page shows of a statement beside its text. Values alone, so that what looks alike is rendered once."""

    key: str
    title: str
    is_translated: bool
    is_published: bool
    is_overdue: bool
    footnote_numbers: tuple[int, ...]
    jurisdiction_name: str
    since: str
    sources: tuple[NamedAddress, ...]
    checked_against: str
    checked_on: date
    check_due: date


class Statement(Publishable, Checked, Translated):
    """One statement on a page: what holds or happened, where, since when, and when we last looked.

    Subclasses add what it stands on, and sources.
    """

    NAME_FIELD = "title"

    key = models.SlugField(
        _("name in the address"),
        max_length=40,
        validators=[
            validate_discreet,
            # Places of the page itself.
            RegexValidator(
                r"^(?!main$|onpage$|live$|g-|part-(\d|(act|events|facts|logo|new|news|replies|signed|steps|won)$))",
                _("The page needs this name for itself."),
            ),
        ],
        help_text=_("A link to this card ends in it: “seven-years”. English, short and discreet."),
    )
    jurisdiction = models.CharField(_("where it holds"), max_length=16, choices=Jurisdiction)
    since = models.CharField(
        _("since"),
        max_length=10,
        blank=True,
        validators=[validate_partial_date],
        help_text=_("When it began or happened: 2013, 2013-12 or 2013-12-31. Empty if not known."),
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.safe_translation_getter(self.NAME_FIELD, any_language=True) or self.key

    @property
    def facts(self) -> Facts:
        """As readers see them now, in the active language."""
        return Facts(
            key=self.key,
            title=self.shown_words.title,
            is_translated=self.words is not None,
            is_published=self.is_published(),
            is_overdue=self.is_overdue(),
            footnote_numbers=tuple(getattr(self, "footnote_numbers", ())),
            jurisdiction_name=self.jurisdiction_name,
            since=self.since,
            sources=self.named_sources,
            checked_against=self.checked_against,
            checked_on=self.checked_on,
            check_due=self.check_due,
        )

    @property
    def jurisdiction_name(self) -> str:
        """Where it holds, in words. Django's own would translate all names each time."""
        return str(Jurisdiction(self.jurisdiction).label)

    @property
    def year(self) -> str:
        return self.since[:4]


class StatementWords(TranslatedWords):
    """A statement's words in one language. Subclasses add ``master``."""

    title = models.CharField(_("statement"), max_length=100)
    body = richtext.RichTextField(_("text"))

    class Meta:
        abstract = True
        default_permissions = ()
