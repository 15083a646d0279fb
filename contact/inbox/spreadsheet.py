"""A table as a file for a spreadsheet, which must not take what a stranger has written for a formula.

A cell that begins with one of these is calculated when the file is opened, and can send the rest of the table away:
https://owasp.org/www-community/attacks/CSV_Injection. Full-width forms of them count too in some programs.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable

CONTENT_TYPE = "text/csv; charset=utf-8"
# Without it Excel takes UTF-8 for something else.
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
FORMULA = frozenset("=+-@|%−")
# What makes a program take the rest for text. It is seen in some, and that is the price.
DEFUSED = "'"


def spreadsheet(rows: Iterable[Iterable[str]]) -> bytes:
    """The rows as CSV (RFC 4180), every cell in quotes."""
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([harmless(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + file.getvalue()).encode()


def harmless(text: str) -> str:
    """A cell that is shown and never calculated."""
    text = text.replace("\0", "")
    return DEFUSED + text if _may_be_a_formula(text) else text


def _may_be_a_formula(text: str) -> bool:
    # Programs differ in what they skip before they look: spaces, and characters that nobody sees.
    visible = text.lstrip("".join(each for each in set(text) if each.isspace() or unicodedata.category(each)[0] == "C"))
    begins_with_control = text[:1] in ("\t", "\r", "\n")
    return begins_with_control or any(each in FORMULA for each in unicodedata.normalize("NFKC", visible[:1]))
