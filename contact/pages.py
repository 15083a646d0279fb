"""The pages that forms stand on. What pages are, only the settings know."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string


def around(request: HttpRequest, address: str) -> dict[str, Any] | HttpResponse:
    """The words around a form, as template context; or the answer where no page is published at its address."""
    find: Callable[[HttpRequest, str], dict[str, Any] | HttpResponse] = import_string(settings.PAGE_AROUND)
    return find(request, address)
