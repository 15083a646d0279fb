"""The form in which staff write down what was agreed about a talk."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contact.inbox.agreement import Agreement, Allowed, PlaceKind
from contact.inbox.talks import Talk

SHORT, LONG = 200, 2000


class Words(forms.CharField):
    """Some lines of text, which need not be there."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"rows": 3, "dir": "auto"}
        super().__init__(**{"required": False, "max_length": LONG, "widget": forms.Textarea(attributes), **kwargs})


class Line(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        attributes = {"dir": "auto", "class": "vTextField"}
        super().__init__(**{"required": False, "max_length": SHORT, "widget": forms.TextInput(attributes), **kwargs})


def _clock(**kwargs: Any) -> forms.TimeField:
    formats = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I %p", "%I:%M%p", "%I%p"]
    return forms.TimeField(widget=forms.TimeInput({"type": "time"}, format="%H:%M"), input_formats=formats, **kwargs)


class AgreementForm(forms.Form):
    """Filled in from the request, or from what was agreed before. Times are what the clock in Los Angeles shows."""

    date = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose the day on which the talk takes place.")},
    )
    time = _clock(label=_("From"), required=False, help_text=_("Los Angeles time."))
    until = _clock(label=_("Until"), required=False)
    place_kind = forms.ChoiceField(label=_("Place"), choices=PlaceKind, initial=PlaceKind.IN_PERSON)
    place = Words(label=_("Address and room, or how to join online"))
    topic = Line(label=_("Topic"))
    speaker = Line(
        label=_("Announce the speaker as"),
        help_text=_("A name of her choice. Not her legal name, unless she asks for it."),
    )
    language = Line(label=_("Language and interpreter"))
    travel = Line(label=_("Travel"), help_text=_("How she gets there and home, and who pays."))
    fee = Line(label=_("Fee"))
    access = Words(label=_("Access"))
    host_contact = Line(label=_("Who meets the speaker on the day"), help_text=_("Name and phone, on the hosts’ side."))
    our_contact = Line(label=_("Whom the hosts can reach with us"))
    recording = forms.ChoiceField(label=_("Recording, photographs, live stream"), choices=Allowed, initial=Allowed.NO)
    press = forms.ChoiceField(label=_("Press"), choices=Allowed, initial=Allowed.NO)
    officials = forms.ChoiceField(label=_("Police, military or other officials"), choices=Allowed, initial=Allowed.NO)
    way_in = Words(label=_("Way in and out, and a room to wait"))
    for_speaker = Words(
        label=_("For the speaker and for us"),
        help_text=_("The hosts never see this. Who goes with her, a word to leave by, what to look out for."),
    )
    message = Words(
        label=_("A few words before the facts"), help_text=_("The hosts read them first, with their number.")
    )
    answer_language = forms.ChoiceField(label=_("Language of our answer"), choices=settings.LANGUAGES)
    # How far the conversation had come when this was opened.
    at = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    use_required_attribute = False

    HOSTS = ("message", "answer_language")
    FACTS = (
        "date", "time", "until", "place_kind", "place", "topic", "speaker", "language", "travel", "fee", "access",
        "host_contact", "our_contact",
    )  # fmt: skip
    PROTECTION = ("recording", "press", "officials", "way_in", "for_speaker")

    def clean_date(self) -> Any:
        day = self.cleaned_data["date"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Is the year right?"))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("until") and not cleaned.get("time") and "time" not in self.errors:
            self.add_error("time", _("Say from when, too."))
        return cleaned

    def agreement(self, is_called_off: bool) -> Agreement:
        """What was filled in."""
        values = {name: self.cleaned_data[name] for name in (*self.FACTS, *self.PROTECTION)}
        for name in ("time", "until"):
            values[name] = f"{values[name]:%H:%M}" if values[name] else ""
        return Agreement(**{**values, "date": values["date"].isoformat(), "is_called_off": is_called_off})

    @property
    def groups(self) -> list[tuple[Any, list[Any]]]:
        """(heading, fields) in the order in which one fills them in."""
        headings = (
            (_("What is agreed"), self.FACTS),
            (_("What protects the speaker"), self.PROTECTION),
            (_("What the hosts read"), self.HOSTS),
        )
        return [(heading, [self[name] for name in names]) for heading, names in headings]


def initial(talk: Talk) -> dict[str, Any]:
    """What the form begins with: what was agreed before, or what the request says."""
    letter = talk.read.letter
    if talk.agreed:
        begun = talk.agreed.as_kept()
    else:
        begun = _asked_for(letter.data if letter else {})
        begun |= {"date": talk.day, "time": talk.starts}
    language = letter.language if letter else settings.LANGUAGE_CODE
    known = language in dict(settings.LANGUAGES)
    return {**begun, "answer_language": language if known else settings.LANGUAGE_CODE}


def _asked_for(data: dict[str, Any]) -> dict[str, Any]:
    """From the fields of the public form. What must protect the speaker begins with "No", whatever was asked for."""
    begun = {name: _words(data.get(name)) for name in ("place", "travel", "fee", "access")}
    kind = data.get("place_kind")
    host = [_words(data.get(name)) for name in ("contact_name", "phone", "email")]
    return {
        **begun,
        "place_kind": kind if kind in PlaceKind.values else PlaceKind.IN_PERSON,
        "topic": _words(data.get("topic_other")),
        "language": _words(data.get("language")),
        "host_contact": ", ".join(filter(None, host))[:SHORT],
    }


def _words(value: Any) -> str:
    # A box that was ticked is no text that could stand in the form.
    return "" if value is None or isinstance(value, bool) else str(value)
