"""Two releases of the same small content: the first has one of everything, the second changes each unit of it."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.db.models import Model

from resources.models import (
    Card,
    CardWords,
    DoorWords,
    Need,
    NeedWords,
    Organisation,
    OrganisationWords,
    Page,
    PageWords,
    Service,
    ServiceWords,
)
from tests.content import ContentFolder, card, door


def first_release(folder: ContentFolder) -> None:
    folder.organisation(words={"en": {"name": "The project"}, "es": {"name": "El proyecto"}})
    folder.need("money")
    folder.need("lawyer")
    folder.service("state", ["money"])
    folder.page("home", "home", at_root=True, doors=[door("/rights/papers/")])
    folder.page("rights", "papers", cards=[card("old"), card("new")], es={"title": "Papeles"})


def second_release(folder: ContentFolder) -> None:
    """The next one, which changes every unit."""
    folder.organisation(phone="415-555-0199", words={"en": {"name": "The group"}, "es": {"name": "El grupo"}})
    folder.need("money", order=99, words={"en": {"title": "Money, changed", "intro": ""}})
    folder.service(
        "state",
        ["money", "lawyer"],
        phone="415-555-0199",
        words={"en": {"name": "The state, changed", "summary": "What it does."}},
    )
    way_in = {"en": {"label": "Changed", "text": ""}}
    folder.page("home", "home", at_root=True, doors=[door("/rights/papers/", words=way_in)])
    sources = [{"title": "Another", "url": "https://another.example/"}]
    words = {"en": {"heading": "", "title": "Old, changed", "body": "<p>Changed.</p>"}}
    old = card("old", since="2019", sources=sources, words=words)
    spanish = {"title": "Papeles, cambiado"}
    folder.page("rights", "papers", order=99, title="Papers, changed", es=spanish, cards=[old, card("new")])


class Unit(NamedTuple):
    """What is brought up to date or kept as a whole: where one value of it stands, and what others make of it."""

    row: Callable[[], Model]
    field: str
    by_staff: Any
    in_second: Any

    def seen(self) -> Any:
        return getattr(self.row(), self.field)

    def change_by_staff(self) -> None:
        changed = self.row()
        setattr(changed, self.field, self.by_staff)
        changed.save()


UNITS: dict[str, Unit] = {
    "organisation": Unit(lambda: Organisation.objects.get(), "phone", "415-555-0123", "415-555-0199"),
    "organisation’s words": Unit(
        lambda: OrganisationWords.objects.get(language_code="en"), "name", "Staff", "The group",
    ),
    "organisation’s Spanish": Unit(
        lambda: OrganisationWords.objects.get(language_code="es"), "name", "Staff", "El grupo",
    ),
    "need": Unit(lambda: Need.objects.get(key="money"), "order", 5, 99),
    "need’s words": Unit(lambda: NeedWords.objects.get(master__key="money"), "title", "Staff", "Money, changed"),
    "service": Unit(lambda: Service.objects.get(key="state"), "phone", "415-555-0123", "415-555-0199"),
    "service’s words": Unit(lambda: ServiceWords.objects.get(), "name", "Staff", "The state, changed"),
    "page": Unit(lambda: Page.objects.get(slug="papers"), "order", 5, 99),
    "page’s words": Unit(
        lambda: PageWords.objects.get(master__slug="papers", language_code="en"), "title", "Staff", "Papers, changed",
    ),
    "page’s Spanish": Unit(
        lambda: PageWords.objects.get(master__slug="papers", language_code="es"), "title", "Staff", "Papeles, cambiado",
    ),
    "card": Unit(lambda: Card.objects.get(key="old"), "since", "2001", "2019"),
    "card’s words": Unit(lambda: CardWords.objects.get(master__key="old"), "title", "Staff", "Old, changed"),
    "door’s words": Unit(lambda: DoorWords.objects.get(), "label", "Staff", "Changed"),
}  # fmt: skip
EACH_UNIT = pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
