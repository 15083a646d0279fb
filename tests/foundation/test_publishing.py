"""May a reader see it? One rule, asked of the database and of an object."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from resources.models import Page
from tests.factories import make_page

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)

# state, appears, disappears, seen?
CASES = {
    "a draft is not seen": (Page.Status.DRAFT, None, None, False),
    "a draft whose day has come is not seen": (Page.Status.DRAFT, NOW - DAY, None, False),
    "what is published without dates is seen": (Page.Status.PUBLISHED, None, None, True),
    "it appears on the second": (Page.Status.PUBLISHED, NOW, None, True),
    "it does not appear a second early": (Page.Status.PUBLISHED, NOW + SECOND, None, False),
    "it is seen until its last second": (Page.Status.PUBLISHED, None, NOW + SECOND, True),
    "it disappears on the second": (Page.Status.PUBLISHED, None, NOW, False),
    "between its dates it is seen": (Page.Status.PUBLISHED, NOW - DAY, NOW + DAY, True),
    "after both of its dates it is not": (Page.Status.PUBLISHED, NOW - 2 * DAY, NOW - DAY, False),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "appears", "disappears", "seen"), CASES.values(), ids=CASES.keys())
def test_database_and_object_give_the_same_answer(status, appears, disappears, seen):
    page = make_page(status=status, publish_at=appears, unpublish_at=disappears)

    assert page.is_published(NOW) is seen
    assert Page.objects.published(NOW).filter(pk=page.pk).exists() is seen


@pytest.mark.django_db
def test_without_a_moment_the_question_is_about_now(time_machine):
    page = make_page(publish_at=NOW)

    time_machine.move_to(NOW - SECOND, tick=False)
    assert not page.is_published()
    assert not Page.objects.published().exists()

    time_machine.move_to(NOW, tick=False)
    assert page.is_published()
    assert Page.objects.published().get() == page


@pytest.mark.django_db
def test_withdrawn_is_only_what_readers_could_once_see():
    over = make_page("over", unpublish_at=NOW)
    make_page("still-there", unpublish_at=NOW + SECOND)
    make_page("for-ever")
    make_page("never-shown", status=Page.Status.DRAFT, unpublish_at=NOW - DAY)

    assert list(Page.objects.withdrawn(NOW)) == [over]


@pytest.mark.parametrize("gap", [timedelta(0), -DAY])
def test_a_page_cannot_disappear_before_it_appears(db, gap):
    page = make_page()
    page.publish_at, page.unpublish_at = NOW, NOW + gap

    with pytest.raises(ValidationError) as refusal:
        page.clean()

    assert list(refusal.value.message_dict) == ["unpublish_at"]


def test_either_date_alone_is_fine(db):
    page = make_page()
    for page.publish_at, page.unpublish_at in [(NOW, None), (None, NOW), (None, None), (NOW, NOW + SECOND)]:
        page.clean()
