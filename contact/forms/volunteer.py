"""Somebody would like to work with us, on ``/volunteer/``."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from contact.forms.letter_form import Group, LetterForm, choices, chosen, line, text
from contact.forms.safe_contact import SafeContactMixin
from contact.inbox.letters import Contact
from contact.inbox.models import Conversation, Queue

LONGEST_ANSWER = 2_000
Way = Contact.Way


class Interest(models.TextChoices):
    OUTREACH = "outreach", _("Outreach")
    WEB = "web", _("Web work")
    RESEARCH = "research", _("Research")
    TRANSLATION = "translation", _("Translation")
    CAMPAIGN = "campaign", _("Joining a campaign")
    OTHER = "other", _("Something else")


class VolunteerForm(SafeContactMixin, LetterForm):
    """Any name will do, and nobody is asked why."""

    default_way = Way.EMAIL
    ways = (Way.EMAIL, Way.PHONE, Way.TEXT, Way.POST, Way.NONE)

    interests = choices(_("What would you like to do?"), Interest, required=True)
    interests_other = line(_("If something else: what?"))
    languages = line(_("Which languages do you speak or read?"))
    skills = text(
        _("What are you good at, and what do you need to take part?"),
        _("For example: a place without steps, care for a child, work from home."),
        longest=LONGEST_ANSWER,
        rows=4,
    )
    when = line(_("When do you have time, and how much?"))
    name = line(_("What shall we call you?"), _("Any name. It need not be the one on your ID."), required=True)

    kind = Conversation.Form.VOLUNTEER
    usual_queue = Queue.Name.VOLUNTEERS
    send_label = _("Send")
    depending = (*SafeContactMixin.depending, "interests_other")
    groups = (
        Group("", "interests", "interests_other", "languages", "skills", "when"),
        Group(
            _("How we reach you"),
            "name", "way", "contact_address", "hours", "may_leave_voicemail", "say_you_are", "until",
        ),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_other = Interest.OTHER in cleaned.get("interests", [])
        if is_other and not cleaned.get("interests_other") and not self.has_error("interests_other"):
            self.add_error("interests_other", _("Please write what you would like to do."))
        return cleaned

    def subject(self) -> str:
        values = self.cleaned_data
        return f"{values['name']}: {chosen(self.fields['interests'], values['interests'])}"
