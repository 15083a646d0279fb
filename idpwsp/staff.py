"""The staff's front page: the pages by section with their state, and what still needs somebody."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from idpwsp import held
from resources.models import Card, Checked, Need, Organisation, Page, Section, Service


@dataclass(frozen=True)
class Task:
    """Something for somebody to do: where, and what."""

    place: str
    url: str
    text: str


class StaffSite(AdminSite):
    """Django's admin in plain words for people who are not technical."""

    site_title = "IDPWSP"
    site_header = _("IDPWSP: for staff")
    index_title = _("What would you like to change?")
    index_template = "admin/front.html"
    enable_nav_sidebar = False

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return held.keeping_words(self, super().admin_view(view, cacheable))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        context = {
            "sections": sections(),
            "needs": Need.objects.with_services(drafts=True),
            "organisation_url": change_url(Organisation.current()),
            "to_confirm": to_confirm(),
            "copies": Card.objects.published().filter(checked_against=Checked.Basis.COPY).count()
            + Service.objects.published().filter(checked_against=Checked.Basis.COPY).count(),
            **(extra_context or {}),
        }
        return super().index(request, context)


def sections() -> list[tuple[str, list[Page]]]:
    """Every page under its section's name, in the order of the menu."""
    pages = Page.objects.by_section().with_words().prefetch_related("cards")
    return [(str(Section(name).label), list(group)) for name, group in groupby(pages, lambda page: page.section)]


def to_confirm() -> list[Task]:
    """Everything that somebody still has to confirm before launch; what readers see already comes first."""
    tasks = []
    organisation = Organisation.current()
    for line in organisation.to_confirm.splitlines():
        if line.strip():
            tasks.append(Task(str(organisation._meta.verbose_name).capitalize(), change_url(organisation), line))
    for page in Page.objects.by_section().with_words().prefetch_related("cards__translations"):
        if page.to_confirm:
            tasks.append(Task(str(page), change_url(page), page.to_confirm))
        for place, card in enumerate(page.cards.all()):
            if card.to_confirm:
                url = f"{change_url(page)}#cards-{place}"
                tasks.append(Task(f"{page}: {card} ({card.state})", url, card.to_confirm))
    for service in Service.objects.exclude(to_confirm="").prefetch_related("translations"):
        tasks.append(Task(f"{service} ({service.state})", change_url(service), service.to_confirm))
    return tasks


def change_url(thing: Any) -> str:
    """The address of the form that changes a thing."""
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])
