"""The site with a clock that a file moves: ``gunicorn bench.faults.shifted``. For bench/faults/clock.py."""

import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import time_machine

from idpwsp.wsgi import application as site

# Seconds by which the clock is wrong.
OFFSET = Path(os.environ["BENCH_CLOCK"])
_clock = time_machine.travel(time.time(), tick=True).start()
_real = time_machine.escape_hatch.time.time


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    _clock.move_to(_real() + float(OFFSET.read_text()))
    return site(environ, start_response)
