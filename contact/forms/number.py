"""The number with which somebody comes back: typed by hand, or carried along by the page that it has opened."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contact.inbox import receipts
from idpwsp.foundation.guard.forms import GuardedForm

UNKNOWN = _("We have nothing with this number.")


class NumberField(forms.CharField):
    """The 20 digits of a number, however they are spaced and in whatever script they are written."""

    default_error_messages = {
        "required": _("Write the number that you were shown when you wrote to us."),
        "mistyped": _(
            "One digit of this number is wrong, or two are swapped. "
            "Compare it with your paper, one group of four after the other."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Your number"), "max_length": 200, **kwargs})

    def clean(self, value: Any) -> str:
        try:
            return receipts.read(super().clean(value))
        except receipts.WrongLength as error:
            raise ValidationError(_wrong_length(error.digits)) from error
        except receipts.Mistyped as error:
            raise ValidationError(self.error_messages["mistyped"]) from error


def _wrong_length(digits: int) -> str:
    return ngettext(
        "This has %(digits)d digit, and a number has %(length)d. Compare it with your paper.",
        "This has %(digits)d digits, and a number has %(length)d. Compare it with your paper.",
        digits,
    ) % {"digits": digits, "length": receipts.LENGTH}


class NumberForm(GuardedForm):
    """Asks for the number."""

    send_label = _("Read our answer")
    not_taken = _("We have not looked for an answer yet.")

    number = NumberField(
        help_text=_("20 digits. Spaces and hyphens don’t matter."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "spellcheck": "false"}),
    )


class WithNumber(GuardedForm):
    """What is done with a number that has been typed already: it stands in the page, and never in an address."""

    number = NumberField(widget=forms.HiddenInput)
