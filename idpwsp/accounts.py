"""Staff accounts: who can sign in, and with which role. No list of permissions, and no way to become a superuser."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminRadioSelect
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from contact.inbox.models import Queue
from idpwsp.foundation.editing import change_url
from idpwsp.roles import ADMINISTRATOR, ROLES, administrators, give, give_queues, queues_of, role_of
from idpwsp.signin import second_step, security_log, sessions
from idpwsp.signin.security_log import Kind

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
    readonly_fields = ("phone_and_codes",)
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "email", "role", "queues", "password1", "password2")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.add_fieldsets
        role = () if obj.is_superuser else ("role", "queues")
        secrets = ("password", "phone_and_codes") if self.has_change_permission(request, obj) else ()
        return [(None, {"fields": ("username", "first_name", "email", *role, "is_active", *secrets)})]

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
        # As Django finds it: a number can be written in many ways.
        user = self.get_object(request, unquote(id))
        if user == request.user:
            return HttpResponseRedirect(reverse("admin:password_change"))
        response = super().user_change_password(request, id, form_url)
        if response.status_code == 302 and user:
            sessions.end(user)
            security_log.note(Kind.PASSWORD, request.user, user.get_username())
        return response

    # ── The security log ───────────────────────────────────────────────────

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "is_active" in form.changed_data:
            security_log.note(Kind.OPENED if obj.is_active else Kind.CLOSED, request.user, obj.get_username())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = rights_of(form.instance)
        super().save_related(request, form, formsets, change)
        after = rights_of(form.instance)
        if not change or after != before:
            kind = Kind.RIGHTS if change else Kind.MADE
            security_log.note(kind, request.user, f"{form.instance.get_username()}: {', '.join(after)}")

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for user in queryset:
            security_log.note(Kind.REMOVED, request.user, user.get_username())
        return super().log_deletions(request, queryset)

    # ── Phone and codes ────────────────────────────────────────────────────

    def get_urls(self) -> list[Any]:
        own = path("<int:pk>/phone/", self.admin_site.admin_view(self.take_phone_away), name="auth_user_phone")
        return [own, *super().get_urls()]

    def take_phone_away(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Somebody has lost the phone: at the next sign-in another one is set up, with the password alone."""
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if user == request.user:
            return HttpResponseRedirect(reverse("signin:own"))
        if request.method == "POST":
            second_step.take_away(user)
            security_log.note(Kind.PHONE_TAKEN, request.user, user.get_username())
            self.log_change(request, user, _("Took the phone and the recovery codes away"))
            messages.success(request, _("Done. At the next sign-in, %(name)s sets up a phone.") % {"name": user})
            return HttpResponseRedirect(change_url(user))
        context = {**self.admin_site.each_context(request), "title": _("Take the phone away"), "original": user}
        return TemplateResponse(request, "admin/auth/user/phone.html", {**context, "opts": self.opts})

    @admin.display(description=_("Phone and codes"))
    def phone_and_codes(self, user: User) -> str:
        if (phone := second_step.phone_of(user)) is None:
            return gettext("No phone is set up yet: that comes with the first sign-in.")
        left = user.recovery_codes.count()
        said = ngettext(
            "Set up on %(day)s. %(number)d recovery code left.",
            "Set up on %(day)s. %(number)d recovery codes left.",
            left,
        ) % {"day": date_format(phone.created_at), "number": left}
        address = reverse("admin:auth_user_phone", args=[user.pk])
        return format_html('{} <a href="{}">{}</a>', said, address, gettext("Lost? Take them away"))

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
        return str(role.label) if role else gettext("The inbox only")


def rights_of(user: User) -> list[str]:
    """The keys of somebody's role and queues, as they are stored now."""
    stored = User.objects.get(pk=user.pk)
    role = role_of(stored)
    return [*([role.key] if role else []), *queues_of(stored)]


def is_within_reach(request: HttpRequest, user: User | None) -> bool:
    """Whether somebody's account may be changed by whoever asks: a superuser's by another superuser alone."""
    return user is None or not user.is_superuser or bool(request.user.is_superuser)


def is_last_administrator(user: User | None) -> bool:
    """Whether nobody would be left to say who can sign in, if this person could not."""
    if user is None or user.pk is None or not administrators().filter(pk=user.pk).exists():
        return False
    return not administrators().exclude(pk=user.pk).exists()
