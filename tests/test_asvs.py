"""docs/asvs.md says the truth of the standard's numbers, and names tests and files that there are."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(test_\w+)`", TEXT)))
TABLES, _rest = TEXT.split("## Not met", 1)[1].split("## Does not apply", 1)
NOT_APPLYING = _rest.split("## Scanner", 1)[0]
NUMBER = re.compile(r"(?<![\d.])(\d{1,2}\.\d{1,2})\.(\d{1,2})(?:–\1\.(\d{1,2}))?(?![\d.])( \(3\))?")


def levels():
    """Number → level of every requirement of ASVS 5.0.0. Of the standard's text (CC BY-SA 4.0) nothing is there."""
    found = {}
    for line in (ROOT / "tests" / "asvs_levels.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            section, each = line.split()
            found |= {f"{section}.{place}": int(level) for place, level in enumerate(each, 1)}
    return found


LEVELS = levels()


def numbers_in(text):
    """(number, whether it is marked as one of level 3), with those between the ends of a range."""
    for section, first, last, mark in NUMBER.findall(text):
        for place in range(int(first), int(last or first) + 1):
            yield f"{section}.{place}", bool(mark)


def rows():
    """The cells of every line that begins with a number."""
    for line in TABLES.splitlines():
        if line.startswith("| ") and line[2].isdigit():
            yield [cell.strip() for cell in line.strip().strip("|").split(" | ")]


def names_in(path):
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


# ── Numbers ────────────────────────────────────────────────────────────────


def test_the_list_of_levels_is_that_of_the_standard():
    counted = [list(LEVELS.values()).count(level) for level in (1, 2, 3)]
    assert counted == [70, 183, 92]


def test_every_number_is_one_of_the_standard():
    assert {number for number, _mark in numbers_in(TABLES + NOT_APPLYING)} - set(LEVELS) == set()


def test_those_of_level_3_are_marked_and_no_others():
    marked = dict(each for cells in rows() for each in numbers_in(cells[0]))
    assert [number for number, mark in marked.items() if mark != (LEVELS[number] == 3)] == []


def test_every_requirement_of_levels_1_and_2_stands_here_once():
    here = [number for cells in rows() for number, _mark in numbers_in(cells[0])]
    here += [number for number, _mark in numbers_in(NOT_APPLYING)]
    sections = re.findall(r"(?<![\d.])\d{1,2}\.\d{1,2}(?![\d.])", NOT_APPLYING)
    [chapters] = re.findall(r"\*\*Whole chapters:\*\* (.*)", NOT_APPLYING)
    left_out = (*(f"{section}." for section in sections), *(f"{each}." for each in re.findall(r"\bV(\d+)", chapters)))
    here += [number for number in LEVELS if number.startswith(left_out)]

    assert sorted(number for number in set(here) if here.count(number) > 1) == []
    assert sorted(number for number, level in LEVELS.items() if level < 3 and number not in here) == []


# ── What shows it ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(("path", "name"), NAMED, ids=["::".join(each) for each in NAMED])
def test_the_test_is_there(path, name):
    assert name in names_in(path)


def test_every_test_is_named_as_one():
    """A name that the pattern above does not see would never be looked for."""
    assert len(NAMED) > 110
    assert len(re.findall(r"::test_\w+`", TEXT)) == len(re.findall(r"`[\w/]+\.py::test_\w+`", TEXT))


def test_every_file_is_there():
    files = set(re.findall(r"`((?:docs|deploy|idpwsp|static|templates)/[\w/.-]+|requirements[\w.-]*)[:`]", TEXT))
    assert len(files) > 8
    assert [path for path in files if not (ROOT / path).is_file()] == []


def test_every_line_of_a_table_has_something_that_shows_it():
    for cells in rows():
        is_met = len(cells) == 4
        assert is_met or len(cells) == 3, cells
        assert not is_met or "`" in cells[3], cells
