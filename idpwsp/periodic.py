"""The periodic worker beside gunicorn: forked from its master, with whose memory it begins. See docs/decisions/0035.

``manage.py worker`` is the same worker as a program of its own.
"""

import os
import signal
import time
from collections.abc import Iterable
from typing import Any, NoReturn

import django

# How long the master waits for its end, in seconds; then it is killed.
PATIENCE = 3
_pids: list[int] = []


def start(listeners: Iterable[Any]) -> None:
    """Fork it. It has none of the master's sockets, and no terminal whose Ctrl+C would reach it first."""
    # A signal that comes in between is kept until whoever it is for has handlers of its own.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    master = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            _become_the_worker(listeners, master)
        finally:
            # Never back into the master's loop.
            os._exit(1)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    _pids.append(pid)


def stop() -> None:
    """End it, and wait until it is gone."""
    while _pids:
        pid = _pids.pop()
        if _is_running(pid):
            os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + PATIENCE
        while (is_running := _is_running(pid)) and time.monotonic() < end:
            time.sleep(0.02)
        if is_running:
            os.kill(pid, signal.SIGKILL)


def _is_running(pid: int) -> bool:
    """Whether a child that we have started still has this number: gunicorn waits for any child that ends."""
    try:
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    except ChildProcessError:
        return False


def _become_the_worker(listeners: Iterable[Any], master: int) -> NoReturn:
    os.setsid()
    for listener in listeners:
        listener.close()
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    for number in signal.valid_signals():
        # What gunicorn does on a signal is nothing for this process.
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    django.setup()
    # Here, where settings can be read: the one who serves another application has none.
    from idpwsp import worker

    signal.pthread_sigmask(signal.SIG_UNBLOCK, signal.valid_signals())
    worker.work(master)
