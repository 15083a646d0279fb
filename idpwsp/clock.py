"""Whether this machine's clock may be believed before something is deleted for good by it. See docs/decisions/0029."""

import ctypes
import os
import time
from pathlib import Path

from django.conf import settings

DAY = 24 * 3600
# The worker comes each minute. A clock that went on by more than this meanwhile was set wrong, or set right, or the
# machine has stood still. In seconds.
LEAP = 2 * DAY
# How long somebody has to see to it where nothing else says that the clock is right, in seconds.
DOUBT = DAY
# What adjtimex(2) returns where nothing keeps the clock right. Linux returns it too when the clock was set by hand.
TIME_ERROR = 5
# Gone with each start of the machine: see systemd-timesyncd.service(8).
TIMESYNCD = Path("/run/systemd/timesync/synchronized")
# Larger than its struct timex on any machine.
TIMEX_BYTES = 512


class Clock:
    """The clock as the worker sees it, time after time."""

    def __init__(self) -> None:
        self._doubted_since: float | None = None

    def is_believed(self) -> bool:
        """False for a day after a leap ahead, unless the clock is kept right by NTP, or ``believe`` is called."""
        if is_doubtful():
            now = time.monotonic()
            self._doubted_since = self._doubted_since or now
            if now - self._doubted_since < DOUBT:
                return False
        self._doubted_since = None
        believe()
        return True


def is_doubtful() -> bool:
    """Whether the clock has leapt ahead and nothing says that it is right."""
    return leap() > LEAP and not is_kept_right()


def believe() -> None:
    """Note that what the clock says now is right."""
    now = time.time()
    _noted().touch(mode=0o600)
    os.utime(_noted(), (now, now))


def leap() -> float:
    """How far the clock has gone on since it was last believed, in seconds; 0 where that never was."""
    try:
        return time.time() - _noted().stat().st_mtime
    except FileNotFoundError:
        return 0


def is_kept_right() -> bool:
    """Whether something keeps the clock right: Linux knows, and where a unit of systemd forbids to ask it
    (``ProtectClock``), systemd-timesyncd has left a file since it was first sure."""
    state = kernel_clock()
    return TIMESYNCD.exists() if state in (None, -1) else state != TIME_ERROR


def kernel_clock() -> int | None:
    """What Linux knows of its own clock: see adjtimex(2). None where it is no Linux."""
    try:
        ask = ctypes.CDLL(None).adjtimex
    except (AttributeError, OSError):
        return None
    # Empty, it asks and changes nothing.
    return int(ask(ctypes.create_string_buffer(TIMEX_BYTES)))


def _noted() -> Path:
    """A file whose time is what the clock said when it was last believed."""
    return Path(settings.DATA_DIR) / "clock"
