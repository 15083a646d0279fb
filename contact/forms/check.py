"""Whether somebody has written down the number that was shown to them: its last four digits, typed by hand."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contact.forms.number import WithNumber
from contact.inbox.receipts import GROUP


class CheckForm(WithNumber):
    """The number itself stands hidden in the page that shows it."""

    send_label = _("Check")
    not_taken = _("Your message is safe with us all the same.")

    last_four = forms.CharField(
        label=_("The last four digits"),
        help_text=_("Read them from your paper, not from the screen."),
        max_length=50,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "spellcheck": "false"}),
    )

    def clean_last_four(self) -> str:
        text: str = self.cleaned_data["last_four"]
        digits = "".join(str(unicodedata.decimal(each)) for each in text if unicodedata.decimal(each, None) is not None)
        # Without a number there is nothing to compare with, and the page for that is another.
        if digits != self.cleaned_data.get("number", digits)[-GROUP:]:
            raise ValidationError(_("These are not the last four digits. Compare your paper with the number here."))
        return digits
