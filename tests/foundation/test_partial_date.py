"""Dates known to the day, the month or the year."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from idpwsp.foundation.partial_date import validate_partial_date, words


@pytest.mark.parametrize("text", ["2013", "2013-12", "2013-12-31", "2024-02-29"])
def test_a_date_in_any_of_the_three_forms_is_taken(text):
    validate_partial_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "13", "20131", "2013-", "2013-1", "2013-13", "2013-00", "2013-12-", "2013-12-32", "2013-02-29", "2013-12-1",
        "2013/12/31", "31.12.2013", "Dec 2013", " 2013", "2013\n", "2013-12-31T10:00", "0000", "-2013",
        "２０１３", "٢٠١٣",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text):
    with pytest.raises(ValidationError, match="2013-12-31"):
        validate_partial_date(text)


def test_only_what_is_known_is_said():
    with translation.override("en"):
        assert words("2013") == "2013"
        assert words("2013-12") == "December 2013"
        day = words("2013-12-31")
    assert "Dec" in day
    assert "31" in day
    assert "2013" in day


def test_it_is_said_in_the_readers_language():
    with translation.override("es"):
        assert words("2013-12-31").lower() == "31 de diciembre de 2013"
        assert words("2013-12").lower() == "diciembre de 2013"


def test_the_forms_sort_as_text():
    assert sorted(["2014", "2013-12-31", "2013-12", "2013"]) == ["2013", "2013-12", "2013-12-31", "2014"]
