"""What was deleted before its date, noted outside the database: a backup that is brought back can drop it again.

One line a conversation: its random id, and the day after which no backup of ours can hold it any more.
"""

import os
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings


def file() -> Path:
    """Where the list is. It belongs to the data folder, and is not part of a backup."""
    return Path(settings.DATA_DIR) / "deleted-early"


def remember(conversation: UUID, delete_on: date) -> None:
    """Add a line, and have it on the disk before this returns. ``delete_on`` is the date that it would have had."""
    descriptor = os.open(file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, f"{conversation.hex} {delete_on.isoformat()}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
