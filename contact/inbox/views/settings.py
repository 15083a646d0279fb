"""How long each queue keeps what comes in, and how soon it usually answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contact.inbox.door import Visit, managing
from contact.inbox.forms import SettingsForm
from contact.inbox.models import AuditEntry
from contact.inbox.models.audit import note


@managing
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Days, queue by queue. What has come in already keeps the date that was promised."""
    form = SettingsForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        for queue, before in form.save():
            detail = _("Days kept: %(before)s, now %(after)s") % {"before": before, "after": queue.retention_days}
            note(visit.user, AuditEntry.Action.SETTINGS, queue=queue, detail=detail)
        for queue, soon in form.save_answers():
            detail = _("Days to an answer: %(before)s, now %(after)s") % {
                "before": soon or "–", "after": queue.answer_within_days or "–"
            }  # fmt: skip
            note(visit.user, AuditEntry.Action.SETTINGS, queue=queue, detail=detail)
        messages.success(request, _("Saved. It holds for what comes in from now on."))
        return HttpResponseRedirect(reverse("inbox:settings"))
    title = _("How long the inbox keeps things")
    return visit.render("inbox/settings.html", title, 422 if form.is_bound else 200, form=form)
