"""Once a day, by the periodic worker: an audit in a process of its own, which mail need not wait for."""

import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from idpwsp.selfaudit import outcome

# The worker may be there before the site is, and a site that was restarted has other things to do.
AFTER = 300  # seconds
WITHIN = 900  # seconds
# What does not end itself is ended after this.
AT_MOST = 2 * WITHIN
# After a restart it is not looked at again, unless it is another release.
FRESH = timedelta(hours=20)

_started = time.monotonic()
_running: "Audit | None" = None


@dataclass
class Audit:
    """One that was started: when, and what was known before."""

    process: subprocess.Popen[bytes]
    since: float
    before: outcome.Outcome | None


def run() -> bool:
    """Start an audit, or look whether it has ended. Returns False until it has: then the worker comes back."""
    global _running
    found = outcome.last()
    if _running is None:
        if _is_known(found):
            return True
        if time.monotonic() - _started >= AFTER:
            _running = Audit(_start(), time.monotonic(), found)
        return False
    code = _running.process.poll()
    if code is None:
        if time.monotonic() - _running.since > AT_MOST:
            _running.process.kill()
        return False
    if found == _running.before:
        # It was killed, or could not even begin. Nobody may go on reading what the last one said.
        outcome.keep([f"The audit itself failed: it ended with {code} and left no outcome"])
    _running = None
    return True


def _is_known(found: outcome.Outcome | None) -> bool:
    is_fresh = found is not None and timedelta() <= timezone.now() - found.at < FRESH
    return is_fresh and found is not None and found.release == outcome.release()


def _start() -> subprocess.Popen[bytes]:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "selfaudit", "--keep", "--within", str(WITHIN)]
    # What it finds is in its file; a list of faults is nothing for the log.
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603 - our own command
