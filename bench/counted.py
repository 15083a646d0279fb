"""The site, with each page that Django renders for the cache counted: one byte in a file, whichever worker it was."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from idpwsp.wsgi import application

_file = os.open(os.environ["BENCH_RENDERS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
_django = application.application


def _counted(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    os.write(_file, b".")
    return _django(environ, start_response)


application.application = _counted
