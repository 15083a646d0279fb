"""Staff accounts: who can sign in, and with which role. No list of permissions, and no way to become a superuser."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminRadioSelect
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from idpwsp.roles import ADMINISTRATOR, ROLES, administrators, give, role_of


class RoleForm(forms.ModelForm):
    """The part that a new account and a changed one have in common."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.key, format_lazy("{}: {}", role.label, role.help)) for role in ROLES],
        widget=AdminRadioSelect(attrs={"class": "radiolist"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "username" in self.fields:
            self.fields["username"].help_text = _("To sign in with. Letters, digits and @ . + - _ only.")
        if "first_name" in self.fields:
            self.fields["first_name"].label = _("Shown name")
            self.fields["first_name"].help_text = _("What colleagues read in the history. A working name will do.")
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
        chosen = self.cleaned_data.get("role")
        for role in ROLES:
            if role.key == chosen:
                give(self.instance, role)


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
        elif "role" in self.fields and (role := role_of(self.instance)):
            self.initial["role"] = role.key
        if self.is_own:
            for name in ("role", "is_active"):
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


class AccountAdmin(UserAdmin):
    """Who can sign in. An administrator may do everything here, except with a superuser's account."""

    form = AccountForm
    add_form = NewAccountForm
    add_form_template = None
    change_password_form = PasswordForm
    list_display = ("username", "shown_name", "role_column", "can_sign_in", "last_login")
    list_filter = ()
    search_fields = ("username", "first_name")
    filter_horizontal = ()
    add_fieldsets = ((None, {"fields": ("username", "first_name", "role", "password1", "password2")}),)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        role = () if obj.is_superuser else ("role",)
        password = ("password",) if self.has_change_permission(request, obj) else ()
        return [(None, {"fields": ("username", "first_name", *role, "is_active", *password)})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.is_own = obj is not None and obj == request.user  # type: ignore[attr-defined]
        return form

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever could change a superuser's password could become one."""
        return super().has_change_permission(request, obj) and is_within_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_own = obj is not None and obj == request.user
        return (
            super().has_delete_permission(request, obj)
            and is_within_reach(request, obj)
            and not is_own
            and not is_last_administrator(obj)
        )

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """One's own password is changed where the old one is asked for: a screen may have been left alone."""
        if id == str(request.user.pk):
            return HttpResponseRedirect(reverse("admin:password_change"))
        return super().user_change_password(request, id, form_url)

    @admin.display(description=_("Shown name"), ordering="first_name")
    def shown_name(self, user: User) -> str:
        return user.first_name

    @admin.display(description=_("Can sign in"), boolean=True, ordering="is_active")
    def can_sign_in(self, user: User) -> bool:
        return user.is_active

    @admin.display(description=_("Role"))
    def role_column(self, user: User) -> str:
        if user.is_superuser:
            return str(_("May do everything"))
        role = role_of(user)
        return str(role.label) if role else ""


def is_within_reach(request: HttpRequest, user: User | None) -> bool:
    """Whether somebody's account may be changed by whoever asks: a superuser's by another superuser alone."""
    return user is None or not user.is_superuser or bool(request.user.is_superuser)


def is_last_administrator(user: User | None) -> bool:
    """Whether nobody would be left to say who can sign in, if this person could not."""
    if user is None or user.pk is None or not administrators().filter(pk=user.pk).exists():
        return False
    return not administrators().exclude(pk=user.pk).exists()
