"""A group asks for a speaker, on ``/speaker/``."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from contact.forms.letter_form import DayField, Group, LetterForm, choice, chosen, line, text
from contact.inbox.letters import Contact
from contact.inbox.models import Conversation, Queue

LONGEST_ANSWER = 1_000


class Inviter(models.TextChoices):
    COLLEGE = "college", _("A college or school")
    COMMUNITY = "community", _("A community or women’s group")
    UNION = "union", _("A labor union")
    CHURCH = "church", _("A church")
    OTHER = "other", _("Somebody else")


class PlaceKind(models.TextChoices):
    IN_PERSON = "in-person", _("In a room")
    ONLINE = "online", _("Online")


class Topic(models.TextChoices):
    """Those of the facts pages, by the last part of their addresses."""

    SAFETY = "safety", _("Safety, attacks and policing")
    LOS_ANGELES = "los-angeles", _("Black women killed or missing in Los Angeles, and those who campaign for them")
    ONLINE_LAW = "online-law", _("FOSTA/SESTA, the federal law of 2018 about websites")
    WHO = "who", _("Who sex workers are")
    INCOME = "income", _("Welfare, housing and a living wage")
    NEW_ZEALAND = "new-zealand", _("The law in New Zealand")
    OTHER = "other", _("Something else")


class SpeakerForm(LetterForm):
    """Asks above all what keeps the speaker safe."""

    inviter_kind = choice(_("Who invites us?"), Inviter)
    inviter = line(_("Name of the group, college, union or church"), required=True)
    contact_name = line(_("Whom shall we ask for?"), _("Any name that you go by."))
    email = line(_("E-mail"), _("Give us an e-mail or a phone number, or both."), type="email")
    phone = line(_("Phone"), type="tel")

    date = DayField(label=_("On which day?"))
    time = line(_("From when until when?"), _("With the time zone, if it is online."))
    other_dates = line(_("Other days that would do"))
    place_kind = choice(_("In a room or online?"), PlaceKind)
    place = line(_("Where?"), _("Address and room, or how we join online. You can tell us later."))
    audience = line(_("Who will be there?"))
    audience_size = line(_("About how many people?"), inputmode="numeric")

    topic = choice(_("What shall we speak about?"), Topic)
    topic_other = line(_("If something else: what?"))
    length = line(_("How long shall the talk be, and who else speaks?"))
    language = line(_("In which language?"))
    interpreter = forms.BooleanField(label=_("There is an interpreter"), required=False)
    travel = line(_("How does the speaker get there and home, and what of it can you pay?"))
    fee = line(_("Can you pay a fee? How much?"))
    access = text(
        _("Access"),
        _("Steps, elevator, restroom, microphone, captions, sign language, children."),
        longest=LONGEST_ANSWER,
        rows=3,
    )

    recording = text(
        _("Will there be recording, a live stream or photographs?"),
        _("Who keeps them, and where are they shown?"),
        longest=LONGEST_ANSWER,
        rows=2,
        required=True,
    )
    press = line(_("Will anyone from the press be there?"), required=True)
    officials = line(_("Will police, military or other officials be there, also at the door?"), required=True)
    naming = line(_("How will the speaker be named, on posters, on the web and in the room?"))
    private_entrance = line(_("Is there a private way in and out, and a room to wait in?"))
    companion = line(
        _("May she bring somebody along, and who steps in if she is harassed?"),
    )

    kind = Conversation.Form.SPEAKER
    usual_queue = Queue.Name.SPEAKERS
    send_label = _("Send the invitation")
    depending = ("email", "phone", "topic_other")
    groups = (
        Group(_("Who you are"), "inviter_kind", "inviter", "contact_name", "email", "phone"),
        Group(
            _("When and where"),
            "date", "time", "other_dates", "place_kind", "place", "audience", "audience_size",
        ),
        Group(
            _("The talk"),
            "topic", "topic_other", "length", "language", "interpreter", "travel", "fee", "access",
        ),
        Group(
            _("So that the speaker is safe"),
            "recording", "press", "officials", "naming", "private_entrance", "companion",
            hint=_(
                "Speaking in public can cost a woman her privacy, her job or her home. "
                "If you don’t know something yet, write that."
            ),
        ),
    )  # fmt: skip

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email:
            validate_email(email)
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("email") and not cleaned.get("phone") and not self.has_error("email"):
            self.add_error("email", ValidationError(_("Please give us an e-mail or a phone number to answer you.")))
        if cleaned.get("topic") == Topic.OTHER and not cleaned.get("topic_other") and not self.has_error("topic_other"):
            self.add_error("topic_other", ValidationError(_("Please write what we shall speak about.")))
        return cleaned

    def contact(self) -> Contact:
        values, way = self.cleaned_data, Contact.Way
        return Contact(way.EMAIL, values["email"]) if values["email"] else Contact(way.PHONE, values["phone"])

    def subject(self) -> str:
        values = self.cleaned_data
        is_other = values["topic"] == Topic.OTHER
        topic = values["topic_other"] if is_other else chosen(self.fields["topic"], values["topic"])
        return f"{values['date']:%Y-%m-%d}, {values['inviter']}: {topic}"
