"""A card: one dated statement with its sources, and what readers are told when its check is overdue."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from resources.models import Card, Jurisdiction
from tests.factories import make_card, make_page, page_words
from tests.markup import read, text

pytestmark = pytest.mark.django_db

OVERDUE = "may be out of date"
DUE = date(2027, 1, 15)


@pytest.fixture
def sample(organisation):
    return make_page()


def test_it_shows_what_holds_where_since_when_and_who_says_so(client, sample):
    make_card(
        sample,
        words={"en": {"title": "Seven years to apply", "body": "<p>From the day of the crime.</p>"}},
        jurisdiction=Jurisdiction.CALIFORNIA,
        since="2013-12",
        checked_on=date(2026, 11, 22),
        check_due=DUE,
        sources=2,
    )

    document = read(client, "/about/sample/")

    for words in ("Seven years to apply", "From the day of the crime.", "California", "December 2013", "Nov. 22, 2026"):
        assert words in document.main
    sources = [a for a in document.links if text(a).startswith("Source ")]
    assert [a.get("href") for a in sources] == [
        "https://source.example/statement/0",
        "https://source.example/statement/1",
    ]
    assert all("noreferrer" in a.get("rel") for a in sources)


def test_it_has_an_address_of_its_own(client, sample):
    card = make_card(sample, "seven-years")

    assert card.get_absolute_url() == "/about/sample/#seven-years"
    assert "seven-years" in read(client, "/about/sample/").ids


@pytest.mark.parametrize(
    ("moment", "overdue"),
    [
        (datetime(2027, 1, 14, 20, tzinfo=UTC), False),
        (datetime(2027, 1, 15, 20, tzinfo=UTC), False),
        # Still the 15th in Los Angeles.
        (datetime(2027, 1, 16, 7, 59, tzinfo=UTC), False),
        (datetime(2027, 1, 16, 8, 0, tzinfo=UTC), True),
        (datetime(2028, 1, 1, tzinfo=UTC), True),
    ],
)
def test_it_warns_from_the_day_after_its_check_was_due(client, sample, time_machine, moment, overdue):
    make_card(sample, check_due=DUE, checked_on=date(2026, 11, 22))

    time_machine.move_to(moment, tick=False)

    assert (OVERDUE in read(client, "/about/sample/").main) is overdue


def test_only_the_overdue_card_warns(client, sample):
    make_card(sample, "old", check_due=date(2020, 1, 1))
    make_card(sample, "new")

    document = read(client, "/about/sample/")

    assert document.main.count(OVERDUE) == 1
    assert OVERDUE in text(next(element for element in document.elements if element.get("id") == "old"))


def test_readers_learn_whether_it_was_compared_with_the_source_itself(client, sample):
    make_card(sample, checked_against=Card.Basis.COPY)
    from_copy = read(client, "/about/sample/").main
    Card.objects.update(checked_against=Card.Basis.SOURCE)

    assert "saved copy" in from_copy
    assert "saved copy" not in read(client, "/about/sample/").main


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Card.Status.DRAFT},
        {"status": Card.Status.DRAFT, "certainty": Card.Certainty.MEDIUM},
        {"publish_at": datetime(2999, 1, 1, tzinfo=UTC)},
        {"unpublish_at": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
    ids=["draft", "medium draft", "not yet", "no longer"],
)
def test_what_is_not_published_is_nowhere_on_the_page(client, sample, fields):
    make_card(sample, "secret", **fields)
    make_card(sample, "shown")

    document = read(client, "/about/sample/")

    assert "The statement shown" in document.main
    assert "secret" not in document.html


def test_a_card_without_spanish_stands_in_english_and_says_so(client, organisation):
    sample = make_page(words={"en": page_words(), "es": page_words(title="Una página")})
    make_card(sample)

    document = read(client, "/es/about/sample/")

    card = next(element for element in document.elements if element.get("id") == "statement")
    english = [element for element in card.iter() if element.get("lang") == "en"]
    assert "The statement statement" in text(english[0])


def test_sources_are_numbered_once_for_print(client, sample):
    """Two cards with one source share its footnote."""
    first, second = make_card(sample, "first", sources=2), make_card(sample, "second", sources=0)
    second.sources.create(title="The same again", url=first.sources.first().url)

    footnotes = [item for item in read(client, "/about/sample/").all("li") if "https://source.example/" in text(item)]

    assert [text(item) for item in footnotes] == [
        "Source 0 of first. https://source.example/first/0",
        "Source 1 of first. https://source.example/first/1",
    ]


# ── Refusals ───────────────────────────────────────────────────────────────


def test_the_next_check_must_be_later_than_the_last(sample):
    card = make_card(sample)
    card.check_due = card.checked_on

    with pytest.raises(ValidationError) as refusal:
        card.clean()

    assert list(refusal.value.message_dict) == ["check_due"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("jurisdiction", "texas"), ("since", "spring 2013"), ("certainty", "low"), ("key", "two words"), ("key", "rape")],
)
def test_a_field_that_cannot_be_right_is_refused(sample, field, value):
    card = make_card(sample)
    setattr(card, field, value)

    with pytest.raises(ValidationError) as refusal:
        card.clean_fields()

    assert list(refusal.value.error_dict) == [field]


def test_two_cards_of_a_page_cannot_have_one_address(sample):
    make_card(sample, "one")

    with pytest.raises(IntegrityError):
        make_card(sample, "one")
