"""History holds together with translations, cards, sources and ways in (docs/decisions/0003)."""

from datetime import date

import pytest
import reversion
from django.utils import translation
from reversion.models import Version

from resources.models import Card, CardSource, CardWords, Door, DoorWords, Page, PageWords

pytestmark = pytest.mark.django_db


@pytest.fixture
def rights():
    """A page with words in two languages, a way in, and a card with words in two languages and a source."""
    with reversion.create_revision():
        page = Page.objects.create(section="rights", slug="compensation", status=Page.Status.PUBLISHED)
        for code, title in (("en", "Money"), ("es", "Dinero")):
            PageWords.objects.create(master=page, language_code=code, menu_title=title, title=title, body="<p>1</p>")
        card = Card.objects.create(
            page=page, key="time", jurisdiction="california", checked_on=date(2026, 11, 22), check_due=date(2027, 1, 15)
        )
        for code, title in (("en", "Seven years"), ("es", "Siete años")):
            CardWords.objects.create(master=card, language_code=code, title=title, body="<p>1</p>")
        CardSource.objects.create(card=card, title="CalVCB", url="https://victims.ca.gov/")
        door = Door.objects.create(page=page, target=page)
        DoorWords.objects.create(master=door, language_code="en", label="In")
    return page


def words_of(page):
    """All that readers could see of a page, as plain values."""
    page = Page.objects.get(pk=page.pk)
    return {
        "page": sorted(page.translations.values_list("language_code", "title", "body")),
        "cards": sorted(CardWords.objects.filter(master__page=page).values_list("language_code", "title", "body")),
        "sources": sorted(CardSource.objects.filter(card__page=page).values_list("title", "url")),
        "doors": sorted(DoorWords.objects.filter(master__page=page).values_list("language_code", "label")),
    }


def change_everything(page):
    with reversion.create_revision():
        page = Page.objects.get(pk=page.pk)
        for code in ("en", "es"):
            page.set_current_language(code)
            page.title = f"Changed {code}"
        page.save()
        card = page.cards.get()
        card.set_current_language("es")
        card.title = "Cambiado"
        card.save()
        card.sources.all().delete()
        CardSource.objects.create(card=card, title="Another", url="https://example.org/")
        CardSource.objects.create(card=card, title="Third", url="https://example.org/3")
        new = Card.objects.create(
            page=page, key="new", jurisdiction="california", checked_on=date(2026, 11, 22), check_due=date(2027, 1, 15)
        )
        CardWords.objects.create(master=new, language_code="en", title="New", body="<p>2</p>")
        page.doors.all().delete()


def test_reverting_brings_back_both_languages_cards_sources_and_ways_in(rights):
    before = words_of(rights)
    change_everything(rights)
    assert words_of(rights) != before

    Version.objects.get_for_object(rights).last().revision.revert(delete=True)

    assert words_of(rights) == before


def test_a_deleted_page_is_recovered_with_everything_that_hung_on_it(rights):
    before, pk = words_of(rights), rights.pk
    with reversion.create_revision():
        rights.delete()
    assert not CardWords.objects.exists()

    Version.objects.get_deleted(Page).get(object_id=pk).revision.revert()

    assert words_of(Page.objects.get(pk=pk)) == before


def test_a_translation_added_later_is_taken_back_by_reverting(rights):
    rights.translations.filter(language_code="es").delete()
    with reversion.create_revision():
        rights = Page.objects.get(pk=rights.pk)
        rights.save()
    without_spanish = words_of(rights)
    with reversion.create_revision():
        rights = Page.objects.get(pk=rights.pk)
        rights.set_current_language("es")
        rights.title, rights.menu_title = "Dinero", "Dinero"
        rights.save()

    versions = Version.objects.get_for_object(rights)
    versions[1].revision.revert(delete=True)

    assert words_of(rights) == without_spanish
    with translation.override("es"):
        assert Page.objects.get(pk=rights.pk).words is None


def test_reverted_words_are_sanitised_again(rights):
    version = Version.objects.get_for_model(PageWords).first()
    version.serialized_data = version.serialized_data.replace("<p>1</p>", "<script>1</script><p>1</p>")
    version.save()
    version.revision.revert()
    assert not PageWords.objects.filter(body__contains="script").exists()
