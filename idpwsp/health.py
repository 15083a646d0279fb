"""What a watcher on the machine asks: ``/healthz``, whether the site is alive, and ``/readyz``, whether it can work.

Answered before anything looks at the name that was asked for: a watcher asks for 127.0.0.1. A proxy in front does not
let these two through.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from idpwsp import readiness

GetResponse = Callable[[HttpRequest], HttpResponse]


def alive() -> HttpResponse:
    """Says nothing but that requests are answered."""
    return _plain("alive")


def ready() -> HttpResponse:
    """One word a line for what is not ready, and nothing more: whoever sees it is to learn nothing from it."""
    words = readiness.not_ready()
    return _plain("\n".join(words), 503) if words else _plain("ready")


ANSWERS: dict[str, Callable[[], HttpResponse]] = {"/healthz": alive, "/readyz": ready}


def watched(get_response: GetResponse) -> GetResponse:
    """Answer the two addresses."""

    def middleware(request: HttpRequest) -> HttpResponse:
        answer = ANSWERS.get(request.path_info)
        if answer is None:
            return get_response(request)
        response = answer() if request.method in ("GET", "HEAD") else HttpResponseNotAllowed(["GET", "HEAD"])
        response.headers["Cache-Control"] = "no-store"
        return response

    return middleware


def _plain(text: str, status: int = 200) -> HttpResponse:
    body = f"{text}\n".encode()
    # Nothing behind this middleware counts it.
    headers = {"Content-Length": str(len(body))}
    return HttpResponse(body, content_type="text/plain; charset=utf-8", status=status, headers=headers)
