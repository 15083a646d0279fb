"""A table as a file for a spreadsheet, which must not take what a stranger has written for a formula.

A cell that begins with one of these is calculated when the file is opened, and can send the rest of the table away:
https://owasp.org/www-community/attacks/CSV_Injection. Full-width forms of them count too in some programs.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable

CONTENT_TYPE = "text/csv; charset=utf-8"
# Without it Excel takes UTF-8 for something else.
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
FORMULA = frozenset("=+-@|%−")
# What makes a program take the rest for text. It is seen in some, and that is the price.
DEFUSED = "'"
# Excel in Spanish separates cells by semicolons. Most of our quotes it then takes for letters, so that each of these in
# the middle of a text begins a cell of its own.
_BREAKS = re.compile("([;\t\n\v\f\r\x85\u2028\u2029]+)")


def spreadsheet(rows: Iterable[Iterable[str]]) -> bytes:
    """The rows as CSV (RFC 4180), every cell in quotes."""
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows([harmless(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + file.getvalue()).encode()


def harmless(text: str) -> str:
    """A cell that is shown and never calculated, also where a program takes it for several."""
    pieces = _BREAKS.split(text.replace("\0", ""))
    # Tabs and line breaks at the beginning count in some programs themselves.
    start = DEFUSED if text[:1] in ("\t", "\r", "\n") else ""
    return start + "".join(DEFUSED + piece if _may_be_a_formula(piece) else piece for piece in pieces)


def _may_be_a_formula(text: str) -> bool:
    # Programs differ in what they skip before they look: spaces, quotes, and characters that nobody sees.
    visible = text.lstrip("".join(each for each in set(text) if _is_skipped(each)))
    return any(each in FORMULA for each in unicodedata.normalize("NFKC", visible[:1]))


def _is_skipped(character: str) -> bool:
    return character == '"' or character.isspace() or unicodedata.category(character)[0] == "C"
