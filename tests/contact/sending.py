"""What somebody does on the pages below /messages/, and what those pages must never do."""

from typing import Any

from tests.campaigns.signing import post
from tests.markup import Document, text

SAME_SITE = {"origin": "https://example.org", "sec-fetch-site": "same-origin"}


def send(client: Any, address: str, number: str, headers: dict[str, str] | None = None, **fields: str) -> Any:
    """Send a form with a number in it, as a browser does."""
    return post(client, address, {"number": number, **fields}, headers or SAME_SITE)


def page_of(response: Any, status: int = 200) -> Document:
    """The page, which is good HTML, keeps to a neutral title, and may be kept by nobody."""
    assert response.status_code == status
    document = Document(response.content.decode(), "https://example.org/messages/")
    assert document.errors == []
    assert len(document.ids) == len(set(document.ids))
    assert document.title in ("Messages · IDPWSP", "Error: Messages · IDPWSP")
    assert document.title.startswith("Error:") == (status == 422)
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    assert all("?" not in address for address in document.addresses)
    return document


def heading(document: Document) -> str:
    return text(document.first("h1"))


def fill(document: Document, action: str, **fields: str) -> dict[str, str]:
    """What the form with this action on a page would send, its hidden fields too."""
    (form,) = [form for form in document.all("form") if form.get("action") == action]
    hidden = {
        each.get("name", ""): each.get("value", "") for each in form.iter("input") if each.get("type") == "hidden"
    }
    return {**hidden, **fields}
