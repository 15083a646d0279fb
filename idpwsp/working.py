"""The whole lists behind the front page for staff, in numbered pages."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from idpwsp import tasks
from idpwsp.dashboard import open_questions
from idpwsp.foundation.numbered import numbered
from idpwsp.translating import Lacking, lacking
from resources.models import Organisation

ON_A_PAGE = 100
View = Callable[..., HttpResponse]


def views(site: AdminSite) -> Iterator[tuple[str, View, str]]:
    """(address, view, name) of each list. They show what the front page shows the beginning of, to the same people."""
    yield "checks/", _view(site, checks), "checks"
    yield "drafts/", _view(site, drafts), "drafts"
    yield "coming/", _view(site, coming), "coming"
    yield "confirm/", _view(site, to_confirm), "confirm"
    yield "missing/<str:code>/", _view(site, missing), "missing"
    yield "behind/<str:code>/", _view(site, behind), "behind"


def _view(site: AdminSite, view: View) -> View:
    @require_safe
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("resources.view_page"):
            raise PermissionDenied
        return view(site, request, *args, **kwargs)

    return shown


def checks(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Every statement by the day on which it is to be checked again."""
    return _listed(site, request, _("Checking"), tasks.checks(), "admin/checks.html")


def drafts(site: AdminSite, request: HttpRequest) -> HttpResponse:
    return _listed(site, request, _("Drafts"), tasks.drafts())


def coming(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """What will appear or disappear by itself, the next first."""
    return _listed(site, request, _("Scheduled changes"), tasks.coming(), is_coming=True)


def to_confirm(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """What is to be confirmed before launch; the questions about our own details stand on top of each page."""
    own = open_questions(Organisation.current())
    return _listed(site, request, _("Confirm before launch"), tasks.to_confirm(), own=own)


def missing(site: AdminSite, request: HttpRequest, code: str) -> HttpResponse:
    """What readers see and has no words in a language."""
    lacks = _lacking(code)
    title = _("%(language)s: not translated yet") % {"language": capfirst(lacks.name)}
    return _listed(site, request, title, tasks.to_translate(lacks.missing, code))


def behind(site: AdminSite, request: HttpRequest, code: str) -> HttpResponse:
    """What readers see in words whose English has changed since."""
    lacks = _lacking(code)
    title = _("%(language)s: behind their English") % {"language": capfirst(lacks.name)}
    return _listed(site, request, title, tasks.to_translate(lacks.behind, code))


def _lacking(code: str) -> Lacking:
    """Raises ``Http404`` for what is none of the languages that are translated into."""
    found = next((each for each in lacking() if each.code == code), None)
    if found is None:
        raise Http404
    return found


def _listed(
    site: AdminSite, request: HttpRequest, title: str, work: tasks.WorkList, template: str = "admin/worklist.html",
    own: list[tasks.Task] | None = None, **context: Any,
) -> HttpResponse:  # fmt: skip
    listed = numbered(request, work.found, ON_A_PAGE)
    [rows] = tasks.shown([(work, list(listed))])
    context |= {"title": title, "listed": listed, "rows": [*(own or []), *rows]}
    return TemplateResponse(request, template, {**site.each_context(request), **context})
