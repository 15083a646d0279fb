"""A translation knows by itself whether its review still holds and whether its English has moved on."""

from datetime import date

import pytest

from resources.models import PageWords
from tests.factories import make_page, page_words

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 22)
NEXT_DAY = date(2026, 11, 23)


@pytest.fixture
def sample():
    return make_page(words={"en": page_words(), "es": page_words(title="Una página de muestra")})


def row(page, language):
    """As somebody else would read it from the database."""
    return PageWords.objects.get(master=page, language_code=language)


def review(page, on=DAY, by="Ana"):
    spanish = row(page, "es")
    spanish.reviewed_on, spanish.reviewed_by = on, by
    spanish.save()


def change(page, language, **words):
    changed = row(page, language)
    for name, value in words.items():
        setattr(changed, name, value)
    changed.save()


def test_the_source_needs_no_review_and_is_never_behind(sample):
    assert row(sample, "en").is_reviewed
    assert not row(sample, "en").is_behind


def test_a_new_translation_is_not_reviewed(sample):
    assert not row(sample, "es").is_reviewed


def test_a_review_holds_for_the_words_that_were_read(sample):
    review(sample)

    assert row(sample, "es").is_reviewed


@pytest.mark.parametrize("field", ["menu_title", "title", "lead", "body"])
def test_changing_any_word_voids_the_review(sample, field):
    review(sample)

    change(sample, "es", **{field: "<p>Otra cosa</p>" if field == "body" else "Otra cosa"})

    assert not row(sample, "es").is_reviewed


def test_saving_unchanged_words_again_does_not_void_the_review(sample):
    review(sample)

    row(sample, "es").save()

    assert row(sample, "es").is_reviewed


def test_the_words_that_were_read_stay_read_when_they_come_back(sample):
    review(sample)
    change(sample, "es", title="Otra cosa")
    change(sample, "es", title="Una página de muestra")

    assert row(sample, "es").is_reviewed


@pytest.mark.parametrize("again", [{"on": NEXT_DAY}, {"by": "Luz"}], ids=["another day", "another person"])
def test_a_new_review_holds_for_the_new_words(sample, again):
    review(sample)
    change(sample, "es", title="Otra cosa")

    review(sample, **again)

    assert row(sample, "es").is_reviewed


def test_a_review_entered_together_with_new_words_holds_for_these(sample):
    change(sample, "es", title="Otra cosa", reviewed_on=DAY, reviewed_by="Ana")

    assert row(sample, "es").is_reviewed


def test_taking_the_review_back_voids_it_even_when_the_same_day_is_given_later(sample):
    review(sample)
    review(sample, on=None, by="")
    assert not row(sample, "es").is_reviewed

    change(sample, "es", title="Otra cosa")
    assert not row(sample, "es").is_reviewed


def test_a_translation_of_todays_english_is_not_behind(sample):
    assert not row(sample, "es").is_behind


@pytest.mark.parametrize("field", ["menu_title", "title", "lead", "body"])
def test_a_translation_is_behind_when_any_english_word_changes(sample, field):
    change(sample, "en", **{field: "<p>Something else</p>" if field == "body" else "Something else"})

    assert row(sample, "es").is_behind


def test_a_translation_is_behind_even_if_it_was_reviewed(sample):
    review(sample)
    change(sample, "en", title="Something else")

    assert row(sample, "es").is_behind
    assert row(sample, "es").is_reviewed


def test_changing_the_translation_alone_does_not_make_up_for_the_english(sample):
    change(sample, "en", title="Something else")
    change(sample, "es", title="Otra cosa")

    assert row(sample, "es").is_behind


def test_a_translation_that_was_brought_up_to_date_is_no_longer_behind(sample):
    change(sample, "en", title="Something else")
    spanish = row(sample, "es")
    spanish.source_state = spanish.source.fingerprint()
    spanish.save()

    assert not row(sample, "es").is_behind


def test_who_reviewed_the_english_does_not_put_the_translation_behind(sample):
    change(sample, "en", reviewed_on=DAY, reviewed_by="Ana")

    assert not row(sample, "es").is_behind


def test_words_without_english_are_not_behind():
    page = make_page(words={"es": page_words()})

    assert row(page, "es").source is None
    assert not row(page, "es").is_behind


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("field", ["search_words", "topics"])
def test_words_that_only_help_to_find_it_translate_nothing(sample, language, field):
    review(sample)

    change(sample, language, **{field: "john, bad date"})

    assert row(sample, "es").is_reviewed
    assert not row(sample, "es").is_behind
