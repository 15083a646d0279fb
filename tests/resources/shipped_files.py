"""The shipped content as its files say it, before anything is loaded."""

import tomllib
from collections.abc import Iterator
from typing import Any

from resources.shipping import CONTENT


def files() -> dict[str, dict[str, Any]]:
    """What each file says, by its name without ``.toml``."""
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(CONTENT.rglob("*.toml"))}


def page_files() -> dict[str, dict[str, Any]]:
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in (CONTENT / "pages").glob("*.toml")}


def strings(values: Any) -> Iterator[str]:
    if isinstance(values, str):
        yield values
    elif isinstance(values, dict):
        for value in values.values():
            yield from strings(value)
    elif isinstance(values, list):
        for value in values:
            yield from strings(value)


def worded() -> Iterator[tuple[str, str, str]]:
    """(file, language, string) for all that readers may come to see."""

    def walk(name: str, values: Any) -> Iterator[tuple[str, str, str]]:
        if isinstance(values, dict):
            for code, words in values.get("words", {}).items():
                for each in strings(words):
                    yield name, code, each
            for value in values.values():
                yield from walk(name, value)
        elif isinstance(values, list):
            for value in values:
                yield from walk(name, value)

    for name, values in files().items():
        yield from walk(name, values)
