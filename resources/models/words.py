"""The words of what has an address of its own, in one language: pages, and whatever other rooms bring."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from idpwsp.foundation import richtext
from idpwsp.foundation.discretion import validate_discreet
from idpwsp.foundation.translation import TranslatedWords

# On the words of pages and services alike.
SEARCH_WORDS_HELP = _("Never shown. What readers may type for this: “john”, “bad date”. Separate them with commas.")


class AddressedWords(TranslatedWords):
    """A short title, a heading, a lead and a text. Subclasses add ``master`` and what is theirs."""

    menu_title = models.CharField(
        _("short title"),
        max_length=28,
        validators=[validate_discreet],
        help_text=_("For menus, lists and the browser’s tab. It must not give a reader away."),
    )
    title = models.CharField(_("heading"), max_length=110)
    lead = models.TextField(
        _("lead"),
        max_length=320,
        blank=True,
        help_text=_("One or two sentences below the heading; also shown where it is listed."),
    )
    body = richtext.RichTextField(_("text"), blank=True)
    search_words = models.TextField(
        _("words people search for"), max_length=600, blank=True, help_text=SEARCH_WORDS_HELP
    )

    FINDING_FIELDS: ClassVar[tuple[str, ...]] = ("search_words",)

    class Meta:
        abstract = True
        default_permissions = ()
