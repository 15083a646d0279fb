"""What many pages show alike is read once, and kept in memory until content changes."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from django.db import connection
from django.utils.translation import get_language

from idpwsp.foundation.page_cache import generation

# Seconds. What appears or disappears by its date does so without anybody saving anything; a page that is made of this
# may be kept for a while longer, and all of it together stays below the minute that scheduled publication may take.
LIFETIME = 4
# Of each function, by language and arguments. More of them would be a mistake: then it begins anew.
CAPACITY = 64

Given = ParamSpec("Given")
Found = TypeVar("Found")
Reader = Callable[Given, Found]


class Remembered(NamedTuple):
    token: int
    # By the clock of the calendar, as are the dates that it depends on.
    read_at: float
    found: Any


_forget: list[Callable[[], None]] = []


def remembered(read: Reader[Given, Found]) -> Reader[Given, Found]:
    """Decorate a function that reads public content, in the active language: what it returns is remembered for one
    content generation, and ``LIFETIME`` seconds at most.

    All threads get the same object, so it has to be one that nobody can change: a frozen dataclass, a tuple of them.
    Within a transaction nothing is remembered and nothing looked up: what it has changed may be taken back, as always
    after a preview without saving.
    """
    known: dict[Any, Remembered] = {}
    _forget.append(known.clear)

    @wraps(read)
    def recall(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        if connection.in_atomic_block:
            return read(*args, **kwargs)
        # Before reading: what is read may be newer than its token, and never older.
        token, now = generation.current().token, time.time()
        key = (get_language(), args, *kwargs.items())
        last = known.get(key)
        if last is not None and last.token == token and 0 <= now - last.read_at < LIFETIME:
            return last.found
        found = read(*args, **kwargs)
        if token is not None:
            if len(known) >= CAPACITY:
                known.clear()
            known[key] = Remembered(token, now, found)
        return found

    return recall


def forget() -> None:
    """Forget all of it, as a new process does."""
    for each in _forget:
        each()
