"""The bare WSGI function that tells what it was asked, to whoever asked and in a file; and says of all it tells that it
may be kept."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

FILE = Path(os.environ["BENCH_TOLD"])


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    sent = environ["wsgi.input"].read()
    asked = {
        "asked": f"{environ['REQUEST_METHOD']} {environ['RAW_URI']}", "scheme": environ["wsgi.url_scheme"],
        "script": environ["SCRIPT_NAME"], "body": len(sent),
        "headers": {name: value for name, value in environ.items() if name.startswith("HTTP_")},
    }  # fmt: skip
    body = json.dumps(asked).encode()
    with FILE.open("ab") as file:
        file.write(body + b"\n")
    headers = [("Cache-Control", "public, s-maxage=60"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]
