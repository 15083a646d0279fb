"""Signing a campaign: what is asked on the public form, and on each line of a paper sheet.

Both take away what is not to be shown before anything is kept.
"""

import unicodedata
from copy import copy
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaigns import moderation
from campaigns.models import Campaign, Endorsement, Moderated
from campaigns.models.endorsement import LONGEST_NAME
from idpwsp.foundation.guard.forms import GuardedForm
from idpwsp.foundation.guard.once import Kept
from idpwsp.foundation.guard.withdrawal import WithdrawForm

Kind, ShownAs = Endorsement.Kind, Endorsement.ShownAs

MOST_INITIALS = 4
# Several people may well send just the same of these.
SHARED = {ShownAs.INITIALS, ShownAs.GROUP_ONLY, ShownAs.NOT_SHOWN}
# What is not shown, and so not kept.
HIDDEN = {ShownAs.NOT_SHOWN: ("name", "organisation"), ShownAs.GROUP_ONLY: ("name",)}
EXPLAINED = [
    (ShownAs.FULL_NAME, _("My full name, as I write it below")),
    (ShownAs.WORKING_NAME, _("A working name: any name that I go by")),
    (ShownAs.INITIALS, _("Initials: only the letters that I write below")),
    (ShownAs.GROUP_ONLY, _("Only the organization: my own name is not kept")),
    (ShownAs.NOT_SHOWN, _("Counted, but not shown: no name is kept, whatever is written below")),
]


class SignatureMixin:
    """What the fields of a signature mean together. ``campaign`` is set before the form is checked."""

    campaign: Campaign | None = None
    cleaned_data: dict[str, Any]
    _errors: Any

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[misc]
        shown_as = cleaned.get("shown_as", "")
        # What is not kept cannot be wrong.
        for field in HIDDEN.get(shown_as, ()):
            self._errors.pop(field, None)
            cleaned[field] = ""
        if shown_as and not self.has_error("name") and not self.has_error("organisation"):  # type: ignore[attr-defined]
            self._check(shown_as, cleaned["name"], cleaned["organisation"])
        return cleaned

    def _check(self, shown_as: str, name: str, organisation: str) -> None:
        if shown_as == ShownAs.NOT_SHOWN:
            return
        if shown_as == ShownAs.GROUP_ONLY:
            if not organisation:
                self._wrong("organisation", _("Write the name of the organization, or choose to be shown another way."))
        elif not name:
            self._wrong("name", _("Write the name to show, or choose “Counted, but not shown”."))
        elif shown_as == ShownAs.INITIALS and letters(name) > MOST_INITIALS:
            self._wrong("name", _("This is more than initials. Write the first letters alone, such as “A. M.”"))

    def _wrong(self, field: str, message: Any) -> None:
        self.add_error(field, message)  # type: ignore[attr-defined]

    def signature(self) -> Endorsement:
        """The endorsement that a valid form stands for, not saved yet."""
        values = {name: self.cleaned_data[name] for name in ("kind", "shown_as", "name", "organisation")}
        endorsement = Endorsement(campaign=self.campaign, language_code=get_language() or "", **values)
        endorsement.name_key = endorsement.key()
        return endorsement


def letters(name: str) -> int:
    """How many letters and digits there are, without counting accents that are written separately."""
    return sum(unicodedata.category(each)[0] in "LN" for each in name)


class EndorseForm(SignatureMixin, GuardedForm):
    """What anybody may sign with. All fields are there for every choice: it works without script."""

    kind = forms.ChoiceField(label=_("Who signs?"), choices=Kind, initial=Kind.PERSON, widget=forms.RadioSelect)
    shown_as = forms.ChoiceField(label=_("What shall we show?"), choices=EXPLAINED, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name to show"),
        help_text=_("For the first three choices. Leave it empty for the other two."),
        max_length=LONGEST_NAME,
        required=False,
    )
    organisation = forms.CharField(
        label=_("Organization"),
        help_text=_("Needed for “Only the organization”. With a name, it is shown after the name."),
        max_length=LONGEST_NAME,
        required=False,
    )
    is_another = forms.BooleanField(label=_("I am another person or group with this name"), required=False)

    send_label = _("Sign")
    depending = ("name", "organisation")

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        # It is asked only of who signs with a name that is on the list.
        self._is_another = self.fields["is_another"]
        if not (data and self.add_prefix("is_another") in data):
            del self.fields["is_another"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not cleaned.get("is_another") and self._is_on_the_list():
            self.fields["is_another"] = copy(self._is_another)
            self.add_error(
                "is_another",
                _(
                    "This name is on the list already. If that was you, nothing more is needed. "
                    "If you are another person or group, tick this box and sign again."
                ),
            )
        return cleaned

    def _is_on_the_list(self) -> bool:
        """Among the public ones alone: a stranger learns nothing of those that wait."""
        return Endorsement.objects.like(self.signature()).shown().exists()

    def may_be_anothers(self) -> bool:
        return self.cleaned_data["shown_as"] in SHARED

    def keep(self, is_doubtful: bool) -> Kept:
        """Store the signature for staff to read. What has expired goes on this occasion."""
        moderation.delete_expired()
        endorsement = self.signature()
        if is_doubtful:
            endorsement.state = Moderated.State.SET_ASIDE
        return endorsement.lodge()


class SheetLine(SignatureMixin, forms.Form):
    """One line of a paper sheet, as staff type it in. An empty line is no line."""

    kind = forms.ChoiceField(label=_("Who signs"), choices=Kind, initial=Kind.PERSON)
    shown_as = forms.ChoiceField(label=_("Shown as"), choices=[("", "—"), *ShownAs.choices])
    name = forms.CharField(label=_("Name to show"), max_length=LONGEST_NAME, required=False)
    organisation = forms.CharField(label=_("Organization"), max_length=LONGEST_NAME, required=False)
    is_another = forms.BooleanField(label=_("Enter it anyway"), required=False)

    # Staff may know of those that wait, too.
    is_double = False

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown_as"].error_messages["required"] = _("Choose how this line is shown.")

    def approved(self) -> Endorsement:
        """The endorsement that this line stands for: somebody has signed it on paper, so nothing is left to read."""
        endorsement = self.signature()
        endorsement.state = Moderated.State.APPROVED
        endorsement.decided_on = timezone.localdate()
        endorsement.is_from_paper = True
        # Nobody is told this one. By its hash the list of early deletions knows the line, once it is deleted.
        endorsement.new_code()
        return endorsement


class SheetLines(forms.BaseFormSet):
    """The lines of one sheet. ``campaign`` is set before they are checked."""

    campaign: Campaign | None = None

    @property
    def filled(self) -> list[SheetLine]:
        return [line for line in self.forms if line.has_changed()]

    def full_clean(self) -> None:
        for line in self.forms:
            line.campaign = self.campaign
        super().full_clean()

    def clean(self) -> None:
        """Point out doubles: of what is there already, and of a line above."""
        above: list[Endorsement] = []
        for line in self.filled:
            if line.errors:
                continue
            endorsement = line.signature()
            is_twice = any((each.kind, each.name_key) == (endorsement.kind, endorsement.name_key) for each in above)
            if endorsement.name_key and (is_twice or Endorsement.objects.like(endorsement).exists()):
                line.is_double = True
                if not line.cleaned_data["is_another"]:
                    line.add_error(
                        "is_another", _("On this sheet twice.") if is_twice else _("This name is there already.")
                    )
            above.append(endorsement)


LINES = 15
SheetFormSet = forms.formset_factory(SheetLine, formset=SheetLines, extra=LINES, max_num=LINES, absolute_max=LINES)


class WithdrawAnyForm(WithdrawForm):
    """Takes back whatever a code belongs to, of all kinds that strangers send."""

    def find(self, code: str) -> Any:
        found = (kind.objects.with_code(code).first() for kind in moderation.KINDS)
        return next((entry for entry in found if entry), None)
