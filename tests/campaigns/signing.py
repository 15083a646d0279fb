"""Signing a campaign as somebody does it in a browser."""

import re
from typing import Any
from urllib.parse import urlencode

FULL = {"kind": "person", "shown_as": "full-name", "name": "Ana Díaz", "organisation": ""}
COUNTED = {"kind": "person", "shown_as": "not-shown", "name": "", "organisation": ""}


def sign(client: Any, words: dict[str, str] = FULL, address: str = "/endorse/sample/", **changes: Any) -> Any:
    """Fill in the form and press its button; headers are given as ``headers``."""
    headers = changes.pop("headers", {"origin": "https://example.org", "sec-fetch-site": "same-origin"})
    return post(client, address, {**words, **changes}, headers)


def post(client: Any, address: str, fields: dict[str, str], headers: dict[str, str] | None = None) -> Any:
    """Send fields as a browser does."""
    return client.post(address, urlencode(fields), "application/x-www-form-urlencoded", headers=headers)


def code_on(response: Any) -> str:
    """The withdrawal code that a page shows."""
    found = re.search(r"<code[^>]*>([^<]+)</code>", response.content.decode())
    assert found, "the page shows no code"
    return found[1]
