"""How a public form is received and answered. See the package for an example."""

from collections.abc import Callable
from functools import wraps
from secrets import token_hex
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from idpwsp.foundation.guard import held
from idpwsp.foundation.guard.forms import GuardedForm
from idpwsp.foundation.guard.once import COPY, MINE, Again, Keep, lodge
from idpwsp.foundation.guard.sender import is_from_elsewhere
from idpwsp.foundation.page_cache.policy import cached_page

View = Callable[..., HttpResponse]


def guarded(form_class: type[GuardedForm]) -> Callable[[View], View]:
    """Make a view ``(request, form, …)`` that anybody may send a form to. The form is bound where one was sent.

    There is no token, which would need a cookie and make each page another; what it would stop, ``sender`` stops.
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @cached_page()
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def receive(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                sent = held.received(request) if request.method == "POST" else None
            except held.UNREADABLE as error:
                return held.unreadable(request, error)
            if sent is not None and is_from_elsewhere(request):
                return held.from_elsewhere(request, form_class)
            try:
                response = view(request, form_class(sent), *args, **kwargs)
            except held.Busy:
                return held.busy(request, form_class)
            except held.Closed:
                return held.closed(request, form_class)
            response.headers["Cache-Control"] = "no-store"
            return response

        # For the page that gives it back after an error: held.broken.
        receive.form_class = form_class  # type: ignore[attr-defined]
        return receive

    return decorate


def answer(
    request: HttpRequest,
    form: GuardedForm,
    *,
    about: str,
    keep: Keep,
    again: Again,
    template: str,
    done: str,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """The page for a form: empty, with its errors (422), or what came of it.

    ``about`` names what the words are about: the same words elsewhere are another entry. What came of it is the answer
    itself and no redirect, because a code may stand in no address. A doubtful sender sees what everybody sees.
    """
    page = {**(context or {}), "form": form}
    if not form.is_bound:
        return render(request, template, page)
    if not form.is_valid():
        return render(request, template, {**page, "has_errors": True}, status=422)
    outcome = lodge(request, form, about, keep, again)
    if outcome.kept is None:
        buttons = {"copy": (COPY, token_hex(8)), "mine": MINE}
        return render(request, "guard/same.html", {**page, **buttons})
    return render(request, done, {**page, "code": outcome.kept.code, "is_again": outcome.is_again})
