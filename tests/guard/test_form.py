"""A public form: how it stands on its page, and what it says when something is missing or wrong."""

import pytest

from tests.conftest import Reader
from tests.guard.conftest import NOTE, OUR_PAGE
from tests.guard.pressing import document_of, fields_of
from tests.guard.urls import ENTRIES
from tests.markup import text

pytestmark = pytest.mark.django_db


def by_id(document, identifier):
    (found,) = [each for each in document.elements if each.get("id") == identifier]
    return found


def described(document, element):
    """What a screen reader says of an element after its name."""
    return " ".join(text(by_id(document, each)) for each in (element.get("aria-describedby") or "").split())


def test_it_works(client, send):
    assert client.get("/note/").status_code == 200

    response = send()

    assert response.status_code == 200
    assert ENTRIES[1]["text"] == "What I have to say."
    assert ENTRIES[1]["is_doubtful"] is False
    assert "CODE-1-1" in document_of(response).main


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_there_is_nothing_else_to_do_with_it(client, method):
    assert getattr(client, method)("/note/").status_code == 405


# ── The page ───────────────────────────────────────────────────────────────


def test_the_page_is_the_same_to_the_byte_for_everybody(note_form, staff):
    somebody = Reader().get("/note/")
    another = Reader(
        headers={**OUR_PAGE, "user-agent": "other", "accept-language": "es", "cookie": "a=b"}, REMOTE_ADDR="192.0.2.7"
    ).get("/note/")

    assert another.content == somebody.content
    assert staff.get("/note/").content == somebody.content
    assert dict(another.headers) == dict(somebody.headers)


@pytest.mark.parametrize("words", [None, NOTE, {}])
def test_no_answer_sets_a_cookie_or_is_kept_anywhere(client, words):
    response = client.get("/note/") if words is None else client.post("/note/", words)

    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    assert "Set-Cookie" not in response.headers
    assert "cookie" not in response.headers.get("Vary", "").lower()


def test_it_needs_no_token(note_form):
    assert Reader(enforce_csrf_checks=True, headers=OUR_PAGE).post("/note/", NOTE).status_code == 200
    assert len(ENTRIES) == 1


def test_every_field_has_a_label_and_every_group_a_legend(client):
    document = document_of(client.get("/note/"))

    labels = {label.get("for"): text(label) for label in document.all("label")}
    for field in document.all("input", "textarea"):
        assert labels[field.get("id")]
    legends = [text(legend) for legend in document.all("legend")]
    assert legends == ["How shall we show it?", "Topics (optional)"]


def test_what_is_optional_says_so_in_words(client):
    document = document_of(client.get("/note/"))

    labels = {label.get("for"): text(label) for label in document.all("label")}
    assert labels["id_name"] == "Your name (optional)"
    assert labels["id_text"] == "Your words"
    # A box that may be ticked or not is no question that needs an answer.
    assert labels["id_agreed"] == "I have read what is shown"
    assert not [each for each in document.elements if each.get("required") is not None]


def test_the_browser_keeps_nothing_and_says_nothing_of_its_own(client):
    document = document_of(client.get("/note/"))

    (form,) = document.all("form")
    assert form.get("autocomplete") == "off"
    assert form.get("novalidate") is not None
    assert {field.get("autocomplete") for field in form.iter("textarea")} == {"off"}
    assert {field.get("autocomplete") for field in form.iter("input")} == {"off"}
    # It would cut what is pasted.
    assert not [each for each in form.iter() if each.get("maxlength")]


def test_help_is_tied_to_its_field(client):
    document = document_of(client.get("/note/"))

    assert described(document, by_id(document, "id_name")) == "A working name is fine."


def test_the_button_says_what_happens(client):
    assert [text(button) for button in document_of(client.get("/note/")).all("button")] == ["Send your note"]


# ── Errors ─────────────────────────────────────────────────────────────────


def test_what_is_missing_is_said_at_the_top_and_at_the_field(client, send):
    response = send({"name": "Ana", "topics": ["b"]})

    assert response.status_code == 422
    assert ENTRIES == {}
    document = document_of(response)
    links = {a.get("href"): text(a) for a in document.all("a") if (a.get("href") or "").startswith("#id_")}
    assert links == {
        "#id_shown_0": "How shall we show it? Please choose one.",
        "#id_text": "Your words: Please fill this in.",
    }
    words = by_id(document, "id_text")
    assert words.get("aria-invalid") == "true"
    assert described(document, words) == "Please fill this in."
    (group, _topics) = document.all("fieldset")
    assert described(document, group) == "Please choose one."
    assert by_id(document, "id_name").get("aria-invalid") is None


def test_the_summary_has_a_name_and_takes_the_focus_without_script(send):
    document = document_of(send({}))

    (summary,) = [each for each in document.elements if each.get("role") == "alert"]
    assert summary.get("autofocus") is not None
    assert summary.get("tabindex") == "-1"
    assert text(by_id(document, summary.get("aria-labelledby"))) == "Please look at this once more"


@pytest.mark.parametrize("address", ["/note/", "/es/note/"])
def test_the_tab_says_that_there_is_an_error(client, send, address):
    assert not document_of(client.get(address)).title.startswith("Error:")
    assert document_of(send({}, address)).title == "Error: Note · IDPWSP"
    assert not document_of(send(address=address)).title.startswith("Error:")


def test_what_is_wrong_with_all_of_it_stands_in_the_summary(send):
    document = document_of(send(text="refuse"))

    (summary,) = [each for each in document.elements if each.get("role") == "alert"]
    assert "These words together make no sense." in text(summary)


def test_what_is_too_long_is_kept_whole_and_says_by_how_much(send):
    response = send(text="é" * 2001)

    assert response.status_code == 422
    assert "This is 2001 characters long, and we can take 2000." in document_of(response).main
    assert fields_of(response)["text"] == "é" * 2001


def test_with_an_error_everything_else_is_kept(send):
    response = send({"shown": "hidden", "name": "<i>Ana</i>", "topics": ["b"], "agreed": "on"})

    kept = fields_of(response)
    assert kept["name"] == "<i>Ana</i>"
    assert kept["shown"] == ["hidden"]
    assert kept["topics"] == ["b"]
    assert kept["agreed"] == ["on"]
    assert document_of(response).all("i") == []
