"""The front door: the password, then the code of a phone. At the first sign-in the phone is set up here."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from idpwsp.signin import lockout, qr, second_step, steps
from idpwsp.signin.forms import CodeForm, NewPhoneForm, PasswordForm
from idpwsp.signin.models import RecoveryCode


@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """The first step."""
    if request.method != "POST":
        if admin.site.has_permission(request):
            return HttpResponseRedirect(steps.destination(request))
        return show(request, "signin/password.html", _("Log in"), form=PasswordForm(request))
    form = PasswordForm(request, request.POST)
    if form.is_valid():
        steps.password_given(request, form.get_user())
        return onward(request, "signin:code")
    if seconds := form.seconds_left:
        return locked(request, seconds)
    return show(request, "signin/password.html", _("Log in"), form=form)


@sensitive_post_parameters()
def code(request: HttpRequest) -> HttpResponse:
    """The second step."""
    user = steps.who_gave_the_password(request)
    if user is None:
        return begin_again(request)
    if second_step.phone_of(user) is None:
        return onward(request, "signin:phone")
    if seconds := lockout.seconds_left_for_codes(request, user):
        return locked(request, seconds)
    form = CodeForm(request, user, request.POST if request.method == "POST" else None)
    if form.is_valid() and form.phone:
        steps.complete(request, user, form.phone)
        if form.is_recovery_code:
            say_how_many_are_left(request, user)
        return HttpResponseRedirect(steps.destination(request))
    if seconds := lockout.seconds_left_for_codes(request, user):
        return locked(request, seconds)
    return show(request, "signin/code.html", _("Your code"), form=form)


@sensitive_post_parameters()
def phone(request: HttpRequest) -> HttpResponse:
    """In place of the second step for whoever has no phone set up yet. Recovery codes are shown at its end."""
    user = steps.who_gave_the_password(request, steps.WITHIN_WITH_A_NEW_PHONE)
    if user is None:
        return begin_again(request)
    if second_step.phone_of(user) is not None:
        return onward(request, "signin:code")
    form = NewPhoneForm(request.POST if request.method == "POST" else None)
    made = confirmed(request, user, form, in_place_of=None)
    if made is None:
        return show_phone(request, user, form)
    steps.complete(request, user, second_step.phone_of(user))
    return show_codes(request, made, steps.destination(request))


def begin_again(request: HttpRequest) -> HttpResponse:
    """To the first step, or where somebody wanted to go who is signed in already, as after Back or in another tab."""
    if steps.is_between(request) and not admin.site.has_permission(request):
        messages.info(request, _("That took too long, or your password was changed. Please begin again."))
    return onward(request, "admin:login")


def in_another_tab(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form of the door whose token is old: whoever has signed in in another tab meanwhile is in."""
    if request.path.startswith(reverse("admin:login")) and admin.site.has_permission(request):
        return HttpResponseRedirect(steps.destination(request))
    return None


def onward(request: HttpRequest, name: str) -> HttpResponse:
    """To another step, with where it is to end."""
    wanted = request.GET.get("next")
    return HttpResponseRedirect(reverse(name) + (f"?{urlencode({'next': wanted})}" if wanted else ""))


# ── What the steps have in common ──────────────────────────────────────────


def confirmed(request: HttpRequest, user: Any, form: NewPhoneForm, *, in_place_of: Any) -> list[str] | None:
    """The recovery codes of a new phone, where its first code is right; otherwise the form says that it is not."""
    if not form.is_valid():
        return None
    made = second_step.confirm(request, user, form.cleaned_data["one_time_code"], in_place_of=in_place_of)
    if made is None:
        form.add_error(
            "one_time_code",
            _("This is not the code that the app shows now. Wait for the next one. If it goes on, look at the clock "
              "of your phone: it must be right."),
        )  # fmt: skip
    return made


def show(request: HttpRequest, template: str, title: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page in the dress of the admin."""
    values = {**admin.site.each_context(request), "title": title, "address": request.get_full_path(), **context}
    return TemplateResponse(request, template, values, status=status)


def show_phone(request: HttpRequest, user: Any, form: NewPhoneForm) -> HttpResponse:
    begun = second_step.begun(request, user)
    return show(
        request, "signin/phone.html", _("Set up your phone"), form=form, qr=qr.picture(begun), key=qr.typed_key(begun)
    )


def show_codes(request: HttpRequest, made: list[str], then: str) -> HttpResponse:
    """Recovery codes, this once."""
    return show(request, "signin/codes.html", _("Your recovery codes"), codes=made, then=then)


def locked(request: HttpRequest, seconds: int) -> HttpResponse:
    """How long, and what to do meanwhile."""
    response = show(request, "signin/locked.html", _("Please wait"), 429, message=lockout.message(seconds))
    response.headers["Retry-After"] = str(seconds)
    return response


def say_how_many_are_left(request: HttpRequest, user: Any) -> None:
    number = RecoveryCode.objects.filter(user=user).count()
    messages.warning(
        request,
        ngettext(
            "That recovery code is used up. You have %(number)d left. Is your phone lost? Set up another one under "
            "“Phone and codes”.",
            "That recovery code is used up. You have %(number)d left. Is your phone lost? Set up another one under "
            "“Phone and codes”.",
            number,
        )
        % {"number": number},
    )
