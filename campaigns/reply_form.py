"""The form in which a reader replies."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models.reply import LONGEST, NAME_LONGEST
from idpwsp.foundation.guard.forms import GuardedForm, LinesField


class ReplyForm(GuardedForm):
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("A working name or any other name is fine."),
        max_length=NAME_LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    text = LinesField(
        label=_("Your reply"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"})
    )
    send_label = _("Send your reply")
