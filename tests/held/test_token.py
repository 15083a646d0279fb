"""The token is refused: from our own page the words are kept, from elsewhere nothing is."""

import pytest

from resources.models import PageWords
from tests.admin_forms import change
from tests.conftest import HOST, Reader
from tests.held.pressing import OUR_PAGE, PASSWORD, held, press, sign_in, typed
from tests.markup import Document

pytestmark = pytest.mark.django_db


def test_a_token_that_was_renewed_in_another_tab_costs_no_words(staff, rights, maria):
    data = typed(staff, rights, title="An hour of work")
    staff.cookies.clear()
    staff.force_login(maria)
    staff.get("/staff/password_change/")  # another tab, with a token of its own

    response = staff.post(change(rights), data)

    assert response.status_code == 403
    assert response.headers["Cache-Control"] == "no-store"
    document = Document(response.content.decode())
    assert document.errors == []
    assert document.words.startswith("Please send this once more Your words are still in this page.")
    assert "You are signed in as maria" in document.words
    assert PageWords.objects.get().title == "Money"
    assert press(staff, response).status_code == 302
    assert PageWords.objects.get().title == "An hour of work"


def test_without_any_cookie_it_asks_to_sign_in_as_well(staff, rights):
    data = typed(staff, rights, title="An hour of work")
    staff.cookies.clear()

    response = staff.post(change(rights), data)

    assert response.status_code == 403
    assert sign_in(staff, response).status_code == 302
    assert PageWords.objects.get().title == "An hour of work"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": f"http://{HOST}"},
        {"origin": f"https://{HOST}.evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "none"},
        {"origin": f"https://{HOST}", "sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
        {"referer": f"https://{HOST}/staff/"},
        {},
    ],
)
def test_a_form_from_elsewhere_is_refused_and_its_words_are_not_carried(maria, rights, headers):
    reader = Reader(enforce_csrf_checks=True)
    reader.force_login(maria)

    response = reader.post(change(rights), {"title": "Forged words"}, headers=headers)

    assert response.status_code == 403
    assert "Forged words" not in response.content.decode()
    # Nothing but the search that stands on every such page.
    assert [each.get("name") for each in Document(response.content.decode()).all("input")] == ["q"]
    assert PageWords.objects.get().title == "Money"


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "same-origin"}, {**OUR_PAGE, "sec-fetch-site": "same-origin"}])
def test_the_browsers_own_word_for_our_page_is_taken(maria, rights, headers):
    reader = Reader(enforce_csrf_checks=True)
    reader.force_login(maria)

    response = reader.post(change(rights), {"title": "Typed here"}, headers=headers)

    assert held(response)["title"] == ["Typed here"]


def test_the_front_door_never_gives_a_name_or_password_back(organisation):
    reader = Reader(enforce_csrf_checks=True, headers=OUR_PAGE)
    response = reader.post("/staff/login/", {"username": "maria", "password": PASSWORD})
    assert response.status_code == 403
    assert "maria" not in response.content.decode()
    assert PASSWORD not in response.content.decode()
