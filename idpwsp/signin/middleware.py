"""Who counts as signed in, and where anybody is: below /staff/ alone. Public pages have no session, no user and no
messages, so no view of theirs can open one by mistake, and none pays for them."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django_otp.middleware import OTPMiddleware

from idpwsp.middleware import is_staff_address
from idpwsp.signin import acting, watching
from idpwsp.signin.second_step import is_verified

GetResponse = Callable[[HttpRequest], HttpResponse]


class BelowStaff:
    """Mixin of a middleware: requests for public pages go past it."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        if is_staff_address(request):
            return super().__call__(request)  # type: ignore[misc]  # the middleware's own
        return self.get_response(request)


class StaffSessionMiddleware(BelowStaff, SessionMiddleware):
    """``request.session``."""


class StaffAuthenticationMiddleware(BelowStaff, AuthenticationMiddleware):
    """``request.user``, by name and password."""


class StaffOTPMiddleware(BelowStaff, OTPMiddleware):
    """Whether a code was given."""


class StaffMessageMiddleware(BelowStaff, MessageMiddleware):
    """What the admin says at the top of the next page."""


def nobody_without_a_code(get_response: GetResponse) -> GetResponse:
    """Whoever has not given a code is nobody: for the admin, for ``login_required``, for every view there will be.

    Our own steps sign nobody in before the code. This holds also for a session that was begun in another way, and for
    one whose phone was taken away since. After django-otp's own middleware, which reads the phone from the session.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_staff_address(request):
            # Asked for only when a view does.
            request.user = SimpleLazyObject(partial(_verified, request.user))  # type: ignore[assignment]
        return get_response(request)

    return middleware


def acts_are_known(get_response: GetResponse) -> GetResponse:
    """The security log knows who does what is done in a request, and hears at its end what is gone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_staff_address(request):
            return get_response(request)
        with acting.act(request) as act:
            response = get_response(request)
            watching.tell(act)
            return response

    return middleware


def _verified(user: Any) -> Any:
    return user if is_verified(user) else AnonymousUser()
