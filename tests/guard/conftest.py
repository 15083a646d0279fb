"""A small form of our own on the site, and somebody who fills it in."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.conftest import HOST, Reader
from tests.guard.urls import ENTRIES

TEMPLATES = Path(__file__).parent / "templates"
NOTE = {"shown": "name", "name": "Ana", "text": "What I have to say."}
HIDDEN = {"shown": "hidden", "text": "Count me."}
OUR_PAGE = {"origin": f"https://{HOST}", "sec-fetch-site": "same-origin"}

Send = Callable[..., Any]


@pytest.fixture
def note_form(organisation, settings) -> None:
    """The form stands at /note/, and at /note/<about>/ for another thing."""
    settings.ROOT_URLCONF = "tests.guard.urls"
    settings.PROXY_COUNT = 0
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], TEMPLATES]}]
    ENTRIES.clear()


@pytest.fixture
def client(note_form) -> Reader:
    return Reader(raise_request_exception=False, headers=OUR_PAGE)


@pytest.fixture
def send(client) -> Send:
    """Fills in the form and presses its button: ``send(text="…")``, ``send(HIDDEN, address="/es/note/")``."""

    def send(words: dict[str, Any] = NOTE, address: str = "/note/", **changes: Any) -> Any:
        body = urlencode({**words, **changes}, doseq=True)
        return client.post(address, body, content_type="application/x-www-form-urlencoded")

    return send
