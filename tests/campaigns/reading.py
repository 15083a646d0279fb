"""Reading the news as a browser and a feed reader do."""

from typing import Any
from xml.etree import ElementTree as ET

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import Words, page_words
from tests.markup import Document

IN_BOTH: Words = {
    "en": page_words(title="A hearing", menu_title="Hearing"),
    "es": page_words(title="Una audiencia", menu_title="Audiencia"),
}


def read(client: Any, address: str) -> Document:
    response = client.get(address)
    assert response.status_code == 200, address
    return Document(response.content.decode(), f"https://example.org{address}")


def titles(document: Document) -> list[str]:
    """The headings of a list's entries: those that link to an article."""
    headings = [heading for heading in document.all("h2", "h3") for link in heading.iter("a")]
    return ["".join(heading.itertext()) for heading in headings]


def entries(client: Any, address: str = "/feed/") -> list[ET.Element]:
    response = client.get(address)
    assert response.status_code == 200
    return ET.fromstring(response.content).findall("{*}entry")  # noqa: S314 - our own answer


def questions(client: Any, address: str) -> int:
    """How often the database is asked for the answer at an address."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
