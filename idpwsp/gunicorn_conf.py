"""How gunicorn serves the site: ``gunicorn idpwsp.wsgi -c python:idpwsp.gunicorn_conf``.

Nothing that gunicorn logs may tell who read what (promise 1): no address, no user agent, no path, no query,
no body. tests/test_commands.py sends it bad requests and reads its log.
"""

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from gunicorn import glogging
from gunicorn.http import wsgi

# Imported for what it does: it makes the key of the guard's hashes, here in the parent, so that all workers have the
# same one, and nothing but their memory has it.
from idpwsp.foundation.guard import secret  # noqa: F401
from idpwsp.logs import code_path


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


# ── The periodic worker ────────────────────────────────────────────────────
# With WORKER=1 it is started beside gunicorn's own workers, and ends with them.
_periodic: list[subprocess.Popen] = []


def when_ready(server: Any) -> None:
    """Start the periodic worker. It has none of our sockets, and no terminal whose Ctrl+C would reach it first."""
    if os.environ.get("WORKER") == "1":
        manage = Path(__file__).resolve().parent.parent / "manage.py"
        command = [sys.executable, str(manage), "worker", "--parent", str(os.getpid())]
        _periodic.append(subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True))  # noqa: S603


def on_exit(server: Any) -> None:
    """End it. If this process is killed before it can, the worker notices by itself."""
    for process in _periodic:
        process.terminate()
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            process.kill()


# ── gunicorn's settings ────────────────────────────────────────────────────
# Never 0.0.0.0 by itself, which is what gunicorn makes of PORT. Elsewhere: --bind on the command line.
bind = f"127.0.0.1:{whole_number('PORT', 8000)}"
forwarded_allow_ips = os.environ.get("TRUSTED_PROXIES") or "127.0.0.1"

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
