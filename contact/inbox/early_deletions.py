"""What was deleted before its date, noted outside the database: a backup that is brought back can drop it again.

One line a conversation: its random id, and the day that it would have been deleted on. Lines go once no backup of ours
can hold it any more.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from contact.inbox.models import Conversation
from idpwsp.foundation.erasing import erase

_LINE = re.compile(r"([0-9a-f]{32}) (\d{4}-\d{2}-\d{2})")
# As many ids as any database takes in one question.
_AT_ONCE = 500


def file() -> Path:
    """Where the list is. It belongs to the data folder, and must not be brought back with a backup."""
    return Path(settings.DATA_DIR) / "deleted-early"


def remember(conversation: UUID, delete_on: date) -> None:
    """Add a line, and have it on the disk before this returns. ``delete_on`` is the date that it would have had."""
    with _alone():
        is_new = not file().exists()
        descriptor = os.open(file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            # The line break first: a line before it that was cut short stays alone with that.
            os.write(descriptor, f"\n{conversation.hex} {delete_on.isoformat()}\n".encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            _note_names()


def take_in(other: Path) -> int:
    """Add what is in the list of another data folder, so that neither is lost. Returns how many lines that one has."""
    here, there = remembered(), remembered(other)
    for conversation, delete_on in there.items():
        if conversation not in here:
            remember(conversation, delete_on)
    return len(there)


def remembered(path: Path | None = None) -> dict[UUID, date]:
    """What is in the list. A line that was cut short is passed over: that deletion had not begun."""
    path = path or file()
    if not path.exists():
        return {}
    # Whatever bytes a crash has left there.
    lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    found = [match for match in map(_LINE.fullmatch, lines) if match]
    return {UUID(match[1]): day for match in found if (day := _day(match[2]))}


def apply() -> int:
    """Delete again what a backup has brought back. Returns how many conversations."""
    ids, number = list(remembered()), 0
    for start in range(0, len(ids), _AT_ONCE):
        with transaction.atomic():
            found = Conversation.everything.filter(pk__in=ids[start : start + _AT_ONCE])
            back = len(found.select_for_update())
            if back:
                erase()
                found.delete()
            number += back
    return number


def forget_old() -> int:
    """Drop the lines of what no backup can hold any more. Returns how many."""
    with _alone():
        every = remembered()
        oldest = timezone.localdate() - timedelta(days=settings.BACKUP_DAYS)
        kept = {conversation: day for conversation, day in every.items() if day >= oldest}
        if len(kept) == len(every):
            return 0
        # Written beside and then named: a crash leaves the list as it was.
        draft = file().with_name(file().name + ".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
            new.writelines(f"{conversation.hex} {day.isoformat()}\n" for conversation, day in kept.items())
            new.flush()
            os.fsync(new.fileno())
        draft.replace(file())
        _note_names()
    return len(every) - len(kept)


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


def _note_names() -> None:
    """Have the folder on the disk too, in which a new file's name stands."""
    descriptor = os.open(file().parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
