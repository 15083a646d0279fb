"""What is typed at the door. Neither form ever writes into a page what was typed into it as a secret."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_totp.models import TOTPDevice

from idpwsp.signin import lockout, second_step


class Unkept(forms.TextInput):
    """A field that is empty again after each try, like that of a password, but shows what one types."""

    def format_value(self, value: Any) -> None:
        return None


class PasswordForm(AdminAuthenticationForm):
    """Name and password."""

    def get_invalid_login_error(self) -> ValidationError:
        seconds = self.seconds_left
        return ValidationError(lockout.message(seconds)) if seconds else super().get_invalid_login_error()

    @property
    def seconds_left(self) -> int:
        """For how long no password is taken here for the name that was typed."""
        name = self.cleaned_data.get("username", "") if self.is_bound and hasattr(self, "cleaned_data") else ""
        assert self.request is not None  # noqa: S101 - nobody makes this form without one
        return lockout.seconds_left(self.request, name)


class CodeForm(forms.Form):
    """A code of the phone, or a recovery code. When it is valid, ``phone`` is the phone of whoever has typed it."""

    # Its name is among those that no page carries (idpwsp.held).
    one_time_code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Six digits from your phone, or one of your recovery codes."),
        max_length=60,
        widget=Unkept(attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autocapitalize": "off"}),
    )

    phone: TOTPDevice | None = None
    is_recovery_code = False

    def __init__(self, request: HttpRequest, user: Any, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.request, self.user = request, user
        if not self.prefix:
            # The one field of its page.
            self.fields["one_time_code"].widget.attrs["autofocus"] = True

    def clean_one_time_code(self) -> str:
        typed: str = self.cleaned_data["one_time_code"]
        self.phone = second_step.take(self.request, self.user, typed)
        self.is_recovery_code = second_step.is_recovery_code(typed)
        if self.phone is None:
            if seconds := lockout.seconds_left_for_codes(self.request, self.user):
                raise ValidationError(lockout.message(seconds))
            raise ValidationError(
                _("This code is not right. Each one works once, for half a minute: wait for the next and type that.")
            )
        return typed


class NewPhoneForm(forms.Form):
    """The first code of a phone that is being set up."""

    one_time_code = forms.CharField(
        label=gettext_lazy("Code that the app shows now"),
        help_text=gettext_lazy("Six digits."),
        max_length=20,
        widget=Unkept(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
