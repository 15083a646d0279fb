"""What our own code costs for a cached page: the WSGI application called in this process, without any server.

    .venv/bin/python -m bench.own

Twenty times a thousand calls of each kind, in turns, by processor time. Beside them the bare function, which returns
the same bytes: what remains then is the call itself.
"""

import io
import os
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from bench.rounds import QUICK, Spread, interleaved
from bench.scratch import environment, scratch_folder, seed
from bench.table import Row, report

CALLS = 1000
ROUNDS = 5 if QUICK else 20
MOST = 20  # microseconds
# Nothing that Django renders is as quick.
KEPT_IN = 1000  # microseconds
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


def asked(path: str, query: str = "", method: str = "GET", **headers: str) -> Environ:
    """What gunicorn makes of a browser's request."""
    return {
        "wsgi.errors": sys.stderr, "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": True,
        "wsgi.run_once": False, "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.input_terminated": True,
        "wsgi.file_wrapper": None, "SERVER_SOFTWARE": "gunicorn", "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "REMOTE_ADDR": "127.0.0.1", "REMOTE_PORT": "40000",
        "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query,
        "RAW_URI": f"{path}?{query}" if query else path, "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_USER_AGENT": "Mozilla/5.0", "HTTP_ACCEPT": "text/html,application/xml;q=0.9,*/*;q=0.8",
        "HTTP_ACCEPT_LANGUAGE": "en-US,en;q=0.5", "HTTP_ACCEPT_ENCODING": "gzip, deflate, br, zstd",
        "HTTP_SEC_FETCH_DEST": "document", "HTTP_SEC_FETCH_MODE": "navigate", "HTTP_SEC_FETCH_SITE": "none",
        "HTTP_UPGRADE_INSECURE_REQUESTS": "1", "HTTP_CONNECTION": "keep-alive", **headers,
    }  # fmt: skip


def answer(application: Application, environ: Environ) -> tuple[str, dict[str, str], bytes]:
    """One answer: status line, headers, body."""
    started: list[tuple[str, list[tuple[str, str]]]] = []
    response = application(dict(environ), lambda status, headers, exc_info=None: started.append((status, headers)))
    body = b"".join(response)
    if close := getattr(response, "close", None):
        close()
    status, headers = started[-1]
    return status, dict(headers), body


def cost(application: Application, environ: Environ, calls: int = CALLS) -> float:
    """Microseconds of processor time for each of some calls."""

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        pass

    start = time.process_time()
    for _call in range(calls):
        response = application(environ.copy(), start_response)
        for _part in response:
            pass
        if close := getattr(response, "close", None):
            close()
    return (time.process_time() - start) / calls * 1e6


def measure(application: Application) -> list[Row]:
    etag = answer(application, asked("/"))[1].get("ETag", "")
    kinds = {
        "home, br": (asked("/"), "200"),
        "home, identity": (asked("/", HTTP_ACCEPT_ENCODING=""), "200"),
        "home, ?fbclid=…": (asked("/", "fbclid=IwAR0aBcDeFgHiJkLmNoPqRsTuVwXyZ"), "200"),
        "home, HEAD": (asked("/", method="HEAD"), "200"),
        "rights": (asked("/rights/"), "200"),
        "form": (asked("/contact/"), "200"),
    }
    if etag:
        kinds["home, 304"] = asked("/", HTTP_IF_NONE_MATCH=etag), "304"
    for name, (environ, status) in kinds.items():
        if not (got := answer(application, environ)[0]).startswith(status):
            raise RuntimeError(f"{name} answers {got}")
        if cost(application, environ, 5) > KEPT_IN:
            raise RuntimeError(f"{name} is rendered each time")
    status, headers, body = answer(application, kinds["home, br"][0])

    def bare(environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
        start_response(status, list(headers.items()))
        return [body]

    turns: dict[str, Callable[[], float]] = {
        name: lambda environ=environ: cost(application, environ) for name, (environ, _status) in kinds.items()
    }
    took = interleaved({"bare": lambda: cost(bare, kinds["home, br"][0]), **turns}, ROUNDS)
    against = Spread.of(took.pop("bare"))
    return [row(name, Spread.of(each), against) for name, each in took.items()]


def row(name: str, ours: Spread, bare: Spread) -> Row:
    spread = f"{ours.low:.1f}–{ours.high:.1f} µs"
    return Row(
        f"our own code: {name}", f"{ours.median:.1f} µs", f"bare {bare.median:.1f} µs", "", f"< {MOST} µs", spread,
        ours.median < MOST,
    )  # fmt: skip


def main() -> None:
    with scratch_folder() as folder:
        os.environ.update(environment(seed(folder / "data")))
        from idpwsp.wsgi import application

        report(measure(application))


if __name__ == "__main__":
    main()
