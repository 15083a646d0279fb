"""What somebody who has come back with a number can do besides reading."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contact.forms.number import WithNumber
from contact.forms.safe_contact import SafeContactMixin
from idpwsp.foundation.guard.forms import LinesField

LONGEST = 20_000


class WriteForm(WithNumber):
    """More words, in the same conversation."""

    text = LinesField(
        label=_("What do you want to add?"),
        max_length=LONGEST,
        # As it was typed.
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )


class ContactForm(SafeContactMixin, WithNumber):
    """From now on this is how they may be reached."""

    send_label = _("Change it")
    not_taken = _("Nothing has been changed yet. Your words are all still here.")


class DeleteForm(WithNumber):
    """Asks first. ``sure`` comes from the page that has said what goes and what stays."""

    send_label = _("Delete everything now")
    not_taken = _("Nothing has been deleted yet.")

    sure = forms.CharField(required=False, widget=forms.HiddenInput)
