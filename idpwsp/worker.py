"""The periodic worker: sends mail, tells staff, deletes what has reached its date. See docs/decisions/0029.

Whatever it does can be cut off at any moment, by a signal or a crash, and is done again at the next start.
"""

import fcntl
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

from idpwsp import expiry, serving
from idpwsp.clock import Clock
from idpwsp.foundation import erasing
from idpwsp.readiness import never_make_a_database

logger = logging.getLogger(__name__)

MINUTE, HOUR = 60, 3600
# What has failed is tried again after so many seconds; what is done more often, at its next turn.
RETRIES_EVERY = 600
# What a task may take, in seconds, once the worker is told to stop.
LAST_WORDS = 0.8
# How often, in seconds, it looks whether its parent is still there, or another worker has gone.
LOOKS_EVERY = 1


class Task:
    """Something to do once in every ``every`` seconds of the clock: at the turn of the hour, of the minute.

    ``do`` returns False for "not done yet", which brings it back at the next tick. Failing brings it back in ten
    minutes: it may have been much work.
    """

    def __init__(self, name: str, every: int, do: Callable[[], object]) -> None:
        self.name, self.every, self._do = name, every, do
        self._retries = min(every, RETRIES_EVERY)
        self._done: int | None = None
        self._failed: int | None = None

    def run(self, now: float) -> None:
        """Do it if it is time. Never raises."""
        turn, retry = int(now // self.every), int(now // self._retries)
        if turn == self._done or retry == self._failed:
            return
        try:
            is_done = self._do() is not False
        except Exception:
            # Said once, not each time for as long as it lasts.
            if self._failed is None:
                logger.exception("The periodic task %s failed. It is tried again and again.", self.name)
            self._failed = retry
        else:
            self._failed = None
            if is_done:
                self._done = turn


def tasks() -> list[Task]:
    """What the settings name, then what has a date, and each minute what deletions have left in the database's log."""
    named = [Task(name, every, import_string(name)) for name, every in settings.PERIODIC]
    return [*named, Task("expire", HOUR, Expiry()), Task("erase", MINUTE, erasing.erase_now)]


class Expiry:
    """Delete what has reached its date, where the clock can be believed. Returns whether all of it is done."""

    def __init__(self) -> None:
        self._clock = Clock()
        self._is_waiting = False

    def __call__(self) -> bool:
        if not self._clock.is_believed():
            if not self._is_waiting:
                logger.error("The clock has leapt ahead. Nothing is deleted for a day: see manage.py doctor.")
            self._is_waiting = True
            return False
        self._is_waiting = False
        return not expiry.expire().failed


def tick(every: list[Task], now: float | None = None) -> None:
    """Do what is due."""
    for task in every:
        task.run(time.time() if now is None else now)


def work(parent: int | None = None) -> NoReturn:
    """Tick until a signal comes, or the parent process is gone. Never returns."""
    stop = threading.Event()
    _end_on_signal(stop)
    if parent is not None:
        _end_with(parent)
    lock = os.open(Path(settings.DATA_DIR) / "worker.lock", os.O_RDWR | os.O_CREAT, 0o600)
    # One at a time. The next one stands by: it goes on when this one ends, however it ends.
    while not (stop.is_set() or _is_ours(lock)):
        stop.wait(LOOKS_EVERY)
    serving.join()
    never_make_a_database()
    every = tasks()
    while not stop.is_set():
        tick(every)
        # When a round last came to its end: manage.py doctor looks at it.
        os.utime(lock)
        # Between ticks nobody is connected, so SQLite needs no log.
        connections.close_all()
        stop.wait(settings.WORKER_TICK)
    os._exit(0)


def _is_ours(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    # For whoever wonders which process it is.
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return True


def _end_on_signal(stop: threading.Event) -> None:
    """Python tells the main thread of a signal, and that may be waiting for a lock or a mail server. Not this one."""
    signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)

    def wait() -> None:
        signal.sigwait(signals)
        stop.set()
        time.sleep(LAST_WORDS)
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def _end_with(parent: int) -> None:
    """A parent that was killed cannot say so."""

    def wait() -> None:
        while os.getppid() == parent:
            time.sleep(LOOKS_EVERY)
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
