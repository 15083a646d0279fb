"""docs/asvs.md names tests, files and requirements that there are."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(test_\w+)`", TEXT)))


def names_in(path):
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize(("path", "name"), NAMED, ids=["::".join(each) for each in NAMED])
def test_the_test_is_there(path, name):
    assert name in names_in(path)


def test_every_test_is_named_as_one():
    """A name that the pattern above does not see would never be looked for."""
    assert len(NAMED) > 90
    assert len(re.findall(r"::test_\w+`", TEXT)) == len(re.findall(r"`[\w/]+\.py::test_\w+`", TEXT))


def test_every_file_is_there():
    files = set(re.findall(r"`((?:docs|deploy|idpwsp|static|templates)/[\w/.-]+|requirements[\w.-]*)[:`]", TEXT))
    assert len(files) > 8
    assert [path for path in files if not (ROOT / path).is_file()] == []


def test_every_line_of_a_table_has_something_that_shows_it():
    for line in TEXT.split("## V1 ", 1)[1].split("## Does not apply", 1)[0].splitlines():
        if line.startswith("| ") and line[2].isdigit():
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            assert len(cells) == 4, line
            assert "`" in cells[3], line


def test_every_number_is_one_of_the_standard():
    """Chapters 1 to 17, sections and requirements as far as they go."""
    for chapter, section, number in re.findall(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{1,2})(?![\d.])", TEXT):
        if chapter not in ("127", "3") or (section, number) != ("2", "3"):
            assert 1 <= int(chapter) <= 17
            assert 1 <= int(section) <= 8
            assert 1 <= int(number) <= 12
