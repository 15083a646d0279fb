"""The README is true: its commands run, its configuration is what the code reads, its map is the tree."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
# Read from the environment by code that is not a setting of the site, or set by the code itself.
NOT_FOR_OPERATORS = {"CI", "DJANGO_SETTINGS_MODULE"}


def section(heading: str) -> str:
    return README.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]


def folders() -> set[str]:
    """The folders at the top that belong to the project."""
    passing = {line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()} | {".git"}
    return {path.name for path in ROOT.iterdir() if path.is_dir() and path.name not in passing}


def test_every_command_is_a_target_of_make():
    commands = set(re.findall(r"(?:`|^    )make (\w+)", README, re.MULTILINE))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"run", "test"} <= commands
    assert commands <= targets


def test_the_configuration_table_names_what_the_code_reads_and_nothing_else():
    table = {name for row in re.findall(r"^\| (`[^|]+) \|", section("Configuration"), re.MULTILINE)
             for name in re.findall(r"`(\w+)`", row)}  # fmt: skip
    files = [*(ROOT / "idpwsp").rglob("*.py"), *(ROOT / "tests" / "journeys").rglob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    setup = "\n".join((ROOT / ".ci" / name).read_text() for name in ("setup", "chromium"))
    readers = r"env\.\w+\(\s*\"([A-Z_]+)\"|os\.environ(?:\.get\(|\[)\"([A-Z_]+)\"|whole_number\(\"([A-Z_]+)\""
    read = {name for found in re.findall(readers, code) for name in found if name}
    read |= set(re.findall(r"\$\{(PYTHON|CHROMIUM)\b", setup))
    assert table == read - NOT_FOR_OPERATORS


def test_the_map_shows_every_folder_and_no_other():
    places = {place.rstrip("/") for row in re.findall(r"^\| (`[^|]+) \|", section("Map"), re.MULTILINE)
              for place in re.findall(r"`([^`]+)`", row)}  # fmt: skip
    assert all((ROOT / place).is_dir() for place in places)
    # docs/ stands in the map with the folder that is in it.
    assert {place.split("/", 1)[0] for place in places} == folders()


def test_it_fits_in_a_screenful_and_a_half():
    assert len(README.splitlines()) <= 75


def test_it_says_that_no_licence_has_been_chosen():
    assert "None has been chosen yet" in section("Licence")
    assert not list(ROOT.glob("LICEN[SC]E*"))
