"""Somebody asks for copies of the brochure, on ``/brochure/order/``."""

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from contact.forms.letter_form import DayField, Group, LetterForm, choices, text
from contact.forms.safe_contact import SafeContactMixin
from contact.inbox.letters import Contact
from contact.inbox.models import Conversation, Queue

MOST_COPIES = 1_000
LONGEST_ADDRESS = 500
Way = Contact.Way


class BrochureForm(SafeContactMixin, LetterForm):
    """The parcel needs an address; whoever orders it needs none."""

    default_way = Way.EMAIL
    ways = (Way.EMAIL, Way.PHONE, Way.TEXT, Way.POST, Way.NONE)

    copies = forms.IntegerField(
        label=_("How many copies?"),
        validators=[
            MinValueValidator(1, _("Please write how many, from 1.")),
            MaxValueValidator(MOST_COPIES, _("We can send up to %(limit_value)s. For more, please call us.")),
        ],
        error_messages={"invalid": _("Write a number, such as 50.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    languages = choices(_("In which languages?"), settings.LANGUAGES, _("We tell you what we have."))
    deliver_to = text(
        _("Where do we send them?"),
        _("With the name to put on the parcel: that of a group, or any name that arrives there."),
        longest=LONGEST_ADDRESS,
        rows=4,
        required=True,
    )
    needed_by = DayField(label=_("By which day do you need them?"), required=False)
    plain_parcel = forms.BooleanField(label=_("Keep our name off the outside of the parcel"), required=False)

    kind = Conversation.Form.BROCHURE
    usual_queue = Queue.Name.BROCHURES
    send_label = _("Order")
    groups = (
        Group(_("What you need"), "copies", "languages", "deliver_to", "needed_by", "plain_parcel"),
        Group(
            _("If we have a question"),
            "way", "contact_address", "hours", "may_leave_voicemail", "say_you_are", "until",
        ),
    )  # fmt: skip

    def subject(self) -> str:
        values = self.cleaned_data
        return str(_("%(copies)s copies") % {"copies": values["copies"]})
