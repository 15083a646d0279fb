"""The report on outward links, and the button that starts a check."""

import subprocess
import sys
import threading

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from idpwsp.foundation.links.models import AlreadyRunningError, LinkCheck
from idpwsp.foundation.links.report import report


@admin.site.admin_view
@permission_required(settings.LINKS_PERMISSION, raise_exception=True)
@require_safe
def links(request: HttpRequest) -> HttpResponse:
    """Broken and doubtful links with where they stand, and how the last check went."""
    context = {**admin.site.each_context(request), "title": _("Links to other sites"), "links": report()}
    return render(request, "admin/links.html", context)


@admin.site.admin_view
@permission_required(settings.LINKS_PERMISSION, raise_exception=True)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Start a check beside the web server, and come back to the report at once."""
    try:
        start(LinkCheck.objects.begin())
    except AlreadyRunningError:
        messages.info(request, _("A check is already running. There is no need to start another."))
    except OSError:
        messages.error(request, _("The check could not be started on this server. Tell whoever runs it."))
    else:
        messages.success(request, _("The check has started. It takes some minutes; you can go on working."))
    return redirect("links")


def start(begun: LinkCheck) -> None:
    """Run a check that has begun in a process of its own, so that no worker is held.

    What goes wrong there is written where this process writes it. Raises ``OSError`` when there can be no process.
    """
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "check_links", "--begun", str(begun.pk)]
    try:
        process = subprocess.Popen(  # noqa: S603 - nothing in it comes from a request
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
        )
    except OSError:
        begun.end(LinkCheck.State.STOPPED)
        raise
    # Whoever starts a process has to take note of its end, or its entry stays with the system.
    threading.Thread(target=process.wait, daemon=True).start()
