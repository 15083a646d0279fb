"""What was deleted before its date, noted outside the database: a backup that is brought back is older than that.

The list is a file, ``deleted-early`` in the data folder, with a line for each thing: its kind, its random id, a day.
The apps say what their kinds mean; the inbox's has no name. Lines of a kind that nobody knows stay.
"""

import fcntl
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from idpwsp.foundation.files import note_names, write_beside

_LINE = re.compile(r"(?:([0-9a-f]{32})|([a-z]+) ([0-9a-f]{64})) (\d{4}-\d{2}-\d{2})")
# As many ids as any database takes in one question.
_AT_ONCE = 500


class Noted(NamedTuple):
    """What a line is about. The id is lower-case hexadecimal: 64 digits, or 32 where the kind has no name."""

    kind: str
    id: str


def file() -> Path:
    """Where the list is. It belongs to the data folder, and must not be brought back with a backup."""
    return Path(settings.DATA_DIR) / "deleted-early"


def remember(kind: str, days: dict[str, date]) -> None:
    """Add a line for each id, with its day, and have all on the disk before this returns.

    A line goes once no backup can hold anything of its day. Raises ``OSError`` where the disk is full.
    """
    _append({Noted(kind, each): day for each, day in days.items()})


def take_in(other: Path) -> int:
    """Add what is in the list of another data folder, so that neither is lost. Returns how many lines that one has."""
    here, there = remembered(), remembered(other)
    _append({noted: day for noted, day in there.items() if day > here.get(noted, date.min)})
    return len(there)


def remembered(path: Path | None = None) -> dict[Noted, date]:
    """What is in the list. A line that was cut short is passed over: that deletion had not begun."""
    found = [match for match in map(_LINE.fullmatch, _lines(path or file())) if match]
    return {Noted(match[2] or "", match[1] or match[3]): day for match in found if (day := _day(match[4]))}


def unreadable(path: Path | None = None) -> int:
    """How many lines say nothing: a crash cuts one short; a file that is no such list has hardly any others."""
    return sum(_LINE.fullmatch(line) is None for line in _lines(path or file()))


def in_batches(kind: str) -> Iterator[dict[str, date]]:
    """The ids of a kind with their days, few enough at once to ask a database for."""
    every = iter([(noted.id, day) for noted, day in remembered().items() if noted.kind == kind])
    while batch := dict(islice(every, _AT_ONCE)):
        yield batch


def forget(kind: str, ids: Iterable[str]) -> None:
    """Drop the lines of what is there again by somebody's decision."""
    unwanted = {Noted(kind, each) for each in ids}
    _drop(lambda noted, _day: noted in unwanted)


def forget_before(day: date) -> int:
    """Drop the lines whose day is before this one. Returns how many."""
    return _drop(lambda _noted, its_day: its_day < day)


def _lines(path: Path) -> list[str]:
    if not path.exists():
        return []
    # Whatever bytes a crash has left there.
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    return [line for line in lines if line.strip()]


def _append(days: dict[Noted, date]) -> None:
    if not days:
        return
    with _alone():
        is_new = not file().exists()
        with os.fdopen(os.open(file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as opened:
            # The line break first: a line before it that was cut short stays alone with that.
            opened.write(b"\n" + _text(days))
            opened.flush()
            os.fsync(opened.fileno())
        if is_new:
            note_names(file().parent)


def _drop(is_unwanted: Callable[[Noted, date], bool]) -> int:
    with _alone():
        every = remembered()
        kept = {noted: day for noted, day in every.items() if not is_unwanted(noted, day)}
        if len(kept) == len(every):
            return 0
        write_beside(file(), _text(kept))
    return len(every) - len(kept)


def _text(days: dict[Noted, date]) -> bytes:
    return "".join(f"{noted.kind} {noted.id} {day.isoformat()}".lstrip() + "\n" for noted, day in days.items()).encode()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else changes the list meanwhile. The lock is another file, since the list itself is replaced."""
    descriptor = os.open(file().with_name(file().name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
