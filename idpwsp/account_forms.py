"""The forms of accounts: a name, a role, queues. No list of permissions, and no way to become a superuser."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminRadioSelect
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contact.inbox.models import Queue
from idpwsp import names
from idpwsp.roles import ADMINISTRATOR, ROLES, give, give_queues, is_last_administrator, queues_of, role_of

# The choice of those who have no role.
INBOX_ONLY = "inbox"


class RoleForm(forms.ModelForm):
    """The part that a new account and a changed one have in common."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[
            *((role.key, format_lazy("{}: {}", role.label, role.help)) for role in ROLES),
            (INBOX_ONLY, _("None: the inbox only")),
        ],
        widget=AdminRadioSelect(attrs={"class": "radiolist"}),
    )
    queues = forms.MultipleChoiceField(
        label=_("May read in the inbox"),
        help_text=_(
            "Nobody reads what came in by their role alone. To open it, a keyholder has to let them in as well."
        ),
        choices=Queue.Name.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "username" in self.fields:
            self.fields["username"].help_text = _("To sign in with. Letters, digits and @ . + - _ only.")
        if "first_name" in self.fields:
            self.fields["first_name"].label = _("Shown name")
            self.fields["first_name"].help_text = _("What colleagues read in the history. A working name will do.")
        if "email" in self.fields:
            self.fields["email"].label = _("E-mail for notices")
            self.fields["email"].help_text = _("Told at most once an hour that something new is there. Never what.")
        if "password" in self.fields:
            self.fields["password"].help_text = ""
        if "is_active" in self.fields:
            self.fields["is_active"].label = _("Can sign in")
            self.fields["is_active"].help_text = _(
                "Without it, this person is signed out at once. Nothing else changes."
            )

    def save(self, commit: bool = True) -> Any:
        self.instance.is_staff = True
        return super().save(commit)

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        if chosen := self.cleaned_data.get("role"):
            give(self.instance, next((role for role in ROLES if role.key == chosen), None))
        if "queues" in self.cleaned_data:
            give_queues(self.instance, self.cleaned_data["queues"])

    def clean_username(self) -> str:
        """Two names differ by more than capitals or the script of a letter. What an account is called already stays."""
        name: str = self.cleaned_data["username"]
        if "username" in self.changed_data:
            names.check_scripts(name)
            owner = names.owner_of(name)
            if owner is not None and owner.pk != self.instance.pk:
                raise forms.ValidationError(gettext("Somebody has this user name already."))
        return name

    def clean_first_name(self) -> str:
        name: str = self.cleaned_data["first_name"]
        names.check_is_seen(name)
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("role") == INBOX_ONLY and not cleaned.get("queues"):
            self.add_error("queues", _("Choose at least one, or a role: otherwise there is nothing to sign in for."))
        return cleaned


class NewAccountForm(RoleForm, UserCreationForm):
    """A person with a role and a first password, which whoever makes the account passes on."""


class AccountForm(RoleForm, UserChangeForm):
    """A colleague's account, or one's own: nobody takes away their own role or sign-in."""

    # Set by the admin for each request.
    is_own = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.is_superuser:
            # Somebody who may do everything has no role to choose.
            self.fields.pop("role", None)
            self.fields.pop("queues", None)
        if "role" in self.fields:
            role = role_of(self.instance)
            self.initial["role"] = role.key if role else INBOX_ONLY if queues_of(self.instance) else None
        if "queues" in self.fields:
            self.initial["queues"] = queues_of(self.instance)
        if self.is_own:
            for name in ("role", "queues", "is_active"):
                if name in self.fields:
                    self.fields[name].disabled = True
                    self.fields[name].help_text = _("Only another administrator can change this on your account.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        stays = cleaned.get("is_active") and (self.instance.is_superuser or cleaned.get("role") == ADMINISTRATOR.key)
        if not stays and is_last_administrator(self.instance):
            raise forms.ValidationError(_("There must be one administrator who can sign in: make another one first."))
        return cleaned


class PasswordForm(AdminPasswordChangeForm):
    """A new password, twice. To keep somebody out there is “Can sign in”, not an account without a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
