"""The form that public forms are made from: how it looks, what it says, and how it keeps words.

It is rendered by crispy-forms with our own templates in ``templates/forms/``.
"""

import unicodedata
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.utils import ErrorDict
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

# A field that people neither see nor reach. Its name tells no browser what to fill in, and robots nothing.
TRAP = "subject_line"

_REQUIRED = _("Please fill this in.")
_CHOOSE = _("Please choose one.")
_TOO_LONG = ngettext_lazy(
    "This is %(show_value)d characters long, and we can take %(limit_value)d. Please shorten it and send it again.",
    "This is %(show_value)d characters long, and we can take %(limit_value)d. Please shorten it and send it again.",
    "limit_value",
)


# Spaces, marks that stand on nothing, and what is shown as nothing.
_UNSEEN = {"Zs", "Zl", "Zp", "Mn", "Me", "Cc", "Cf", "Co", "Cs"}
_UNSEEN_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"


class _Empty(list):
    """What counts as not filled in: also words of which nothing can be seen."""

    def __contains__(self, value: object) -> bool:
        return super().__contains__(value) or (isinstance(value, str) and all(map(_is_unseen, value)))


def _is_unseen(character: str) -> bool:
    return character in _UNSEEN_LETTERS or unicodedata.category(character) in _UNSEEN


class LinesField(forms.CharField):
    """Several lines. Browsers end each with two characters (HTML, 4.10.22.4), which nobody has typed: one counts."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True)
class Problem:
    """A line of the summary above the form, and the id of the field that it leads to, if it is about one."""

    text: str
    target: str = ""


class GuardedForm(forms.Form):
    """What anybody may send. Made from what was sent alone, so that it can be shown again when all else is broken."""

    # The button says what happens.
    send_label = _("Send")
    # What stands above the list of what is wrong.
    not_taken = _("It has not been sent yet. Your words are all still here.")
    # How many one sender may send in an hour before they are set aside.
    hourly_limit = 10
    # Fields that are needed or not as others are filled in: their own words say so, not "(optional)".
    depending: tuple[str, ...] = ()
    # Where it is sent; empty: to the page that it stands on.
    action = ""

    trap = TRAP
    # Our messages are kinder than the browser's, and said in the page's language.
    use_required_attribute = False

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **{"label_suffix": "", **kwargs})
        self.is_held = False
        for field in self.fields.values():
            _prepare(field)

    @property
    def helper(self) -> FormHelper:
        """How crispy-forms shows it: all fields in their order. A subclass may bring a layout of its own."""
        helper = FormHelper(self)
        helper.form_action = self.action
        return helper

    @property
    def is_blank(self) -> bool:
        """Whether it is shown as everybody sees it first: nothing filled in, nothing of the page that it stands on."""
        return not (self.is_bound or self.initial or self.action or self.prefix) and self.auto_id == "id_%s"

    @property
    def optional(self) -> set[str]:
        """The fields that say "(optional)": required ones are the rule, and say nothing."""
        return {name for name, field in self.fields.items() if not field.required and name not in self.depending}

    @property
    def errors(self) -> ErrorDict:
        return ErrorDict() if self.is_held else super().errors

    @property
    def problems(self) -> list[Problem]:
        """What the summary lists, in the order of the page."""
        problems = [Problem(str(text)) for text in self.non_field_errors()]
        for bound in self:
            # The first of several buttons; a group has no field of its own to go to.
            target = bound.id_for_label or (bound.subwidgets[0].id_for_label if len(bound) else "")
            problems += [Problem(_about(str(bound.label), str(text)), str(target)) for text in bound.errors]
        return problems

    def hold(self, action: str) -> None:
        """Show what was sent as it was, unchecked, to be sent to ``action`` once more. Asks no database."""
        self.is_held, self.action = True, action

    def words(self) -> list[tuple[str, str]]:
        """All that was sent in the fields of this form: (name as sent, value)."""
        sent: Any = self.data
        names = [self.add_prefix(name) for name in self.fields if self.add_prefix(name) in sent]
        return [(name, value.strip()) for name in names for value in sent.getlist(name)]

    @property
    def is_from_robot(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get(TRAP))

    def may_be_anothers(self) -> bool:
        """Whether two people may well send just this, once it is valid: then the same again may be somebody else."""
        return False


def _about(label: str, text: str) -> str:
    """A message with the name of its field before it."""
    if label.endswith(("?", "!", ".", ":", "？", "。")):
        return f"{label} {text}"
    return gettext("%(field)s: %(message)s") % {"field": label, "message": text}


def _prepare(field: forms.Field) -> None:
    """Our own words for what is missing or too long; nothing that a next user of the device could learn from."""
    field.widget.attrs.setdefault("autocomplete", "off")
    # The browser would cut what is pasted, and say nothing.
    field.widget.attrs.pop("maxlength", None)
    if isinstance(field, forms.CharField):
        field.empty_values = _Empty(field.empty_values)
    # A message of the form's own stays.
    if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = _CHOOSE if field.widget.use_fieldset else _REQUIRED
    for number, validator in enumerate(field.validators):
        if isinstance(validator, MaxLengthValidator):
            field.validators[number] = MaxLengthValidator(validator.limit_value, message=_TOO_LONG)
