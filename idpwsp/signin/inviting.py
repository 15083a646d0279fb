"""Making and withdrawing invitations, for administrators."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from idpwsp.account_forms import RoleForm
from idpwsp.foundation.numbered import numbered
from idpwsp.roles import ROLES
from idpwsp.signin import invitations

ON_A_PAGE = 50


class InvitationForm(RoleForm):
    """Who is invited, and to what. It saves nothing by itself."""

    class Meta:
        model = User
        fields = ("username", "first_name")
        # Names are kept as the sign-in looks for them.
        field_classes: ClassVar = {"username": UsernameField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.order_fields(["username", "first_name", "role", "queues"])

    def clean_username(self) -> str:
        name = super().clean_username()
        if invitations.is_invited(name):
            raise forms.ValidationError(_("Somebody is invited under this user name already. Withdraw that first."))
        return name


@admin.site.admin_view
def invite(request: HttpRequest) -> HttpResponse:
    """Who is invited, and a form to invite somebody. The link is in the answer to it, this once."""
    _may(request)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    link = _link(request, form) if form.is_valid() else ""
    listed = numbered(request, invitations.open_now(), ON_A_PAGE)
    for each in listed:
        each.rights = invitations.rights_of(each)
    context = {
        "title": _("Invite somebody"), "form": form, "link": link, "days": invitations.VALID_FOR.days,
        "listed": listed,
    }  # fmt: skip
    return TemplateResponse(request, "signin/invite.html", {**admin.site.each_context(request), **context})


@admin.site.admin_view
def withdraw(request: HttpRequest) -> HttpResponse:
    _may(request)
    number = request.POST.get("invitation", "")
    if request.method == "POST" and number.isascii() and number.isdigit() and len(number) < 18:
        if invitations.withdraw(int(number)):
            messages.success(request, _("Withdrawn. The link opens nothing now."))
        else:
            messages.warning(request, _("It was not open any more. Look under “Who can sign in” whether it was used."))
    return HttpResponseRedirect(reverse("signin:invite"))


def _may(request: HttpRequest) -> None:
    if not invitations.may_invite(request.user):
        raise PermissionDenied


def _link(request: HttpRequest, form: InvitationForm) -> str:
    given = form.cleaned_data
    role = next((role for role in ROLES if role.key == given["role"]), None)
    _made, token = invitations.make(request.user, given["username"], given["first_name"], role, given["queues"])
    return settings.SITE_URL + reverse("signin:join", args=[token])
