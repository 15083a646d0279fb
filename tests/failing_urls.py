"""The site's addresses, and a few that fail in every way: for tests of what readers and the log get to see then."""

from typing import NoReturn

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest
from django.urls import path

from idpwsp import urls


def broken(request: HttpRequest) -> NoReturn:
    raise ValueError(f"cannot read {request.GET.get('q')!r}")


def broken_twice(request: HttpRequest) -> NoReturn:
    try:
        broken(request)
    except ValueError as error:
        raise RuntimeError(f"no answer for {request.META['HTTP_USER_AGENT']}") from error


def forbidden(request: HttpRequest) -> NoReturn:
    raise PermissionDenied(f"not for {request.META['REMOTE_ADDR']}")


def suspicious(request: HttpRequest) -> NoReturn:
    raise SuspiciousOperation("it looks wrong")


handler500 = urls.handler500

urlpatterns = [
    *i18n_patterns(
        path("broken/", broken),
        path("broken/twice/", broken_twice),
        path("forbidden/", forbidden),
        path("suspicious/", suspicious),
        prefix_default_language=False,
    ),
    *urls.urlpatterns,
]
