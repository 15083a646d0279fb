"""The periodic worker beside gunicorn: forked from its master, with whose memory it begins. See docs/decisions/0035.

``manage.py worker`` is the same worker as a program of its own.
"""

import os
import signal
import time
from typing import NoReturn

import django
from gunicorn import systemd

# How long the master waits for its end, in seconds; then it is killed.
PATIENCE = 3
_pids: list[int] = []


def start() -> None:
    """Fork it, before the master has a socket of its own or a handler of signals."""
    master = os.getpid()
    # One that systemd has passed is there already.
    sockets = systemd.listen_fds(unset_environment=False)
    pid = os.fork()
    if pid == 0:
        try:
            os.closerange(systemd.SD_LISTEN_FDS_START, systemd.SD_LISTEN_FDS_START + sockets)
            _become_the_worker(master)
        finally:
            # Never back into what the master does.
            os._exit(1)
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


def _become_the_worker(master: int) -> NoReturn:
    # No terminal whose Ctrl+C would reach it before the master.
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    django.setup()
    # Here, where settings can be read.
    from idpwsp import worker

    worker.work(master)
