"""How somebody may be reached, and how not. The same questions on every form that asks."""

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contact.inbox.letters import Contact
from idpwsp.foundation.guard.forms import GuardedForm

Way = Contact.Way
# A local number has seven digits.
FEWEST_DIGITS = 7


class SafeContactMixin(GuardedForm):
    """The fields that make a ``Contact``. Stands first among a form's bases.

    A form on which an answer by number alone makes no sense names its own ``default_way`` and ``ways``.
    """

    # What is chosen before anybody chooses.
    default_way: str = Way.NONE
    # What there is to choose from.
    ways: tuple[str, ...] = tuple(Way.values)
    depending: tuple[str, ...] = ("contact_address",)

    way = forms.ChoiceField(label=_("How may we reach you?"), choices=Way, widget=forms.RadioSelect)
    contact_address = forms.CharField(
        label=_("Where do we reach you?"),
        help_text=_("The phone number, e-mail address or postal address for what you chose."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    hours = forms.CharField(
        label=_("When is it safe to reach you?"),
        help_text=_("Days and hours, as you like to say it."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    may_leave_voicemail = forms.BooleanField(label=_("You may leave a voicemail"), required=False)
    say_you_are = forms.CharField(
        label=_("If somebody else answers, who shall we say we are?"),
        help_text=_("For example: the dentist. Leave it empty, and we say nothing to anybody else."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    until = forms.DateField(
        label=_("Until which day may we reach you this way?"),
        help_text=_("The last day. After it we don’t try any more. Leave it empty if there is none."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("We could not read this day. Write it as year-month-day, such as 2027-03-31.")},
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        way: Any = self.fields["way"]
        way.choices = [(value, Way(value).label) for value in self.ways]
        way.initial = self.default_way

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise ValidationError(_("This day is over. Choose a later one, or leave it empty."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("way") and not self.has_error("contact_address"):
            problem = _problem(cleaned["way"], cleaned["contact_address"])
            if problem:
                self.add_error("contact_address", problem)
        return cleaned

    def contact(self) -> Contact:
        """What a valid form says. Of who is not to be reached nothing is kept."""
        values = self.cleaned_data
        if values["way"] == Way.NONE:
            return Contact()
        return Contact(
            way=values["way"],
            address=values["contact_address"],
            hours=values["hours"],
            # There is none on any other way.
            may_leave_voicemail=values["way"] == Way.PHONE and values["may_leave_voicemail"],
            say_you_are=values["say_you_are"],
            until=values["until"].isoformat() if values["until"] else "",
        )


def _problem(way: str, address: str) -> Any:
    """What is wrong with where somebody is to be reached, in words; None where nothing is."""
    if way == Way.NONE:
        # Neither dropped nor used without a word: only she knows which of the two is meant.
        return address and _("You chose that we do not contact you. Empty this, or choose another way above.")
    if not address:
        return _("Write where we reach you, or choose another way above.")
    if way == Way.EMAIL and not _is_email(address):
        return _("This does not look like an e-mail address. Please look at it once more.")
    if way in (Way.PHONE, Way.TEXT) and sum(map(_is_digit, address)) < FEWEST_DIGITS:
        return _("This is too short for a phone number. Write it with its area code.")
    return None


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _is_digit(character: str) -> bool:
    return unicodedata.decimal(character, None) is not None
