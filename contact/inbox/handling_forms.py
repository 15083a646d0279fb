"""The forms of staff in the inbox. Like those of the public, they leave nothing behind in a browser."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from contact.inbox import languages
from contact.inbox.letters import Contact, Letter
from contact.inbox.models import Conversation, Queue
from idpwsp.foundation.guard.forms import GuardedForm, LinesField

LONGEST = 20_000


def long_text(label: Any) -> LinesField:
    """As much as whoever writes to us may write, in any script."""
    return LinesField(label=label, max_length=LONGEST, widget=forms.Textarea({"rows": 12, "dir": "auto"}))


class AnswerForm(GuardedForm):
    text = long_text(_("Your answer"))


class NoteForm(GuardedForm):
    text = long_text(_("Your note"))


class SearchForm(GuardedForm):
    sought = forms.CharField(label=_("Search in this queue"), max_length=200, widget=forms.TextInput({"dir": "auto"}))


class AssignForm(GuardedForm):
    """To whom: those who may read the queue."""

    to = forms.ModelChoiceField(User.objects.none(), label=_("Who has it"), required=False, empty_label=_("Nobody"))

    def __init__(self, data: Any = None, *, queue: Queue, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        to: Any = self.fields["to"]
        to.queryset = queue.readers().order_by("username")
        to.label_from_instance = lambda user: user.get_full_name() or user.get_username()


class MoveForm(GuardedForm):
    """To which queue: those with a key. One that this person may not read says so."""

    queue = forms.ChoiceField(label=_("Move to"))

    def __init__(self, data: Any = None, *, conversation: Conversation, readable: list[Queue], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        others = [each for each in Queue.objects.taking() if each != conversation.queue]
        choices: Any = self.fields["queue"]
        choices.choices = [(each.name, _named(each, readable)) for each in others]


def _named(queue: Queue, readable: list[Queue]) -> str:
    label = str(queue.label)
    return label if queue in readable else gettext("%(queue)s (which you cannot read)") % {"queue": label}


class EnterForm(GuardedForm):
    """A call, a voicemail or a letter that somebody on the staff types in."""

    CAME_BY = (
        ("call", _("A call")),
        ("voicemail", _("A voicemail")),
        ("letter", _("A letter")),
        ("in-person", _("Somebody came in person")),
    )
    depending = ("address",)

    queue = forms.ChoiceField(label=_("Queue"))
    came_by = forms.ChoiceField(label=_("What it is"), choices=CAME_BY)
    came_on = forms.DateField(
        label=_("Day on which it came"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    subject = forms.CharField(
        label=_("What it is about, in a few words"), max_length=100, widget=forms.TextInput({"dir": "auto"})
    )
    who = forms.CharField(
        label=_("Who it is from"),
        help_text=_("Any name will do. Do not ask for a legal name."),
        max_length=200,
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )
    text = long_text(_("What was said"))
    language = forms.ChoiceField(label=_("Language"), choices=list(languages.NAMES.items()))
    needs_interpreter = forms.BooleanField(label=_("An interpreter is needed"), required=False)
    way = forms.ChoiceField(
        label=_("May we contact this person?"),
        help_text=_("Only what was said to you. If you did not ask, leave the first."),
        choices=[
            (Contact.Way.NONE, _("No. Do not contact this person.")),
            *((way.value, way.label) for way in Contact.Way if way != Contact.Way.NONE),
        ],
    )
    address = forms.CharField(
        label=_("Number, e-mail or postal address"),
        help_text=_("From prison: name, number and place, as they stand on the envelope."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    hours = forms.CharField(label=_("At what hours"), max_length=200, required=False)
    may_leave_voicemail = forms.BooleanField(label=_("We may leave a voicemail"), required=False)
    say_you_are = forms.CharField(label=_("As whom we are to introduce ourselves"), max_length=200, required=False)
    until = forms.DateField(
        label=_("Until which day"),
        help_text=_("After that day their details are hidden. Empty: as long as this is kept."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    wants_number = forms.BooleanField(
        label=_("Make a number, to hand on"),
        help_text=_("With it the person can read our answer on the site. It is shown to you once."),
        required=False,
    )

    def __init__(self, data: Any = None, *, readable: list[Queue], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        queues: Any = self.fields["queue"]
        queues.choices = [(each.name, _named(each, readable)) for each in Queue.objects.taking()]

    def clean_came_on(self) -> Any:
        day = self.cleaned_data["came_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(gettext("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("way") not in (None, Contact.Way.NONE) and not cleaned.get("address"):
            self.add_error("address", gettext("How can this person be reached? Or choose “Do not contact”."))
        return cleaned

    def letter(self, by: Any) -> Letter:
        """What is sealed, once this is valid."""
        said = self.cleaned_data
        kind = str(dict(self.CAME_BY)[said["came_by"]])
        name = by.get_full_name() or by.get_username()
        fields = [
            (gettext("What it is"), kind),
            (gettext("Day on which it came"), said["came_on"].isoformat()),
            (gettext("Who it is from"), said["who"]),
            (gettext("What was said"), said["text"]),
            (gettext("Entered by"), name),
        ]
        data = {"came_by": said["came_by"], "came_on": said["came_on"].isoformat(), "name": said["who"]}
        return Letter(
            language=said["language"],
            subject=said["subject"],
            fields=[(question, answer) for question, answer in fields if answer],
            contact=self._contact(),
            data={**data, "message": said["text"]},
            needs_interpreter=said["needs_interpreter"],
        )

    def _contact(self) -> Contact:
        said = self.cleaned_data
        if said["way"] == Contact.Way.NONE:
            # What may not be used is not kept.
            return Contact()
        return Contact(
            way=said["way"],
            address=said["address"],
            hours=said["hours"],
            may_leave_voicemail=said["may_leave_voicemail"],
            say_you_are=said["say_you_are"],
            until=said["until"].isoformat() if said["until"] else "",
        )


# Buttons that say how a conversation stands, in their order.
MARKS = (
    (Conversation.State.DONE, gettext_lazy("Done")),
    (Conversation.State.FOR_US, gettext_lazy("Waiting for us")),
    (Conversation.State.FOR_THEM, gettext_lazy("Waiting for them")),
)
