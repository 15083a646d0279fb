"""Words that staff have sent and that could not be taken: the answer carries them back, and one press sends them again.

Nothing of them is stored, neither on the server nor in the browser: they travel in hidden fields of the page that
says what went wrong, and from there to the same address once more. See docs/decisions/0012.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.sessions.backends.base import UpdateError
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from idpwsp.foundation.conflicts import DeletedMeanwhile
from idpwsp.foundation.guard.held import SOON, Reason
from idpwsp.middleware import is_staff_address
from idpwsp.signin import second_step, steps
from idpwsp.signin.forms import CodeForm, PasswordForm
from idpwsp.signin.joining import is_joining

# What the held page asks for itself begins with this. It is taken out before a view sees the form, and never carried.
OURS = "held"
# Never written into a page, whatever form they were typed into.
_SECRET = re.compile(r"password|passphrase|sheet_code|one_time_code", re.IGNORECASE)
_STYLE = ("admin/css/base.css", "admin/css/dark_mode.css", "staff/staff.css")
_ICON = "img/icon.svg"

View = Callable[..., HttpResponse]


# 403 and not 401: that would need a WWW-Authenticate header, and no scheme stands for a form (RFC 9110, 15.5.2).
ENDED = Reason(
    403,
    _("Your sign-in has ended"),
    _("Nothing has been saved yet. Sign in here, and your words are sent on at once."),
)
REFUSED = Reason(
    403,
    _("Please send this once more"),
    _("Somebody has signed in or out in another tab since this form was opened. Nothing has been saved yet."),
)
CODE = Reason(
    403,
    _("Now the code from your phone"),
    _("Name and password are right. Nothing has been saved yet."),
)
NOT_ALLOWED = Reason(
    403,
    _("You may not change this"),
    _("Nothing has been saved. Somebody who may can sign in here and send it, or you can copy your words below."),
)
DELETED = Reason(
    409,
    _("Somebody has deleted this meanwhile"),
    _("Nothing has been saved. If it should stay, bring it back in another tab, then send your words again."),
)
BROKEN = Reason(
    500,
    _("Something broke on our side"),
    _("Nothing was saved. Try again in a minute."),
)
BUSY = Reason(
    503,
    _("The site is busy"),
    _("Somebody else is saving at this moment. Nothing of yours was saved. Try again in a minute."),
)


# ── Where forms are caught ─────────────────────────────────────────────────


def keeping_words(site: admin.AdminSite, view: View) -> View:
    """Wrap a view of the admin, so that a form sent to it by somebody who may not send it comes back with its words."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or request.path == reverse("admin:logout"):
            return view(request, *args, **kwargs)
        if refusal := sign_in(request, site):
            return refusal
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            return page(request, NOT_ALLOWED, sign_in_form(request))
        except DeletedMeanwhile:
            return page(request, DELETED, user=request.user)

    return guarded


def refused(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form with the wrong token; none where it came from elsewhere, and is owed nothing."""
    if not is_staff_form(request) or not is_from_our_own_page(request):
        return None
    if admin.site.has_permission(request):
        return page(request, REFUSED, user=request.user)
    return page(request, ENDED, sign_in_form(request))


def broken(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """The answer to a form that ended in an error; none where nothing was typed. It never asks the database."""
    if not is_staff_form(request) or not carried(request):
        return None
    if isinstance(error, UpdateError):
        # The session says only that it was not stored.
        error = error.__context__
    if isinstance(error, OperationalError) and "locked" in str(error):
        return page(request, BUSY)
    return page(request, BROKEN)


def is_staff_form(request: HttpRequest) -> bool:
    """Whether this is a form of staff with words in it. Those of the front door hold a name, a password, a code."""
    is_door = request.path.startswith(reverse("admin:login")) or is_joining(request.path)
    return request.method == "POST" and is_staff_address(request) and not is_door


def is_from_our_own_page(request: HttpRequest) -> bool:
    """Whether the browser itself says so, in headers that no script of another page can set."""
    said = {
        "Origin": f"{request.scheme}://{request.get_host()}",
        "Sec-Fetch-Site": "same-origin",
    }
    heard = [request.headers[name] == ours for name, ours in said.items() if name in request.headers]
    return bool(heard) and all(heard)


# ── Signing in on the held page ────────────────────────────────────────────


def sign_in(request: HttpRequest, site: admin.AdminSite) -> HttpResponse | None:
    """Take our own fields out of the form and sign in with them. Returns the held page where that did not succeed.

    Whoever is signed in already goes on as themselves, unless the form came with somebody's name and password. A right
    password leads to the held page again, which then asks for the code; a right code sends the words on.
    """
    sent = request.POST
    asked = {name.removeprefix(f"{OURS}-") for name, value in sent.items() if is_ours(name) and value}
    take_out_ours(request)
    reason = NOT_ALLOWED if site.has_permission(request) else ENDED
    if "one_time_code" in asked:
        return second_form(request, sent, reason)
    if asked and "again" not in asked:
        return first_form(request, sent, reason)
    return page(request, reason, sign_in_form(request)) if asked or reason is ENDED else None


def first_form(request: HttpRequest, sent: Any, reason: Reason) -> HttpResponse:
    """Somebody's name and password."""
    form = sign_in_form(request, sent)
    if not form.is_valid():
        return page(request, reason, form)
    user = form.get_user()
    if second_step.phone_of(user) is None:
        form.add_error(None, _("No phone is set up for this account yet. Sign in in another tab first; then here."))
        return page(request, reason, form)
    steps.password_given(request, user)
    return page(request, CODE, code_form(request, user))


def second_form(request: HttpRequest, sent: Any, reason: Reason) -> HttpResponse | None:
    """The code of whoever has given the password on this page, or in another tab since."""
    user = steps.who_gave_the_password(request)
    if user is None:
        return page(request, reason, sign_in_form(request))
    form = code_form(request, user, sent)
    if not (form.is_valid() and form.phone):
        return page(request, CODE, form)
    steps.complete(request, user, form.phone)
    # The admin's views look at the cookie once more, and would put the old token back.
    request.COOKIES[settings.CSRF_COOKIE_NAME] = request.META["CSRF_COOKIE"]
    return None


def sign_in_form(request: HttpRequest, data: Any = None) -> PasswordForm:
    """What somebody has to fill in on the held page first."""
    form = PasswordForm(request, data, prefix=OURS)
    form.fields["username"].widget.attrs["aria-describedby"] = "why"
    return form


def code_form(request: HttpRequest, user: Any, data: Any = None) -> CodeForm:
    """And what second."""
    form = CodeForm(request, user, data, prefix=OURS)
    form.fields["one_time_code"].widget.attrs["autofocus"] = True
    return form


def is_ours(name: str) -> bool:
    return name.startswith(f"{OURS}-")


def take_out_ours(request: HttpRequest) -> None:
    """A view is to see the form as it was sent at first, and no password."""
    fields = request.POST.copy()
    for name in filter(is_ours, request.POST):
        del fields[name]
    fields._mutable = False
    request.POST = fields  # type: ignore[assignment]


# ── The page ───────────────────────────────────────────────────────────────


def page(
    request: HttpRequest, reason: Reason, form: PasswordForm | CodeForm | None = None, user: Any = None
) -> HttpResponse:
    """The page that carries a form back. Where there is a sign-in form, sending needs what it asks for."""
    fields = carried(request)
    html = render_to_string(
        "admin/held.html",
        {
            "reason": reason,
            "is_deleted": reason is DELETED,
            "is_code": reason is CODE,
            "kept": _("Your words are still in this page."),
            "form": form,
            "user": user,
            "address": request.get_full_path(),
            "fields": fields,
            "words": [value for name, value in fields if _is_worth_copying(name, value)],
            "secrets": any(
                value and _SECRET.search(name) and not is_ours(name) for name, value in request.POST.items()
            ),
            "files": [(name, file.name) for name, files in request.FILES.lists() for file in files],
            "csrf_token": get_token(request),
            **_dress(),
        },
    )
    headers = {"Cache-Control": "no-store"}
    if reason.status == 503:
        headers["Retry-After"] = SOON
    return HttpResponse(html, status=reason.status, headers=headers)


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """Everything that was sent, the button with it, except for secrets, our own fields and the old token."""
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not (is_ours(name) or _SECRET.search(name) or name == "csrfmiddlewaretoken")
    ]


def _is_worth_copying(name: str, value: str) -> bool:
    """Whether it is something that somebody has written, rather than chosen."""
    return len(value.split()) > 1 and not name.startswith("initial-")


def _dress() -> dict[str, Any]:
    """Style and icon. The words matter more than their dress: where no files were collected there is none."""
    try:
        return {"styles": [static(name) for name in _STYLE], "icon": static(_ICON)}
    except ValueError:
        return {}
