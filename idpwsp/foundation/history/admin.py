"""The history of a thing in the admin: what changed word by word, and a button to take any of it back."""

from typing import Any

import reversion
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from reversion.admin import VersionAdmin
from reversion.models import Revision

from idpwsp.foundation.history import restoring
from idpwsp.foundation.history.changes import LINES, from_target, steps
from idpwsp.foundation.history.snapshots import revisions_of, snapshots

STEPS_A_PAGE = 15
EVERYTHING = "everything"


class HistoryAdmin(VersionAdmin):
    """Reversion's admin with a history in plain view instead of its list of dates and second form."""

    change_list_template = "admin/words_list.html"
    # Whether what was deleted is offered to be brought back.
    can_be_brought_back = True

    def get_urls(self) -> list[Any]:
        # Without reversion's own pages for going back and recovering: those here and /staff/deleted/ do both.
        return super(VersionAdmin, self).get_urls()

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """What became of a thing, newest first; a POST takes something back."""
        # Also knows what is no number at all.
        thing = self.get_object(request, object_id)
        if thing is None:
            raise Http404
        if not self.has_view_or_change_permission(request, thing):
            raise PermissionDenied
        if request.method == "POST":
            return self.take_back(request, thing)
        revisions = revisions_of(self.model, object_id)
        page = Paginator(revisions, STEPS_A_PAGE).get_page(request.GET.get("page"))
        shown = list(page)
        earlier = revisions.filter(pk__lt=shown[-1].pk).first() if shown else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of “%(name)s”") % {"name": thing},
            "thing": thing,
            "opts": self.opts,
            "page": page,
            "steps": steps(self.model, object_id, shown, earlier),
            "may_change": self.has_change_permission(request, thing),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/history.html", context)

    def take_back(self, request: HttpRequest, thing: Any) -> HttpResponse:
        """Bring back all of a thing as it was after a revision, or one part as it was before it."""
        if not self.has_change_permission(request, thing):
            raise PermissionDenied
        revisions = revisions_of(self.model, thing.pk)
        revision = get_object_or_404(revisions, pk=_number(request.POST.get("revision")))
        what = request.POST.get("what", "")
        try:
            with reversion.create_revision():
                reversion.set_user(request.user)
                reversion.set_comment(_("Brought back from the history"))
                if what == EVERYTHING:
                    restoring.restore(self.model, thing.pk, revision)
                else:
                    _take_back_part(thing, revision, revisions.filter(pk__lt=revision.pk).first(), what)
        except restoring.CannotRestore as reason:
            self.message_user(request, _("Nothing was changed. %(reason)s") % {"reason": reason}, messages.ERROR)
        else:
            self.message_user(request, _("Done. If this was a mistake, it can be taken back here too."))
        return HttpResponseRedirect(request.path)


def _take_back_part(thing: Any, revision: Revision, earlier: Revision | None, what: str) -> None:
    """Undo what a revision did to one row or one field of a thing. Raises ``CannotRestore``."""
    if earlier is None:
        raise restoring.CannotRestore(_("Nothing of it was kept before that."))
    try:
        key, name = from_target(what)
    except (ValueError, LookupError) as error:
        raise restoring.CannotRestore(_("This part is not known here.")) from error
    kept = snapshots(type(thing), thing.pk, [earlier.pk, revision.pk])
    before, after = kept[earlier.pk], kept[revision.pk]
    if key not in before.rows and key not in after.rows:
        raise restoring.CannotRestore(_("This part is not known here."))
    if key not in before.rows:
        restoring.remove_row(thing, key)
    elif not name:
        restoring.restore_row(thing, before, key)
    elif name == LINES:
        restoring.restore_lines(thing, before, key)
    elif name in before.rows[key].values:
        restoring.restore_field(thing, before, key, name)
    else:
        raise restoring.CannotRestore(_("This part is not known here."))


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else 0
