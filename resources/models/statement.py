"""A dated statement with its sources: what cards say of a law or a fact, and steps of what happened."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from idpwsp.foundation import richtext
from idpwsp.foundation.discretion import validate_discreet
from idpwsp.foundation.partial_date import validate_partial_date
from idpwsp.foundation.publishing import Publishable
from idpwsp.foundation.translation import Translated, TranslatedWords
from resources.models.checked import Checked, Jurisdiction


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
