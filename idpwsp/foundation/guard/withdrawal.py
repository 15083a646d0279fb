"""Entries that whoever wrote them can take back with a code, without an account or an address."""

from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from idpwsp.foundation.guard import codes
from idpwsp.foundation.guard.forms import GuardedForm
from idpwsp.foundation.guard.once import Kept


class WithdrawableQuerySet(models.QuerySet):
    def with_code(self, text: str) -> Self:
        """The one entry that a code belongs to, however it was typed; none for what is no code."""
        return self.filter(code_hash=codes.hash_of(text)) if codes.read(text) else self.none()

    def lodge_again(self, pk: int | str) -> Kept | None:
        """Give an entry a new code in place of the old one; None where the entry is gone. The guard's ``again``."""
        code = codes.new()
        # Nothing but the code: staff may decide on the entry at the same moment.
        changed = self.filter(pk=pk).update(code_hash=codes.hash_of(code))
        return Kept(pk, code) if changed else None


class Withdrawable(models.Model):
    """Something that is taken back with a code. Of the code only the hash is kept: a lost one cannot be found again."""

    code_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, default=None, editable=False)

    objects = WithdrawableQuerySet.as_manager()

    class Meta:
        abstract = True

    def new_code(self) -> str:
        """A code for this entry, whose text exists here and nowhere else. It counts once the entry is saved."""
        code = codes.new()
        self.code_hash = codes.hash_of(code)
        return code

    def lodge(self) -> Kept:
        """Save it with a new code. What the guard's ``keep`` returns."""
        code = self.new_code()
        self.save()
        return Kept(self.pk, code)


class WithdrawForm(GuardedForm):
    """Asks for a code. A subclass names the model; when it is valid, ``entry`` is what the code belongs to."""

    model: type[Withdrawable]
    send_label = _("Take it down")
    not_taken = _("Nothing has been taken down yet.")

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("16 letters and digits. Capital or small letters, spaces and hyphens don’t matter."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )

    entry: Any = None

    def clean_code(self) -> str:
        text: str = self.cleaned_data["code"]
        if codes.read(text) is None:
            raise ValidationError(_("This is not a whole code. It has 16 letters and digits, in four groups of four."))
        self.entry = self.find(text)
        if self.entry is None:
            raise ValidationError(
                _("We have nothing with this code. If you have used it before, it is already taken down.")
            )
        return text

    def find(self, code: str) -> Any:
        """What a code belongs to, or None. A subclass for several models asks each of them."""
        return self.model.objects.with_code(code).first()
