"""The help directory as its page shows it: needs with the services below them, in numbered pages once they are many."""

from copy import copy
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from idpwsp.foundation.numbered import numbered
from resources.models import Need, Service

ADDRESS = "help/"
# As many as fit into 14 KB in any language. A service counts once for each need that it stands under.
SERVICES_ON_A_PAGE = 18


def directory(request: HttpRequest, drafts: bool = False) -> dict[str, Any]:
    """The needs of the page that ``?page=`` asks for, each with its ``shown_services``; and all of them, each with the
    ``path`` to it. A preview with the drafts shows everything at once. Raises ``Http404`` for a page that is not."""
    placed, needs = _placed(drafts), list(Need.objects.prefetch_related("translations"))
    total = _put_on_pages(needs, placed)
    listed = numbered(request, range(total), max(total, 1) if drafts else SERVICES_ON_A_PAGE)
    here = [need for need in needs if drafts or need.first_page <= listed.number <= need.last_page]
    for need in needs:
        need.path = f"#{need.key}" if need in here else _path(need.first_page, need.key)
    _put_services(here, placed[listed.start_index() - 1 : listed.end_index()] if total else placed.none())
    return {"needs": here, "all_needs": needs, "listed": listed}


def is_long() -> bool:
    """Whether the directory takes more than one page, so that a link into it has to go by ``path_to``."""
    return _placed().count() > SERVICES_ON_A_PAGE


def path_to_service(pk: int) -> str:
    """Where a service stands now. Raises ``Http404`` for one that is not there."""
    services = list(_placed().values_list("service", flat=True))
    if pk not in services:
        raise Http404
    return _path(1 + services.index(pk) // SERVICES_ON_A_PAGE, Service(pk=pk).fragment)


def path_to_need(key: str) -> str:
    """Where a need stands now. Raises ``Http404`` for one that there is not."""
    needs = list(Need.objects.all())
    _put_on_pages(needs, _placed())
    for need in needs:
        if need.key == key:
            return _path(need.first_page, key)
    raise Http404


def _placed(drafts: bool = False) -> QuerySet:
    """Services below needs, in the order of the page."""
    services = Service.objects.all() if drafts else Service.objects.published()
    placed = Service.needs.through.objects.filter(service__in=services.order_by().values("pk"))
    return placed.order_by("need__order", "need", "service__order", "service")


def _put_on_pages(needs: list[Need], placed: QuerySet) -> int:
    """Tell each need its first and last page. Returns how many services there are."""
    numbers = dict(placed.order_by().values_list("need").annotate(Count("pk")))
    total, before = sum(numbers.values()), 0
    for need in needs:
        after = before + numbers.get(need.pk, 0)
        # One without services stands where its first would.
        need.first_page = 1 + min(before, max(total - 1, 0)) // SERVICES_ON_A_PAGE
        need.last_page = max(need.first_page, 1 + (after - 1) // SERVICES_ON_A_PAGE)
        before = after
    return total


def _put_services(needs: list[Need], placed: QuerySet) -> None:
    """Give each its ``shown_services``. One may stand under several: links lead to the first of it on a page."""
    places = list(placed.values_list("need", "service"))
    services = Service.objects.prefetch_related("translations", "sources").in_bulk([pk for _need, pk in places])
    seen: set[int] = set()
    for need in needs:
        need.shown_services = []
        for pk in (service for place, service in places if place == need.pk):
            service = copy(services[pk])
            service.is_first = pk not in seen
            seen.add(pk)
            need.shown_services.append(service)


def _path(number: int, fragment: str) -> str:
    query = f"?page={number}" if number > 1 else ""
    return f"{reverse('page', kwargs={'address': ADDRESS})}{query}#{fragment}"
