"""Who counts as signed in."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from idpwsp.signin.second_step import is_verified

GetResponse = Callable[[HttpRequest], HttpResponse]


def nobody_without_a_code(get_response: GetResponse) -> GetResponse:
    """Whoever has not given a code is nobody: for the admin, for ``login_required``, for every view there will be.

    Our own steps sign nobody in before the code. This holds also for a session that was begun in another way, and for
    one whose phone was taken away since. After django-otp's own middleware, which reads the phone from the session.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        # Asked for only when a view does: public pages look into no session.
        request.user = SimpleLazyObject(partial(_verified, request.user))  # type: ignore[assignment]
        return get_response(request)

    return middleware


def _verified(user: Any) -> Any:
    return user if is_verified(user) else AnonymousUser()
