"""What search finds at a moment, for the tests that ask it."""

from datetime import UTC, date, datetime, timedelta

from idpwsp.search.finding import find, words_of
from tests.factories import page_words

NOON = datetime(2026, 11, 22, 20, tzinfo=UTC)  # in Los Angeles
TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def entries(query, language="en", at=None):
    return [entry for page in find(words_of(query), language, at=at).pages for entry in page]


def found(query, language="en", at=None):
    return [entry.path for entry in entries(query, language, at)]


def above(query, language="en", at=None):
    return [entry.above for entry in entries(query, language, at)]


def zebra(**words):
    return {"en": page_words(title="The zebra", **words)}
