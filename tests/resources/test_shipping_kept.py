"""Loading the shipped content leaves alone what staff have changed or removed."""

import pytest

from resources.models import Card, CardWords, Door, Need, OrganisationWords, Page, PageWords, Service
from resources.shipping import load_shipped_content
from tests.content import card
from tests.factories import make_page, page_words
from tests.resources.releases import EACH_UNIT, UNITS, second_release

pytestmark = pytest.mark.django_db


@EACH_UNIT
def test_what_staff_have_changed_stays(release, unit):
    unit.change_by_staff()

    same = load_shipped_content(release.path)
    second_release(release)
    load_shipped_content(release.path)

    assert unit.seen() == unit.by_staff
    assert same["updated"] == 0
    assert same["kept"] == 1


@EACH_UNIT
def test_a_unit_that_staff_have_changed_does_not_hold_up_the_others(release, unit):
    unit.change_by_staff()

    second_release(release)
    load_shipped_content(release.path)

    others = [other for other in UNITS.values() if other is not unit]
    assert [other.seen() for other in others] == [other.in_second for other in others]


def test_sources_that_staff_have_changed_stay(release):
    source = Card.objects.get(key="old").sources.get()
    source.title = "By staff"
    source.save()

    second_release(release)
    load_shipped_content(release.path)

    assert [each.title for each in Card.objects.get(key="old").sources.all()] == ["By staff"]
    assert Card.objects.get(key="old").since == ""


def test_a_source_that_staff_have_added_stays(release):
    Card.objects.get(key="old").sources.create(title="By staff", url="https://staff.example/", order=9)

    second_release(release)
    load_shipped_content(release.path)

    assert Card.objects.get(key="old").sources.count() == 2


def test_needs_that_staff_have_changed_stay(release):
    Service.objects.get().needs.set(Need.objects.filter(key="lawyer"))

    second_release(release)
    load_shipped_content(release.path)

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
    english = PageWords.objects.get(language_code="en")
    english.title = "By staff"
    english.save()

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
def test_what_staff_have_removed_does_not_come_back(release, removed):
    thing = removed()
    thing.delete()

    load_shipped_content(release.path)
    second_release(release)
    load_shipped_content(release.path)

    with pytest.raises(type(thing).DoesNotExist):
        removed()


def test_a_page_that_staff_have_moved_is_not_made_again(release):
    page = Page.objects.get(slug="papers")
    page.slug = "status"
    page.save()

    second_release(release)
    load_shipped_content(release.path)

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
