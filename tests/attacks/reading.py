"""The program's own text, for tests of what stands in it."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("idpwsp", "resources", "campaigns", "contact")


def sources() -> Iterator[tuple[str, str]]:
    """(path from the top, text) of every file of the program, without migrations."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def trees() -> Iterator[tuple[str, ast.Module]]:
    """The same, read as Python reads it."""
    for path, text in sources():
        yield path, ast.parse(text)


def imported(tree: ast.Module) -> set[str]:
    """The modules that a file imports, by their whole names."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found
