"""Loading the shipped content leaves alone what staff have changed or removed."""

import pytest

from resources.models import (
    Card,
    CardWords,
    Door,
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
from resources.shipping import load_shipped_content
from tests.content import ContentFolder, card, door
from tests.factories import make_page, page_words

pytestmark = pytest.mark.django_db

ALL = (Card, Door, Need, Organisation, Page, Service)


@pytest.fixture
def first(content_folder):
    """A release with one of everything, loaded."""
    first_release(content_folder)
    load_shipped_content(content_folder.path)
    return content_folder


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


# Where to see one value of each unit, and how staff would write another there.
UNITS = {
    "organisation": (lambda: Organisation.objects.get(), "phone", "415-555-0123", "415-555-0199"),
    "organisation’s words": (lambda: OrganisationWords.objects.get(language_code="en"), "name", "Staff", "The group"),
    "organisation’s Spanish": (lambda: OrganisationWords.objects.get(language_code="es"), "name", "Staff", "El grupo"),
    "need": (lambda: Need.objects.get(key="money"), "order", 5, 99),
    "need’s words": (lambda: NeedWords.objects.get(master__key="money"), "title", "Staff", "Money, changed"),
    "service": (lambda: Service.objects.get(key="state"), "phone", "415-555-0123", "415-555-0199"),
    "service’s words": (lambda: ServiceWords.objects.get(), "name", "Staff", "The state, changed"),
    "page": (lambda: Page.objects.get(slug="papers"), "order", 5, 99),
    "page’s words": (
        lambda: PageWords.objects.get(master__slug="papers", language_code="en"), "title", "Staff", "Papers, changed",
    ),
    "page’s Spanish": (
        lambda: PageWords.objects.get(master__slug="papers", language_code="es"), "title", "Staff", "Papeles, cambiado",
    ),
    "card": (lambda: Card.objects.get(key="old"), "since", "2001", "2019"),
    "card’s words": (lambda: CardWords.objects.get(master__key="old"), "title", "Staff", "Old, changed"),
    "door’s words": (lambda: DoorWords.objects.get(), "label", "Staff", "Changed"),
}  # fmt: skip
EACH_UNIT = pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())


def seen(unit):
    row, name, _by_staff, _in_second = unit
    return getattr(row(), name)


# ── What staff have changed or removed ─────────────────────────────────────


@EACH_UNIT
def test_what_staff_have_changed_stays(first, unit):
    row, name, by_staff, _in_second = unit
    changed = row()
    setattr(changed, name, by_staff)
    changed.save()

    same = load_shipped_content(first.path)
    second_release(first)
    load_shipped_content(first.path)

    assert seen(unit) == by_staff
    assert same["updated"] == 0
    assert same["kept"] == 1


@EACH_UNIT
def test_a_unit_that_staff_have_changed_does_not_hold_up_the_others(first, unit):
    row, name, by_staff, _in_second = unit
    changed = row()
    setattr(changed, name, by_staff)
    changed.save()

    second_release(first)
    load_shipped_content(first.path)

    others = [other for other in UNITS.values() if other is not unit]
    assert [seen(other) for other in others] == [other[3] for other in others]


def test_sources_that_staff_have_changed_stay(first):
    source = Card.objects.get(key="old").sources.get()
    source.title = "By staff"
    source.save()

    second_release(first)
    load_shipped_content(first.path)

    assert [each.title for each in Card.objects.get(key="old").sources.all()] == ["By staff"]
    assert Card.objects.get(key="old").since == ""


def test_a_source_that_staff_have_added_stays(first):
    Card.objects.get(key="old").sources.create(title="By staff", url="https://staff.example/", order=9)

    second_release(first)
    load_shipped_content(first.path)

    assert Card.objects.get(key="old").sources.count() == 2


def test_needs_that_staff_have_changed_stay(first):
    Service.objects.get().needs.set(Need.objects.filter(key="lawyer"))

    second_release(first)
    load_shipped_content(first.path)

    assert [need.key for need in Service.objects.get().needs.all()] == ["lawyer"]


def test_what_staff_have_published_stays_published(content_folder):
    content_folder.page("rights", "papers", cards=[card("one", certainty="medium")])
    load_shipped_content(content_folder.path)
    Card.objects.update(status=Card.Status.PUBLISHED)

    load_shipped_content(content_folder.path)

    assert Card.objects.get().is_published()


def test_a_shipped_translation_is_behind_what_staff_have_made_of_its_english(content_folder):
    content_folder.page("rights", "papers")
    load_shipped_content(content_folder.path)
    PageWords.objects.filter(language_code="en").update(title="By staff")

    content_folder.page("rights", "papers", es={"title": "Papeles"})
    load_shipped_content(content_folder.path)

    assert PageWords.objects.get(language_code="es").is_behind


REMOVED = {
    "page": lambda: Page.objects.get(slug="papers"),
    "page’s Spanish": lambda: PageWords.objects.get(master__slug="papers", language_code="es"),
    "card": lambda: Card.objects.get(key="old"),
    "card’s words": lambda: CardWords.objects.get(master__key="old"),
    "door": lambda: Door.objects.get(),
    "need": lambda: Need.objects.get(key="money"),
    "service": lambda: Service.objects.get(),
    "organisation’s Spanish": lambda: OrganisationWords.objects.get(language_code="es"),
}


@pytest.mark.parametrize("removed", REMOVED.values(), ids=REMOVED.keys())
def test_what_staff_have_removed_does_not_come_back(first, removed):
    thing = removed()
    thing.delete()

    load_shipped_content(first.path)
    second_release(first)
    load_shipped_content(first.path)

    with pytest.raises(type(thing).DoesNotExist):
        removed()


def test_a_page_that_staff_have_moved_is_not_made_again(first):
    page = Page.objects.get(slug="papers")
    page.slug = "status"
    page.save()

    second_release(first)
    load_shipped_content(first.path)

    assert not Page.objects.filter(slug="papers").exists()
    assert Page.objects.filter(slug="status").exists()


def test_staff_may_be_first_with_a_language(content_folder):
    content_folder.page("rights", "papers")
    load_shipped_content(content_folder.path)
    page = Page.objects.get(slug="papers")
    PageWords(master=page, language_code="es", **page_words(title="By staff")).save()

    content_folder.page("rights", "papers", es={"title": "Shipped"})
    load_shipped_content(content_folder.path)

    assert PageWords.objects.get(master=page, language_code="es").title == "By staff"


def test_staff_may_be_first_with_a_page(content_folder):
    """The next release ships a page at an address that staff have used: theirs stays, and the rest loads."""
    make_page("papers", "rights", words={"en": page_words(title="By staff")})

    content_folder.page("rights", "papers", title="Shipped", cards=[card("one")])
    content_folder.page("rights", "records", title="Another")
    load_shipped_content(content_folder.path)

    assert PageWords.objects.get(master__address="rights/papers/").title == "By staff"
    assert Page.objects.filter(address="rights/records/").exists()


def test_staff_may_be_first_with_a_card(content_folder):
    content_folder.page("rights", "papers")
    load_shipped_content(content_folder.path)
    by_staff = card("one")
    Card(
        page=Page.objects.get(), key="one", jurisdiction="california",
        checked_on=by_staff["checked"], check_due=by_staff["due"],
    ).save()  # fmt: skip

    content_folder.page("rights", "papers", cards=[card("one"), card("two")])
    load_shipped_content(content_folder.path)

    assert Card.objects.get(key="one").status == Card.Status.DRAFT
    assert Card.objects.filter(key="two").exists()
