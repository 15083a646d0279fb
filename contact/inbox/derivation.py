"""Keys out of what people type: Argon2id (RFC 9106), one at a time. Knows nothing of Django.

Each takes 64 MiB for a tenth of a second. A small machine has room for one, so all processes stand in one line, and
the line is short: whoever finds it full is asked to come again, instead of everybody waiting.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nacl import pwhash
from nacl.utils import random

MIB = 1024 * 1024
SALT_BYTES = pwhash.argon2id.SALTBYTES
# How many of one process stand in line behind the one whose turn it is.
MOST_WAITING = 2

_places = threading.BoundedSemaphore(1 + MOST_WAITING)


class Busy(Exception):
    """The line is full. In a few seconds it will not be."""


@dataclass(frozen=True)
class Cost:
    """What a guess costs: memory in bytes, and passes over it."""

    memory: int
    passes: int


COST = Cost(memory=64 * MIB, passes=3)


def new_salt() -> bytes:
    return random(SALT_BYTES)


def derive(secret: bytes, salt: bytes, cost: Cost, size: int, line: Path) -> bytes:
    """``size`` bytes out of a secret. ``line`` is a file that all processes of this machine lock. Raises ``Busy``."""
    with _turn(line):
        key: bytes = pwhash.argon2id.kdf(size, secret, salt, opslimit=cost.passes, memlimit=cost.memory)
    return key


@contextmanager
def _turn(line: Path) -> Iterator[None]:
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        # Opened anew each time: a lock belongs to an open file, and threads would share one.
        descriptor = os.open(line, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
    finally:
        _places.release()
