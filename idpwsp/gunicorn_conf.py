"""How gunicorn serves the site: ``gunicorn idpwsp.wsgi -c python:idpwsp.gunicorn_conf``.

Nothing that gunicorn logs may tell who read what (promise 1): no address, no user agent, no path, no query,
no body. tests/test_commands.py sends it bad requests and reads its log.
"""

import ctypes
import gc
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.apps import apps
from gunicorn import glogging
from gunicorn.http import wsgi

from idpwsp import periodic, serving

# Imported for what it does: it makes the key of the guard's hashes, here in the parent, so that all workers have the
# same one, and nothing but their memory has it.
from idpwsp.foundation.guard import secret  # noqa: F401
from idpwsp.logs import code_path
from idpwsp.readiness import never_make_a_database
from idpwsp.warming import know_ourselves, warm_up


def whole_number(name: str, default: int) -> int:
    """A positive number from the environment. Raises ``ValueError``, which gunicorn prints as one line."""
    text = os.environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ValueError(f"{name} must be a whole number from 1, not {text!r}.")
    return int(text)


class ReaderFilter(logging.Filter):
    """Rewrites every line that gunicorn logs about a failed request.

    It does not look for known wordings ("Invalid request from ip=…"), which change from release to release.
    Once a worker serves, anything said while an error is being handled is taken to be about a request.
    """

    serving = False

    def filter(self, record: logging.LogRecord) -> bool:
        if not self.serving:
            return True
        if record.levelno < logging.INFO:
            # Debugging names the path of every request.
            return False
        error = sys.exc_info()[1]
        if record.exc_info:
            record.msg = f"A request failed.\n{code_path(error)}"
        elif isinstance(error, Exception):
            record.msg = f"A request was refused: {type(error).__qualname__}"
        else:
            return True
        record.args, record.exc_info, record.exc_text, record.stack_info = (), None, None, None
        return True


reader_filter = ReaderFilter()


class Logger(glogging.Logger):
    """gunicorn's log without readers: no access log, whatever the command line says, and filtered errors."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.addFilter(reader_filter)

    def access(self, resp: Any, req: Any, environ: Any, request_time: Any) -> None:
        """Write nothing."""


class Response(wsgi.Response):
    """An answer that does not name the server's software. gunicorn has no setting for it."""

    def default_headers(self) -> list[str]:
        headers: list[str] = super().default_headers()
        return [header for header in headers if not header.startswith("Server:")]


wsgi.Response = Response


def post_worker_init(worker: Any) -> None:
    """From here on a worker's errors are about requests; before, they are the operator's."""
    reader_filter.serving = True
    if apps.ready:
        know_ourselves()


# ── One memory for all processes ───────────────────────────────────────────
# docs/decisions/0035
M_MMAP_THRESHOLD = -3  # mallopt(3)
LARGE = 128 * 1024  # bytes; what glibc begins with


def give_large_blocks_back() -> None:
    """Have the C library return to the system whatever is larger than LARGE as soon as it is freed.

    glibc would move that limit up with the first large block that is freed (what compresses a page takes some), and
    from then on each thread keeps such blocks. Other C libraries have no such limit, and no such function.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)


def on_starting(server: Any) -> None:
    """The application is loaded, and nobody can connect yet."""
    give_large_blocks_back()
    if apps.ready:
        serving.join()
        never_make_a_database()
        warm_up()
    gc.collect()
    # All that is there now is left alone: a full collection in a worker would write into every object, and so copy it.
    gc.freeze()
    if os.environ.get("WORKER") == "1":
        periodic.start()


def on_exit(server: Any) -> None:
    """The periodic worker ends with gunicorn. If this process is killed before, the worker notices by itself."""
    periodic.stop()


# ── gunicorn's settings ────────────────────────────────────────────────────
# Never 0.0.0.0 by itself, which is what gunicorn makes of PORT. Elsewhere: --bind on the command line.
bind = f"127.0.0.1:{whole_number('PORT', 8000)}"
forwarded_allow_ips = os.environ.get("TRUSTED_PROXIES") or "127.0.0.1"
# A proxy says who asks and whether by TLS, never what for: a reader could say that through one that passes on all
# headers. gunicorn would believe SCRIPT_NAME and PATH_INFO.
forwarder_headers = ""

# Loaded once, and shared by all. New code takes a restart; SIGHUP gives workers anew of the old one.
preload_app = True
worker_class = "gthread"
workers = whole_number("WEB_WORKERS", 2)
threads = 4
# The heartbeat file in memory: on a busy disk, touching it could block a worker until it is killed.
MEMORY = "/dev/shm"  # noqa: S108 (gunicorn makes the file there with mkstemp)
worker_tmp_dir = MEMORY if Path(MEMORY).is_dir() else None

timeout = 30
graceful_timeout = 20
keepalive = 5

limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190

logger_class = Logger
accesslog = None
loglevel = "warning"

# It would open a socket below the home folder, for a tool that nobody here uses.
control_socket_disable = True
