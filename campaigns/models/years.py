"""The years that a day of ours can lie in."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

# A slip of the finger (0226, 20226) is no date.
YEARS = range(1990, 2100)


def validate_year(day: date) -> None:
    """A validator. Raises ``ValidationError`` for a year that nobody meant."""
    if day.year not in YEARS:
        raise ValidationError(gettext("Check the year."), code="year")
