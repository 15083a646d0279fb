"""One's own phone and recovery codes, once signed in. Each change takes a code: a screen may have been left alone."""

import time
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from idpwsp.signin import second_step, security_log, sessions, steps
from idpwsp.signin.forms import CodeForm, NewPhoneForm
from idpwsp.signin.models import RecoveryCode
from idpwsp.signin.views import confirmed, show, show_codes, show_phone

# In the session: since when another phone may be set up.
_MAY_CHANGE = "signin-may-change"


@admin.site.admin_view
def own(request: HttpRequest) -> HttpResponse:
    """What one has, and the two things that can be changed."""
    return show_own(request)


@admin.site.admin_view
@sensitive_post_parameters()
def new_codes(request: HttpRequest) -> HttpResponse:
    """Ten recovery codes in place of those there were."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("signin:own"))
    form = code_form(request, "codes")
    if not form.is_valid():
        return show_own(request, codes_form=form)
    made = second_step.new_recovery_codes(request.user)
    security_log.note(security_log.Kind.CODES, request.user)
    return show_codes(request, made, reverse("signin:own"))


@admin.site.admin_view
@sensitive_post_parameters()
def change_phone(request: HttpRequest) -> HttpResponse:
    """A code of the old phone, or a recovery code, opens the page on which a new one is set up."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("signin:own"))
    form = code_form(request, "phone")
    if not form.is_valid():
        return show_own(request, phone_form=form)
    request.session[_MAY_CHANGE] = int(time.time())
    return HttpResponseRedirect(reverse("signin:new_phone"))


@admin.site.admin_view
@sensitive_post_parameters()
def new_phone(request: HttpRequest) -> HttpResponse:
    """The new phone. From its first code on the old one is none of ours, and all other browsers are signed out."""
    user: Any = request.user
    if not 0 <= time.time() - request.session.get(_MAY_CHANGE, 0) < steps.WITHIN_WITH_A_NEW_PHONE:
        messages.info(request, _("To set up another phone, first give a code here."))
        return HttpResponseRedirect(reverse("signin:own"))
    form = NewPhoneForm(request.POST if request.method == "POST" else None)
    made = confirmed(request, user, form, in_place_of=second_step.phone_of(user))
    if made is None:
        return show_phone(request, user, form)
    del request.session[_MAY_CHANGE]
    steps.stay(request, second_step.phone_of(user))
    sessions.end(user, but=request.session.session_key)
    return show_codes(request, made, reverse("signin:own"))


def code_form(request: HttpRequest, prefix: str, is_asked: bool = True) -> CodeForm:
    return CodeForm(request, request.user, request.POST if is_asked else None, prefix=prefix)


def show_own(request: HttpRequest, **forms: CodeForm) -> HttpResponse:
    context: dict[str, Any] = {
        "phone": second_step.phone_of(request.user),
        "codes_left": RecoveryCode.objects.filter(user=request.user.pk).count(),
        "codes_form": code_form(request, "codes", is_asked=False),
        "phone_form": code_form(request, "phone", is_asked=False),
        **forms,
    }
    return show(request, "signin/own.html", _("Phone and codes"), **context)
