"""The bare WSGI function: returns bytes and headers that were taken from the site before, and does nothing else.

What gunicorn makes of it is the most that any site can reach under the same gunicorn.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any


def read(path: Path) -> dict[str, tuple[str, list[tuple[str, str]], list[bytes]]]:
    """Path → status line, headers, body, as ``bench.servers.keep_answers`` has written them."""
    answers = json.loads(path.read_text())
    return {
        each["path"]: (
            each["status"],
            [(name, value) for name, value in each["headers"]],
            [body] if (body := bytes.fromhex(each["body"])) else [],
        )
        for each in answers
    }


NOTHING = ("404 Not Found", [("Content-Length", "0")], [])
ANSWERS = read(Path(os.environ["BENCH_ANSWERS"]))


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    status, headers, body = ANSWERS.get(environ["PATH_INFO"], NOTHING)
    start_response(status, headers)
    return body
