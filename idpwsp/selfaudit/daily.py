"""Once a day, by the periodic worker: an audit in a process of its own, which mail need not wait for."""

import subprocess
import sys
import time
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from idpwsp.selfaudit import outcome

# The worker may be there before the site is, and a site that was restarted has other things to do.
AFTER = 300  # seconds
WITHIN = 900  # seconds
# After a restart it is not looked at again.
FRESH = timedelta(hours=20)

_started = time.monotonic()
_running: subprocess.Popen[bytes] | None = None


def run() -> bool:
    """Start an audit, or look whether it has ended. Returns False until it has: then the worker comes back."""
    global _running
    if _running is not None:
        if _running.poll() is None:
            return False
        _running = None
        return True
    found = outcome.last()
    if found and timedelta() <= timezone.now() - found.at < FRESH:
        return True
    if time.monotonic() - _started >= AFTER:
        _running = _start()
    return False


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "selfaudit", "--keep", "--within", str(WITHIN)]
    # What it finds is in its file; a list of faults is nothing for the log.
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603 - our own command
