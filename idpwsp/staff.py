"""The staff's site: Django's admin with our own front page, and what was deleted in one list."""

from typing import Any

import reversion
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from reversion.models import Version

from contact.inbox import demonstration, unlocking, warnings
from idpwsp import held, overview, working
from idpwsp.dashboard import Dashboard, inbox, queues
from idpwsp.foundation.editing import change_url
from idpwsp.foundation.history import restoring
from idpwsp.foundation.history.admin import HistoryAdmin
from idpwsp.foundation.history.snapshots import children, owner_field
from idpwsp.foundation.links.report import may_check, report
from idpwsp.foundation.numbered import numbered
from idpwsp.selfaudit import outcome
from idpwsp.signin import second_step, sessions


class StaffSite(AdminSite):
    """Django's admin in plain words for people who are not technical."""

    site_title = "IDPWSP"
    site_header = gettext_lazy("IDPWSP: for staff")
    index_title = gettext_lazy("What would you like to change?")
    index_template = "admin/front.html"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether somebody on the staff has given both a password and a code."""
        return super().has_permission(request) and second_step.is_verified(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Our own first step in place of Django's only one."""
        from idpwsp.signin import views

        return views.password(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Whoever changes the password stays signed in here, and nowhere else."""
        response = super().password_change(request, extra_context)
        if response.status_code == 302:
            sessions.end(request.user, but=request.session.session_key)
        return response

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The session goes, and with it half of what was unlocked; the other half is in the browser."""
        response = super().logout(request, extra_context)
        unlocking.forget_half(response)
        return response

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return held.keeping_words(self, super().admin_view(view, cacheable))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        if self.has_permission(request):
            context["inbox_is_demonstration"] = demonstration.is_in_use()
        return context

    def get_urls(self) -> list[Any]:
        own = [
            *(path(address, self.admin_view(view), name=name) for address, view, name in working.views(self)),
            path("deleted/", self.admin_view(self.deleted), name="deleted"),
            path("help/", self.admin_view(self.guide), name="guide"),
        ]
        return [*own, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        dashboard = Dashboard()
        context = {
            "dashboard": dashboard,
            "sections": overview.sections,
            "stories": overview.stories,
            "directory": overview.directory,
            "queues": queues(request.user),
            "inbox": inbox(request.user),
            "inbox_warnings": warnings.for_user(request.user),
            "organisation_url": change_url(dashboard.organisation),
            "looked": outcome.last(),
            "nobody_looks": outcome.nobody_looks(request.user),
            "links": report() if may_check(request.user) else None,
            **(extra_context or {}),
        }
        return super().index(request, context)

    def guide(self, request: HttpRequest) -> HttpResponse:
        """How to look after this site, on one page."""
        context = {**self.each_context(request), "title": _("How to look after this site")}
        return TemplateResponse(request, "admin/guide.html", context)

    # ── What was deleted ───────────────────────────────────────────────────

    def deleted(self, request: HttpRequest) -> HttpResponse:
        """Everything that was deleted and can be brought back; a POST does that."""
        kept = self._kept_models(request)
        if not kept:
            raise PermissionDenied
        if request.method == "POST":
            number = request.POST.get("version", "")
            deleted = Version.objects.filter(pk=int(number) if number.isdecimal() and len(number) < 18 else 0)
            return self._recover(request, get_object_or_404(deleted), kept)
        listed = numbered(request, restoring.deleted(kept), working.ON_A_PAGE)
        context = {"title": _("Deleted"), "listed": listed, "deleted": restoring.as_listed(listed)}
        return TemplateResponse(request, "admin/deleted.html", {**self.each_context(request), **context})

    def _kept_models(self, request: HttpRequest) -> list[type[models.Model]]:
        """The models with history that somebody may bring back, with the parts that hang on them."""
        kept: list[type[models.Model]] = []
        for model, model_admin in self._registry.items():
            if not isinstance(model_admin, HistoryAdmin) or not model_admin.can_be_brought_back:
                continue
            if model_admin.has_add_permission(request):
                kept.append(model)
                # A card is a thing of its own; its words and sources come back with it.
                kept += [child for child, _column in children(model) if children(child)]
        return kept

    def _recover(self, request: HttpRequest, version: Version, kept: list[type[models.Model]]) -> HttpResponse:
        if version._model not in kept:
            raise PermissionDenied
        try:
            with reversion.create_revision():
                reversion.set_user(request.user)
                reversion.set_comment(_("Brought back after it was deleted"))
                thing = restoring.recover(version)
        except restoring.CannotRestore as reason:
            messages.error(request, _("Nothing was changed. %(reason)s") % {"reason": reason})
            return HttpResponseRedirect(reverse("admin:deleted"))
        messages.success(request, _("“%(name)s” is back, with everything that belongs to it.") % {"name": thing})
        owner = owner_field(type(thing))
        return HttpResponseRedirect(change_url(getattr(thing, owner.name) if owner else thing))
