"""The form that our four are made from: what is asked, in groups, and what staff read of it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contact.inbox.letters import Contact, Letter
from idpwsp.foundation.guard.forms import GuardedForm, LinesField

# What staff read.
STAFF_LANGUAGE = "en"
LONGEST_LINE = 200
LONGEST_TEXT = 20_000
# What a list of messages shows of one.
LONGEST_SUBJECT = 100
CONTACT_FIELDS = ("way", "contact_address", "hours", "may_leave_voicemail", "say_you_are", "until")


class Group(Fieldset):
    """Fields that belong together. ``hint`` stands below what they are called."""

    def __init__(self, legend: str | Promise, *fields: str, hint: str | Promise = "") -> None:
        super().__init__(legend, *fields)
        self.hint = hint


class LetterForm(GuardedForm):
    """What is sealed for staff as a ``Letter``. Needs no database until it is kept."""

    # Of ``Conversation.Form``.
    kind = ""
    # Where its words go, as a rule.
    usual_queue = ""
    groups: tuple[Group, ...] = ()

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        # What is wrong is listed in the order of the page, and staff read the answers in it.
        self.order_fields([name for group in self.groups for name in group.fields])

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout = Layout(*self.groups)
        return helper

    @property
    def queue(self) -> str:
        """The name of the queue that a valid form goes to."""
        return self.usual_queue

    def subject(self) -> str:
        """What a list of messages shows of a valid form, in the staff's language. It is sealed like the rest."""
        raise NotImplementedError

    def contact(self) -> Contact:
        """How whoever sends a valid form may be reached."""
        raise NotImplementedError

    @property
    def needs_interpreter(self) -> bool:
        return get_language() != STAFF_LANGUAGE

    def letter(self) -> Letter:
        """What a valid form says. Of how somebody may be reached only ``contact`` speaks."""
        with translation.override(STAFF_LANGUAGE):
            fields = [(str(self.fields[name].label), self._said(name)) for name in self._asked]
            subject = shortened(self.subject())
        return Letter(
            language=get_language() or STAFF_LANGUAGE,
            subject=subject,
            fields=[(question, said) for question, said in fields if said],
            contact=self.contact(),
            data={name: _plain(self.cleaned_data[name]) for name in self._asked},
            needs_interpreter=self.needs_interpreter,
        )

    @property
    def _asked(self) -> list[str]:
        return [name for name in self.fields if name not in CONTACT_FIELDS]

    def _said(self, name: str) -> str:
        """An answer for reading: choices in their words, the rest as it was typed."""
        value, field = self.cleaned_data[name], self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return chosen(field, value)
        if isinstance(field, forms.BooleanField):
            return str(_("Yes")) if value else ""
        return str(_plain(value))


def chosen(field: Any, value: str | list[str]) -> str:
    """The words of what was chosen."""
    values = value if isinstance(value, list) else [value]
    return ", ".join(str(words) for key, words in field.choices if key in values)


def _plain(value: Any) -> Any:
    """As JSON can hold it. What was left empty is an empty text."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else value


def shortened(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1] + "…"


# ── Fields ─────────────────────────────────────────────────────────────────


def line(label: Any, help_text: Any = "", *, required: bool = False, **attrs: Any) -> forms.CharField:
    """One line, in whatever direction its script runs."""
    widget = forms.TextInput(attrs={"dir": "auto", **attrs})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=LONGEST_LINE, widget=widget)


def text(label: Any, help_text: Any = "", *, longest: int, rows: int, required: bool = False) -> LinesField:
    """Several lines. ``longest`` is in characters of any script."""
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return LinesField(label=label, help_text=help_text, required=required, max_length=longest, widget=widget)


def choice(label: Any, choices: Iterable[Any], help_text: Any = "") -> forms.ChoiceField:
    """One of several, all of which are seen at once."""
    return forms.ChoiceField(label=label, choices=choices, help_text=help_text, widget=forms.RadioSelect)


def choices(
    label: Any, choices: Iterable[Any], help_text: Any = "", *, required: bool = False
) -> forms.MultipleChoiceField:
    """Any of several, and none where it is not required."""
    return forms.MultipleChoiceField(
        label=label, choices=choices, help_text=help_text, required=required, widget=forms.CheckboxSelectMultiple
    )


class DayField(forms.DateField):
    """A day from today on. Browsers without a calendar of their own send what was typed: several ways are read."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%m/%d/%Y", "%m/%d/%y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%d %B %Y")

    def __init__(self, **kwargs: Any) -> None:
        invalid = _("We could not read this day. Write it as year-month-day, such as 2027-03-31.")
        super().__init__(input_formats=self.FORMATS, error_messages={"invalid": invalid}, **kwargs)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and day < timezone.localdate():
            raise ValidationError(_("This day is over. Which day do you mean?"))
        return day
