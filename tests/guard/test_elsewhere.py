"""A form that another site has sent is refused, and comes back with its words."""

import pytest

from tests.guard.conftest import NOTE, OUR_PAGE
from tests.guard.pressing import document_of, fields_of, press
from tests.guard.urls import ENTRIES
from tests.markup import text

pytestmark = pytest.mark.django_db

FULL = {
    "shown": "name",
    "name": "<i>Ana</i>",
    "text": "First & last.\r\n\r\nMore.",
    "topics": ["a", "b"],
    "agreed": "on",
}


@pytest.fixture
def refused(client):
    """The answer to a full form from another site."""
    return client.post("/note/two/", FULL, headers={"sec-fetch-site": "cross-site"})


def test_nothing_is_kept_of_it(refused):
    assert refused.status_code == 403
    assert refused.headers["Cache-Control"] == "no-store"
    assert not refused.cookies
    assert ENTRIES == {}


def test_every_word_is_there_to_be_seen(refused):
    document = document_of(refused)

    assert text(document.first("h1")) == "Please send this once more"
    sent = fields_of(refused)
    assert sent == {**FULL, "shown": ["name"], "agreed": ["on"], "text": "First & last.\n\nMore.", "subject_line": ""}
    (form,) = document.all("form")
    assert not [each for each in form.iter("input") if each.get("type") == "hidden"]
    assert document.all("i") == []


def test_one_press_sends_it_to_the_same_address(client, refused):
    response = press(client, refused, "Send your note")

    assert response.status_code == 200
    assert ENTRIES[1]["name"] == "<i>Ana</i>"


def test_it_accuses_nobody_of_a_mistake(client):
    response = client.post("/note/", {"name": "Ana"}, headers={"sec-fetch-site": "cross-site"})

    document = document_of(response)
    assert not document.title.startswith("Error:")
    assert "Please fill this in." not in document.main


def test_an_old_browser_is_known_by_the_origin(note_form, client):
    del client.defaults["HTTP_SEC_FETCH_SITE"]

    assert client.post("/note/", NOTE, headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post("/note/", NOTE, headers={"origin": OUR_PAGE["origin"]}).status_code == 200


def test_it_speaks_the_language_of_the_page(client):
    response = client.post("/es/note/", FULL, headers={"sec-fetch-site": "cross-site"})

    document = document_of(response)
    assert document.language == "es"
    (form,) = document.all("form")
    assert form.get("action") == "/es/note/"
