"""Something breaks while saving: the words are kept, and nobody else reads them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import override_settings

from resources.models import PageWords
from tests.admin_forms import change
from tests.conftest import Reader
from tests.held.pressing import OUR_PAGE, PASSWORD, end_session, held, press, sign_in, typed
from tests.markup import Document

pytestmark = pytest.mark.django_db


def failing(error: Exception, statement: str = "UPDATE"):
    """While this holds, the database fails at a statement."""

    def fail(execute, sql, *args):
        if sql.startswith(statement):
            raise error
        return execute(sql, *args)

    return connection.execute_wrapper(fail)


def test_a_locked_database_costs_no_words(staff, rights):
    data = typed(staff, rights, title="An hour of work")
    with failing(OperationalError("database is locked")):
        response = staff.post(change(rights), data)

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert response.headers["Cache-Control"] == "no-store"
    document = Document(response.content.decode())
    assert document.errors == []
    assert "Nothing of yours was saved" in document.words
    assert PageWords.objects.get().title == "Money"
    assert press(staff, response).status_code == 302
    assert PageWords.objects.get().title == "An hour of work"


def test_nor_does_any_other_error(staff, rights):
    data = typed(staff, rights, title="An hour of work")
    with failing(ValueError("a fault of ours")):
        response = staff.post(change(rights), data)

    assert response.status_code == 500
    assert "Retry-After" not in response.headers
    document = Document(response.content.decode())
    assert document.errors == []
    assert "Nothing was saved" in document.words
    assert "a fault of ours" not in document.html
    assert press(staff, response).status_code == 302
    assert PageWords.objects.get().title == "An hour of work"


def test_the_answer_asks_neither_the_database_nor_collected_files(staff, rights):
    data = typed(staff, rights, title="An hour of work")
    asked = []

    def fail(execute, sql, *args):
        asked.append(sql)
        raise OperationalError("unable to open database file")

    manifest = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    with connection.execute_wrapper(fail), override_settings(STORAGES={"staticfiles": manifest}):
        response = staff.post(change(rights), data)

    assert response.status_code == 500
    # The one question is whose session it is, which was what broke.
    assert len(asked) == 1
    assert held(response)["title"] == ["An hour of work"]


def test_what_came_with_a_picture_is_not_lost_where_nobody_can_say_who_sent_it(staff, rights):
    picture = SimpleUploadedFile("umbrella.jpg", b"x" * 100_000)
    data = {**typed(staff, rights, title="An hour of work"), "file": picture}
    with failing(OperationalError("unable to open database file"), "SELECT"):
        response = staff.post(change(rights), data)

    assert response.status_code == 500
    assert held(response)["title"] == ["An hour of work"]
    assert "umbrella.jpg" in response.content.decode()


def test_a_password_is_not_given_back_by_an_error_either(staff, rights):
    data = typed(staff, rights, title="An hour of work")
    end_session(staff)
    response = staff.post(change(rights), data)
    with failing(OperationalError("database is locked")):
        response = sign_in(staff, response)

    assert response.status_code == 503
    assert PASSWORD not in response.content.decode()
    assert held(response)["title"] == ["An hour of work"]
    assert "held-password" not in held(response)


def test_an_error_where_nothing_was_typed_has_its_usual_page(staff, rights):
    with failing(ValueError("a fault of ours"), "SELECT"):
        response = staff.get(change(rights))
    assert response.status_code == 500
    assert Document(response.content.decode()).all("form") == []


def test_readers_who_meet_an_error_get_their_usual_page(client, settings, organisation):
    settings.ROOT_URLCONF = "tests.failing_urls"
    reader = Reader(raise_request_exception=False, headers=OUR_PAGE)
    response = reader.post("/broken/", {"title": "What a reader typed"})
    assert response.status_code == 500
    assert "What a reader typed" not in response.content.decode()


@pytest.mark.parametrize("error", [OperationalError("An hour of work"), ValueError("An hour of work")])
def test_words_are_never_logged(staff, rights, log, error):
    data = typed(staff, rights, title="An hour of work")
    with failing(error):
        staff.post(change(rights), data)
    assert "/staff/resources/page/" in log.getvalue()
    end_session(staff)
    sign_in(staff, staff.post(change(rights), data), password="wrong-secret")

    for telltale in ("hour of work", "maria", "wrong-secret"):
        assert telltale not in log.getvalue()
