"""A message to us, on ``/contact/``."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from contact.forms.letter_form import LONGEST_TEXT, Group, LetterForm, choice, choices, chosen, line, text
from contact.forms.safe_contact import SafeContactMixin
from contact.inbox.models import Conversation, Queue

# With the longest message and all else filled in it is the longest of our forms: see tests/contact/test_message.py.
LONGEST_ACCOUNT = 8_000
# As people write it, in the languages of the site.
ENGLISH = ("english", "inglés", "ingles", "anglais", "tiếng anh", "英文", "英語", "英语")


class About(models.TextChoices):
    HURT = "hurt", _("I was hurt or threatened")
    MONEY = "money", _("Money after a crime")
    LAWYER = "lawyer", _("A lawyer")
    OTHER = "other", _("Something else")
    PRESS = "press", _("I write for the press")


class Help(models.TextChoices):
    HEARD = "heard", _("To be heard")
    ADVICE = "advice", _("Advice")
    POLICE = "police", _("Somebody beside me at the police")
    COMPENSATION = "compensation", _("Money for what it has cost me")


class MessageForm(SafeContactMixin, LetterForm):
    """Asks for no name and no way back. What is about violence is asked gently, and none of it has to be answered."""

    about = choice(_("What is it about?"), About)
    message = text(
        _("Your message"),
        _("In any language. Write as much or as little as you like."),
        longest=LONGEST_TEXT,
        rows=10,
    )
    would_help = choices(_("What would help?"), Help)
    when = line(_("When was it?"), _("As well as you remember: “last week”, “in spring”."))
    where = line(_("Where was it?"), _("A part of town is enough."))
    what_happened = text(_("What happened?"), longest=LONGEST_ACCOUNT, rows=5)
    name = line(_("What shall we call you?"), _("A working name or any other name is fine."))
    language_wanted = line(_("In which language shall we answer?"))

    kind = Conversation.Form.MESSAGE
    usual_queue = Queue.Name.HELP
    send_label = _("Send the message")
    depending = (*SafeContactMixin.depending, "message", "would_help", "when", "where", "what_happened")
    groups = (
        Group("", "about", "message"),
        Group(
            _("If somebody hurt or threatened you (all optional)"),
            "would_help", "when", "where", "what_happened",
            hint=_("You need not answer any of this. Leave out what you don’t want to tell, or tell it another day."),
        ),
        Group(_("Our answer"), "name", "language_wanted"),
        Group(
            _("Shall we contact you?"),
            "way", "contact_address", "hours", "may_leave_voicemail", "say_you_are", "until",
            hint=_("You get a number with which you read our answer here. We need no address of yours."),
        ),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_empty = not cleaned.get("message") and not cleaned.get("what_happened")
        if is_empty and not self.has_error("message") and not self.has_error("what_happened"):
            self.add_error("message", ValidationError(_("Please write something here. One sentence is enough.")))
        return cleaned

    @property
    def queue(self) -> str:
        return Queue.Name.PRESS if self.cleaned_data["about"] == About.PRESS else self.usual_queue

    def subject(self) -> str:
        values = self.cleaned_data
        return f"{chosen(self.fields['about'], values['about'])}: {values['message'] or values['what_happened']}"

    @property
    def needs_interpreter(self) -> bool:
        wanted = self.cleaned_data["language_wanted"].casefold().strip(" .")
        return super().needs_interpreter or bool(wanted and wanted not in ENGLISH)
