"""The tables of what there is on the front page for staff: of each group the first, and the way to the rest."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Article, Campaign, Event
from idpwsp.foundation.editing import change_url
from resources.models import Need, Page, Section, Service

# How many of a group are shown.
ROWS = 10


@dataclass(frozen=True)
class Row:
    """A thing with an address, and how it stands, or when it is."""

    thing: Any
    detail: Any

    @property
    def form(self) -> str:
        return change_url(self.thing)

    @property
    def kind(self) -> str:
        return str(self.thing._meta.model_name)


@dataclass(frozen=True)
class Group:
    """Things under a heading, and how many more there are."""

    name: str
    rows: list[Any]
    more: int
    # What the list of all of them is filtered by.
    key: Any = ""


@dataclass(frozen=True)
class Stories:
    """A part of the table of campaigns, news and events, and the ways to the rest of them."""

    opts: Any
    label: str
    all_label: str
    add_label: str
    rows: list[Row]


def sections() -> list[Group]:
    """Pages under their section's name, in the order of the menu."""
    numbers = dict(Page.objects.order_by().values_list("section").annotate(Count("pk")))
    place = Window(RowNumber(), partition_by="section", order_by=("order", "pk"))
    first = Page.objects.annotate(place=place).filter(place__lte=ROWS).values("pk")
    found: dict[str, list[Row]] = {section: [] for section in Section.values if section in numbers}
    for page in Page.objects.filter(pk__in=first).by_section().with_words().annotate(card_count=Count("cards")):
        found[page.section].append(Row(page, page.card_count))
    return [
        Group(str(Section(section).label), rows, numbers[section] - len(rows), section)
        for section, rows in found.items()
    ]


def directory() -> list[Group]:
    """Every need with its services, drafts among them."""
    through: Any = Service.needs.through
    place = Window(RowNumber(), partition_by="need", order_by=("service__order", "service"))
    pairs = list(
        through.objects.annotate(place=place).filter(place__lte=ROWS).order_by("place").values_list("need", "service")
    )
    services = Service.objects.prefetch_related("translations").in_bulk([service for _need, service in pairs])
    groups = []
    for need in Need.objects.prefetch_related("translations").annotate(service_count=Count("services")):
        rows = [services[service] for pk, service in pairs if pk == need.pk]
        groups.append(Group(str(need), rows, need.service_count - len(rows), need.pk))
    return groups


def stories() -> list[Stories]:
    """Campaigns, and the news and events that are not done with."""
    kinds: Any = (
        (Campaign, _("Campaigns"), _("All campaigns"), _("Add a campaign"), Campaign.objects.all()),
        (Article, _("News"), _("All news"), _("Add an article"), Article.objects.in_hand().newest_first()),
        (Event, _("Events"), _("All events"), _("Add an event"), _by_next_date().prefetch_related("dates")),
    )
    return [
        Stories(model._meta, label, all_label, add_label, [Row(each, _when(each)) for each in some.with_words()[:ROWS]])
        for model, label, all_label, add_label, some in kinds
    ]


def _by_next_date() -> QuerySet:
    """Events in hand by their next date; those without one first."""
    coming = Q(dates__over_at__gt=timezone.now())
    next_at = Min("dates__starts_at", filter=coming)
    return Event.objects.in_hand().annotate(next_at=next_at).order_by(F("next_at").asc(nulls_first=True), "changed_on")


def _when(story: Any) -> Any:
    """How a campaign stands, the day of an article, the next one of an event."""
    if isinstance(story, Campaign):
        return story.get_standing_display()
    return story.dated if isinstance(story, Article) else story.next_date
