"""Whatever is sent as a form: a page that is kind, and no fault of ours."""

import pytest

from tests.guard.conftest import NOTE
from tests.guard.pressing import document_of, fields_of
from tests.guard.urls import ENTRIES
from tests.markup import text

pytestmark = pytest.mark.django_db

URLENCODED = "application/x-www-form-urlencoded"
TOO_MANY = "&".join(f"field{number}=x" for number in range(10_001))


@pytest.fixture
def post(client, log):
    """Sends raw bytes to the form. Nothing that a stranger sends is worth a line in the log."""

    def post(body, content_type=URLENCODED):
        response = client.generic("POST", "/note/", body, content_type)
        assert log.getvalue() == ""
        assert response.headers["Cache-Control"] == "no-store"
        return response

    return post


def test_what_is_far_too_long_is_told_kindly(post):
    response = post("text=" + "a" * 3_000_000)

    assert response.status_code == 413
    document = document_of(response)
    assert text(document.first("h1")) == "This is too long for us"
    assert "when you go back" in document.main
    assert ENTRIES == {}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (TOO_MANY, URLENCODED),
        ("--x\r\nContent-Disposition: form-data; nam", "multipart/form-data"),
        ("nonsense", "multipart/form-data; boundary="),
        ("nonsense", "multipart/form-data; boundary=\xff"),
    ],
)
def test_what_cannot_be_read_is_told_kindly(post, body, content_type):
    response = post(body, content_type)

    assert response.status_code == 400
    assert text(document_of(response).first("h1")) == "We could not read this"
    assert ENTRIES == {}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("", URLENCODED),
        ("&&&==&=", URLENCODED),
        ('{"text": "x"}', "application/json"),
        ("text=x", "text/plain"),
        ("--x--\r\n", "multipart/form-data; boundary=x"),
        ("text=x", ""),
    ],
)
def test_what_is_no_form_is_an_empty_one(post, body, content_type):
    assert post(body, content_type).status_code == 422
    assert ENTRIES == {}


def test_a_thousand_fields_that_we_never_asked_for_are_left_aside(post):
    response = post("shown=name&text=Words&" + "&".join(f"field{number}=x" for number in range(5000)))

    assert response.status_code == 200
    assert set(ENTRIES[1]) == {"shown", "name", "text", "topics", "agreed", "is_doubtful", "codes"}


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=nonsense"])
def test_characters_that_nobody_can_type_are_left_out(post, charset):
    post("shown=na%00me&text=One%00%01 two%7F%C2%85%0D%0Athree", URLENCODED + charset)

    assert ENTRIES[1]["text"] == "One two\r\nthree"


def test_bytes_that_are_no_text_are_shown_as_such(post):
    response = post("text=Words%FF%FE")

    assert fields_of(response)["text"] == "Words\ufffd\ufffd"
    assert post("shown=name&text=Words%FF%FE").status_code == 200


@pytest.mark.parametrize("charset", ["utf-16", "hex", "idna", "latin-1"])
def test_another_alphabet_than_ours_is_never_believed(post, charset):
    body = '--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nWörter\r\n--x--\r\n'

    response = post(body, f"multipart/form-data; boundary=x; charset={charset}")

    assert fields_of(response)["text"] == "Wörter"


def test_files_are_not_taken(client):
    body = (
        '--x\r\nContent-Disposition: form-data; name="text"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
        "A file\r\n--x--\r\n"
    )
    response = client.post("/note/", body, content_type="multipart/form-data; boundary=x")

    assert response.status_code == 422
    assert "A file" not in response.content.decode()


def test_one_value_too_many_is_no_fault(post):
    assert post("shown=name&shown=hidden&text=One&text=Two").status_code == 200
    assert NOTE["text"] not in ENTRIES[1]["text"]
