"""The forms about keys. What a page has shown and wants typed back, it brings along: nothing of it is kept here."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contact.inbox import passphrases
from contact.inbox.models import Keyholder, Queue

# Nothing of what is typed is to be offered to whoever uses this browser next.
UNKEPT = {"autocomplete": "off", "autocapitalize": "off", "autocorrect": "off", "spellcheck": "false"}


class UnlockForm(forms.Form):
    """One's own passphrase."""

    passphrase = forms.CharField(
        label=_("Your passphrase"),
        help_text=_("The six words that you wrote down. Large or small letters make no difference."),
        widget=forms.PasswordInput(attrs=UNKEPT),
        max_length=200,
    )


class PassphraseForm(forms.Form):
    """Shows a new passphrase, as ``passphrase``, and asks for it whole. A second try shows the same one."""

    passphrase_again = forms.CharField(
        label=_("Type the six words from your paper"),
        help_text=_("Large or small letters make no difference."),
        widget=forms.TextInput(attrs=UNKEPT),
        max_length=200,
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        shown = data.get("passphrase", "") if data else ""
        # What was not made here is not taken, so that nobody thinks of one.
        self.passphrase = shown if passphrases.is_made_here(shown) else passphrases.new()

    def clean_passphrase_again(self) -> str:
        typed: str = self.cleaned_data["passphrase_again"]
        if passphrases.read(typed) != passphrases.read(self.passphrase):
            raise forms.ValidationError(
                _("These are not the six words above. Look at your paper: what is on it must be what is shown.")
            )
        return typed


class ChangePassphraseForm(PassphraseForm):
    """The old one, and a new one."""

    old_passphrase = forms.CharField(
        label=_("Your old passphrase"), widget=forms.PasswordInput(attrs=UNKEPT), max_length=200
    )


class SheetForm(forms.Form):
    """Shows the code of a new recovery sheet, as ``sheet_code``, and asks for two groups of it."""

    sheet_code_part = forms.CharField(
        label=_("Type the third and the sixth group from the printed sheet"),
        help_text=_("Eight letters and digits. Spaces and dashes make no difference."),
        widget=forms.TextInput(attrs=UNKEPT),
        max_length=40,
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        shown = data.get("sheet_code", "") if data else ""
        self.sheet_code = shown if passphrases.is_sheet_code_as_printed(shown) else passphrases.new_sheet_code()

    @property
    def sheet_groups(self) -> list[str]:
        return self.sheet_code.split("-")

    @property
    def today(self) -> date:
        return timezone.localdate()

    def clean_sheet_code_part(self) -> str:
        typed: str = self.cleaned_data["sheet_code_part"]
        if not passphrases.is_part_of_sheet(typed, self.sheet_code):
            raise forms.ValidationError(
                _("These are not the third and the sixth group. Look at the sheet that you have printed.")
            )
        return typed


class RetentionForm(forms.Form):
    """For how many days each queue keeps what comes in."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.queues = Queue.objects.every()
        for queue in self.queues:
            self.fields[f"days_{queue.name}"] = forms.IntegerField(
                label=queue.label, initial=queue.retention_days, min_value=7, max_value=730
            )

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[f"days_{queue.name}"] for queue in self.queues]

    def save(self) -> list[tuple[Queue, int]]:
        """Write what was changed. Returns these queues, each with the days before."""
        changed = []
        for queue in self.queues:
            before, queue.retention_days = queue.retention_days, self.cleaned_data[f"days_{queue.name}"]
            if before != queue.retention_days:
                queue.save(update_fields=["retention_days"])
                changed.append((queue, before))
        return changed


class SettingsForm(RetentionForm):
    """The same, and how soon each queue usually answers."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for queue in self.queues:
            self.fields[f"answer_{queue.name}"] = forms.IntegerField(
                label=queue.label, initial=queue.answer_within_days, min_value=1, max_value=365, required=False
            )

    @property
    def answers(self) -> list[forms.BoundField]:
        return [self[f"answer_{queue.name}"] for queue in self.queues]

    def save_answers(self) -> list[tuple[Queue, int | None]]:
        """As ``save``, of how soon each answers."""
        changed = []
        for queue in self.queues:
            before, queue.answer_within_days = queue.answer_within_days, self.cleaned_data[f"answer_{queue.name}"]
            if before != queue.answer_within_days:
                queue.save(update_fields=["answer_within_days"])
                changed.append((queue, before))
        return changed


class SetUpForm(PassphraseForm, SheetForm, RetentionForm):
    """The first set-up on one page."""


class StartAgainForm(PassphraseForm, SheetForm):
    """New keys when all are lost."""

    CONFIRMATION = _("start again")

    sure = forms.CharField(
        label=_("Type: start again"),
        help_text=_("Nobody will ever read what is in the inbox now."),
        widget=forms.TextInput(attrs=UNKEPT),
        max_length=40,
    )

    def clean_sure(self) -> str:
        typed = " ".join(self.cleaned_data["sure"].casefold().split())
        if typed != self.CONFIRMATION:
            raise forms.ValidationError(_("Nothing was changed: the two words “start again” have to stand here."))
        return typed


class RecoverForm(PassphraseForm):
    """The code of the sheet, typed whole."""

    sheet_code_typed = forms.CharField(
        label=_("The code on the recovery sheet"),
        help_text=_("Seven groups of four letters and digits."),
        widget=forms.TextInput(attrs=UNKEPT),
        max_length=60,
    )


class LetInForm(forms.Form):
    """Which queues are shared with somebody."""

    queues = forms.MultipleChoiceField(label=_("Queues"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, queues: list[Queue], data: Any = None) -> None:
        super().__init__(data)
        self.possible = {queue.name: queue for queue in queues}
        self.fields["queues"].choices = [(queue.name, queue.label) for queue in queues]  # type: ignore[attr-defined]
        self.initial["queues"] = list(self.possible)

    @property
    def chosen(self) -> list[Queue]:
        return [self.possible[name] for name in self.cleaned_data["queues"]]


class RemoveForm(LetInForm):
    """Which queues' keys are taken from somebody, and whether they know what is on the recovery sheet."""

    has_seen_sheet = forms.ChoiceField(
        label=_("Have they seen the recovery sheet, or could they have?"),
        choices=[("no", _("No")), ("yes", _("Yes, or I don’t know"))],
        widget=forms.RadioSelect,
    )

    def __init__(self, keyholder: Keyholder, data: Any = None) -> None:
        held = Queue.objects.filter(keys__shares__keyholder=keyholder).distinct()
        super().__init__([queue for queue in Queue.objects.every() if queue in set(held)], data)
        # Somebody who was never let in has a passphrase to take away, and no key.
        self.fields["queues"].required = bool(self.possible)
        if not Keyholder.objects.filter(is_sheet=True).exists():
            del self.fields["has_seen_sheet"]

    @property
    def needs_new_sheet(self) -> bool:
        return bool(self.cleaned_data.get("has_seen_sheet") == "yes")
