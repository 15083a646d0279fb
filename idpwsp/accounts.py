"""Who can sign in, in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from idpwsp.account_forms import AccountForm, NewAccountForm, PasswordForm
from idpwsp.foundation.editing import change_url
from idpwsp.roles import MAY_DO_EVERYTHING, is_last_administrator, role_of
from idpwsp.signin import second_step, sessions


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
        return response

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
            return str(MAY_DO_EVERYTHING)
        role = role_of(user)
        return str(role.label) if role else gettext("The inbox only")


def is_within_reach(request: HttpRequest, user: User | None) -> bool:
    """Whether somebody's account may be changed by whoever asks: a superuser's by another superuser alone."""
    return user is None or not user.is_superuser or bool(request.user.is_superuser)
