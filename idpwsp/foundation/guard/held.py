"""Forms that could not be taken: the answer gives them back, filled in, with a button that sends them again.

Nothing of them is stored anywhere. For the forms of staff see ``idpwsp.held``.
"""

import logging
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

# All that reading a body can raise: too large, too many fields, cut short, not what it says it is.
UNREADABLE = (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError)
SOON = "60"  # seconds
# What no keyboard types: null bytes and their like, which neither pages nor databases can hold.
_CONTROL = {number: None for number in (*range(32), *range(127, 160)) if chr(number) not in "\t\n\r"}


class Busy(Exception):
    """Cannot be taken at this moment; in a minute it can."""


class Closed(Exception):
    """Cannot be taken at all for now, and nobody knows until when."""


@dataclass(frozen=True)
class Reason:
    """Why a form could not be taken, in words, and the status that says the same to a program."""

    status: int
    heading: str | Promise
    text: str | Promise


ELSEWHERE = Reason(
    403,
    _("Please send this once more"),
    _(
        "Your browser says that this form came from another site, so we have not taken it. "
        "If you wrote these words, send them from here."
    ),
)
BUSY = Reason(
    503,
    _("The site is busy"),
    _("Your words are still here. Wait a minute, then send them again. Sent twice, they still count once."),
)
CLOSED = Reason(
    503,
    _("We cannot take this now"),
    _(
        "Nothing has been stored. Your words are still here, so you can copy them. "
        "We don’t know yet when this works again: please call us, or write by post."
    ),
)
BROKEN = Reason(
    500,
    _("Something broke on our side"),
    _("Your words are still here. Wait a minute, then send them again. Sent twice, they still count once."),
)
TOO_LARGE = Reason(
    413,
    _("This is too long for us"),
    _(
        "It has not been sent, and is too long to be given back in this page. "
        "Your browser may still have your words when you go back. Otherwise please write less, and send it again."
    ),
)
NOT_READ = Reason(
    400,
    _("We could not read this"),
    _(
        "It has not been sent, and what came was too muddled to be given back. "
        "Your browser may still have your words when you go back. Otherwise please write them again."
    ),
)


def received(request: HttpRequest) -> QueryDict:
    """What was sent, always read as UTF-8. Raises one of ``UNREADABLE``."""
    if request.encoding != "utf-8":
        # Setting it drops what was read, and a body can be read only once.
        request.encoding = "utf-8"
    fields = request.POST.copy()
    for name, values in request.POST.lists():
        fields.setlist(name, [value.translate(_CONTROL) for value in values])
    return fields


def from_elsewhere(request: HttpRequest, form_class: type) -> HttpResponse:
    """The answer to a form that another site has sent."""
    return _page(request, ELSEWHERE, form_class)


def busy(request: HttpRequest, form_class: type) -> HttpResponse:
    """The answer where something that the form needs has no room at this moment."""
    return _page(request, BUSY, form_class)


def closed(request: HttpRequest, form_class: type) -> HttpResponse:
    """The answer to a form whose app can keep nothing for now."""
    return _page(request, CLOSED, form_class)


def unreadable(request: HttpRequest, error: BaseException) -> HttpResponse:
    """The answer to what is no form, or too much of one. There are no words to give back: Back may still have them."""
    return _page(request, TOO_LARGE if isinstance(error, RequestDataTooBig) else NOT_READ)


def broken(request: HttpRequest, error: BaseException | None, context: dict[str, Any]) -> HttpResponse | None:
    """The answer to a form that ended in an error; None where none was sent. Never asks the database.

    It does not say that nothing was stored: the error may have come after that. Sent again, it is the same entry.
    """
    form_class = getattr(request.resolver_match and request.resolver_match.func, "form_class", None)
    if request.method != "POST" or form_class is None:
        return None
    reason = BUSY if isinstance(error, OperationalError) else BROKEN
    try:
        return _page(request, reason, form_class, context)
    except Exception:
        # The form itself may be what is broken. Then there is the usual page, without it.
        logger.exception("A form could not be given back.")
        return None


def _page(
    request: HttpRequest, reason: Reason, form_class: type | None = None, context: dict[str, Any] | None = None
) -> HttpResponse:
    """The page for a reason, with what stands around every page, or from a context that needs no database."""
    form = None
    if form_class is not None:
        form = form_class(received(request))
        form.hold(request.path)
    values = {"reason": reason, "form": form, **(context or {})}
    headers = {"Cache-Control": "no-store", **({"Retry-After": SOON} if reason.status == 503 else {})}
    if context is None:
        response = render(request, "guard/held.html", values, status=reason.status)
        for name, value in headers.items():
            response.headers[name] = value
        return response
    return HttpResponse(render_to_string("guard/held.html", values), status=reason.status, headers=headers)
