"""Dates known to the day, the month or the year: ISO 8601 with reduced precision, which sorts as text."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

_FORM = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def validate_partial_date(text: str) -> None:
    """A validator. Raises ``ValidationError`` for anything but 2013, 2013-12 or 2013-12-31."""
    try:
        if not _FORM.fullmatch(text):
            raise ValueError
        _first_day(text)
    except ValueError:
        raise ValidationError(_("Write 2013, 2013-12 or 2013-12-31."), code="partial_date") from None


def words(text: str) -> str:
    """The date in the words of the active language: "Dec. 12, 2013", "December 2013" or "2013"."""
    day = _first_day(text)
    if len(text) == 4:
        return text
    return date_format(day, "YEAR_MONTH_FORMAT" if len(text) == 7 else "DATE_FORMAT")


def _first_day(text: str) -> date:
    return date.fromisoformat(f"{text}-01-01"[:10] if len(text) < 10 else text)
