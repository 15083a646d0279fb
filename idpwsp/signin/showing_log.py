"""The security log, for administrators to read. Nobody changes it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from idpwsp.foundation.numbered import numbered
from idpwsp.signin.models import SecurityEntry, shown_who
from idpwsp.signin.security_log import KEPT_DAYS, PERMISSION

ON_A_PAGE = 50


@admin.site.admin_view
@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """Newest first, by who and by what."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    chosen = {name: value for name in ("who", "kind") if (value := request.GET.get(name))}
    people = SecurityEntry.objects.exclude(who="").order_by("who").values_list("who", flat=True).distinct()
    context: dict[str, Any] = {
        "title": _("Security log"), "listed": numbered(request, SecurityEntry.objects.filter(**chosen), ON_A_PAGE),
        "people": [(name, shown_who(name)) for name in people],
        "kinds": SecurityEntry.Kind.choices, "chosen": chosen, "query": urlencode(chosen),
        "kept_days": KEPT_DAYS,
    }  # fmt: skip
    return TemplateResponse(request, "signin/security.html", {**admin.site.each_context(request), **context})
