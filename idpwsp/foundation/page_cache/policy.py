"""Which answers may be kept, and under which address."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation

View = Callable[..., HttpResponse]

# Browsers ask each time, and get a 304 while nothing has changed. A cache of ours in front may answer on its own for
# five seconds, for five more while it asks behind the reader's back, and for twenty where there is no answer (RFC 9111,
# 5.2.2.10; RFC 5861). No longer, because what was taken down is to be gone.
PUBLIC = "public, max-age=0, s-maxage=5, stale-while-revalidate=5, stale-if-error=20"

# What stands in an address of ours. Anything else is Django's to refuse: a page is to be kept under one address alone.
_PATH = re.compile(r"/[a-z0-9/._-]*")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True)
class Policy:
    """What a view says of itself. ``query``: the names that choose what is shown, each with a whole number.
    ``private``: the names that make an answer somebody's own. All other names change nothing, whoever added them."""

    query: tuple[str, ...] = ()
    private: tuple[str, ...] = ()

    def address(self, path: str, query: str) -> str | None:
        """The one address of what a request asks for; None for what is not to be kept."""
        try:
            asked = dict(parse_qsl(query, keep_blank_values=True, max_num_fields=50))
        except ValueError:
            return None
        if not asked.keys().isdisjoint(self.private):
            return None
        chosen = {name: asked[name] for name in self.query if name in asked}
        if not all(_NUMBER.fullmatch(number) for number in chosen.values()):
            return None
        return f"{path}?{urlencode(chosen)}" if chosen else path


def cached_page(query: tuple[str, ...] = (), private: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Let the answers of a view to GET be kept, and have caches told so: it shows what is public, to nobody in
    particular."""

    def decorate(view: View) -> View:
        @wraps(view)
        def show(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if request.method in ("GET", "HEAD") and response.status_code == 200:
                response.headers.setdefault("Cache-Control", PUBLIC)
            return response

        show.page_cache = Policy(query, private)  # type: ignore[attr-defined]
        return show

    return decorate


@lru_cache(maxsize=2048)
def policy_at(path: str) -> Policy | None:
    """What the view at an address says of itself, if it lets its answers be kept."""
    if not _PATH.fullmatch(path):
        return None
    with translation.override(translation.get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            view = resolve(path).func
        except Resolver404:
            return None
    policy: Policy | None = getattr(view, "page_cache", None)
    return policy
