"""Something breaks while a form is sent: its words come back, and are written nowhere."""

import pytest
from django.db import OperationalError, connection

from idpwsp.foundation.guard import held
from idpwsp.foundation.guard.forms import GuardedForm
from resources.models import Organisation
from tests.guard.conftest import NOTE
from tests.guard.pressing import document_of, fields_of, press
from tests.guard.urls import ENTRIES
from tests.markup import text

pytestmark = pytest.mark.django_db

TELLTALE = {**NOTE, "name": "telltale name", "text": "telltale words"}


def failing(error, asked=None):
    """While this holds, the database fails at every statement."""

    def fail(execute, sql, *args):
        if asked is not None:
            asked.append(sql)
        raise error

    return connection.execute_wrapper(fail)


@pytest.fixture
def locked():
    return failing(OperationalError("database is locked"))


def test_a_busy_database_costs_no_words(client, send, locked):
    with locked:
        response = send()

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert response.headers["Cache-Control"] == "no-store"
    document = document_of(response)
    assert text(document.first("h1")) == "The site is busy"
    assert "Your words are still here." in document.main
    assert not document.title.startswith("Error:")
    assert ENTRIES == {}
    assert "CODE-1-1" in document_of(press(client, response, "Send your note")).main
    assert ENTRIES[1]["text"] == NOTE["text"]


@pytest.mark.parametrize(
    ("raised", "heading"), [(held.Busy, "The site is busy"), (held.Closed, "We cannot take this now")]
)
def test_nor_does_a_view_that_cannot_take_them_now(client, send, monkeypatch, raised, heading):
    def refuse(form, is_doubtful):
        raise raised

    with monkeypatch.context() as patch:
        patch.setattr("tests.guard.urls.keep_entry", refuse)
        response = send()

    assert response.status_code == 503
    assert response.headers["Cache-Control"] == "no-store"
    document = document_of(response)
    assert text(document.first("h1")) == heading
    assert "Your words are still here" in document.main
    assert ENTRIES == {}
    assert "CODE-1-1" in document_of(press(client, response, "Send your note")).main
    assert ENTRIES[1]["text"] == NOTE["text"]


def test_nor_does_any_other_fault(client, send, monkeypatch):
    def fail(form, is_doubtful):
        raise ValueError("a fault of ours")

    with monkeypatch.context() as patch:
        patch.setattr("tests.guard.urls.keep_entry", fail)
        response = send(address="/es/note/")

    assert response.status_code == 500
    assert response.headers["Cache-Control"] == "no-store"
    assert "Retry-After" not in response.headers
    assert document_of(response).language == "es"
    assert "a fault of ours" not in response.content.decode()
    assert fields_of(response)["text"] == NOTE["text"]
    assert press(client, response, "Send your note").status_code == 200


def test_a_fault_after_the_entry_was_kept_still_makes_one_entry(client, send, monkeypatch):
    def fail(*args, **kwargs):
        raise ValueError("a fault of ours")

    with monkeypatch.context() as patch:
        patch.setattr("idpwsp.foundation.guard.views.render", fail)
        response = send()

    assert response.status_code == 500
    # It does not claim that nothing was kept.
    assert "still count once" in document_of(response).main
    assert "CODE-1-2" in document_of(press(client, response, "Send your note")).main
    assert list(ENTRIES) == [1]


def test_the_answer_never_asks_the_database(client, send):
    client.get("/note/")
    asked = []
    with failing(OperationalError("unable to open database file"), asked):
        response = send()

    assert response.status_code == 503
    # The one question is that of the guard itself, which was what broke.
    assert len(asked) == 1
    # What was read before is shown.
    assert "tel:+14155550100" in document_of(response).addresses


def test_nor_does_it_need_to_have_asked_before(send, locked, monkeypatch):
    monkeypatch.setattr(Organisation, "_last_read", None)
    with locked:
        response = send()

    assert fields_of(response)["text"] == NOTE["text"]
    assert "tel:" not in response.content.decode()


def test_a_form_that_is_itself_broken_has_the_usual_page(send, monkeypatch, log):
    def fail(form):
        raise ValueError(form.data["text"])

    monkeypatch.setattr(GuardedForm, "helper", property(fail))
    response = send(TELLTALE, shown="")

    assert response.status_code == 500
    assert text(document_of(response).first("h1")) == "Something broke on our side"
    assert document_of(response).all("form") == []
    assert "telltale" not in log.getvalue()


def test_an_error_where_nothing_was_sent_has_the_usual_page(client, locked):
    with locked:
        response = client.get("/note/")
    assert response.status_code == 500
    assert document_of(response).all("form") == []


@pytest.mark.parametrize("error", [OperationalError("telltale words"), ValueError("telltale words")])
def test_words_are_never_logged(client, send, log, error):
    with failing(error):
        assert send(TELLTALE).status_code in (500, 503)
    assert "/note/" in log.getvalue(), "an operator has to see that something broke"
    send(TELLTALE)
    send({**TELLTALE, "shown": "telltale choice"})
    client.post("/note/", TELLTALE, headers={"sec-fetch-site": "cross-site"})

    assert "telltale" not in log.getvalue()
