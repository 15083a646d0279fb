"""The first step: name and password."""

import pytest
from django.contrib.auth.models import User

from idpwsp.signin import steps
from tests.conftest import Reader
from tests.markup import Document
from tests.signin.phones import PASSWORD, code_on, give_code, give_password, sign_in

pytestmark = pytest.mark.django_db


def test_it_leads_to_the_code(door, maria, phone):
    response = give_password(door)
    assert (response.status_code, response.headers["Location"]) == (302, "/staff/login/code/")


def test_it_alone_opens_nothing(door, maria, phone):
    give_password(door)
    assert door.get("/staff/").headers["Location"].startswith("/staff/login/")
    assert "_auth_user_id" not in door.session


def test_the_password_is_in_no_page_no_address_and_no_session(door, maria, phone):
    wrong = give_password(door, password="a wrong password")
    first = give_password(door)
    second = door.get(first.headers["Location"])
    for response in (wrong, first, second, give_code(door, "000")):
        assert PASSWORD not in response.content.decode() + str(response.headers)
        assert "a wrong password" not in response.content.decode()
    assert PASSWORD not in str(dict(door.session))
    assert dict(door.session).keys() == {"_session_expiry", "signin"}
    assert door.session["signin"].keys() == {"user", "password", "at"}


def test_a_wrong_one_is_refused_in_the_same_words_as_an_unknown_name(door, maria):
    words = [
        Document(give_password(door, name, "a wrong password").content.decode()).words for name in ("maria", "zoe")
    ]
    assert "Please enter the correct username and password" in words[0]
    assert words[0] == words[1]


@pytest.mark.parametrize("account", [{"is_staff": False}, {"is_staff": True, "is_active": False}])
def test_who_is_no_staff_gets_no_further(door, account):
    User.objects.create_user("other", password=PASSWORD, **account)
    assert give_password(door, "other").status_code == 200
    assert "staff" not in door.cookies


def test_the_key_of_the_session_is_a_new_one_at_each_step(door, maria, phone):
    door.cookies["staff"] = "k" * 32
    give_password(door)
    between = door.cookies["staff"].value
    give_code(door, code_on(phone))
    inside = door.cookies["staff"].value
    assert len({"k" * 32, between, inside}) == 3
    thief = Reader()
    thief.cookies["staff"] = between
    assert thief.get("/staff/").status_code == 302


def test_the_page_is_sound_and_named_discreetly(door):
    document = Document(door.get("/staff/login/").content.decode())
    assert document.errors == []
    assert document.first("title").text == "Log in · IDPWSP"


def test_one_ends_where_one_wanted_to_go(door, maria, phone):
    first = door.post("/staff/login/?next=/staff/links/", {"username": "maria", "password": PASSWORD})
    assert first.headers["Location"] == "/staff/login/code/?next=%2Fstaff%2Flinks%2F"
    second = door.post(first.headers["Location"], {"one_time_code": code_on(phone)})
    assert second.headers["Location"] == "/staff/links/"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/staff/", "/\\evil.example", "javascript:alert(1)", "/help/", "staff/",
     "https://evil.example/staff/", "///evil.example", "http://example.org/staff/"],
)  # fmt: skip
def test_one_never_ends_elsewhere(door, maria, phone, elsewhere):
    give_password(door)
    response = door.post(f"/staff/login/code/?next={elsewhere}", {"one_time_code": code_on(phone)})
    assert response.headers["Location"] == "/staff/"


def test_who_is_signed_in_is_sent_on(inside):
    assert inside.get("/staff/login/?next=/staff/links/").headers["Location"] == "/staff/links/"


def test_a_form_that_was_open_in_another_tab_leads_in_after_signing_in(maria, phone):
    reader = Reader(enforce_csrf_checks=True)

    def token() -> str:
        fields = Document(reader.get("/staff/login/").content.decode()).all("input")
        return next(each.get("value", "") for each in fields if each.get("name") == "csrfmiddlewaretoken")

    headers = {"Referer": "https://example.org/staff/login/"}
    old = token()
    given = {"username": "maria", "password": PASSWORD, "csrfmiddlewaretoken": old}
    assert reader.post("/staff/login/", given, headers=headers).status_code == 302
    typed = {"one_time_code": code_on(phone), "csrfmiddlewaretoken": old}
    assert reader.post("/staff/login/code/", typed, headers=headers).status_code == 302
    # The other tab's form still has the token from before.
    response = reader.post("/staff/login/?next=/staff/links/", given, headers=headers)
    assert (response.status_code, response.headers["Location"]) == (302, "/staff/links/")


def test_a_strangers_form_signs_nobody_in(maria, phone):
    reader = Reader(enforce_csrf_checks=True)
    assert give_password(reader).status_code == 403


def test_signing_in_takes_both_steps_again_after_signing_out(door, maria, phone):
    sign_in(door)
    door.post("/staff/logout/")
    assert door.get("/staff/login/code/").headers["Location"] == "/staff/login/"


def test_a_new_password_ends_what_the_old_one_has_begun(door, maria, phone):
    give_password(door)
    maria.set_password("another long one")
    maria.save()
    assert give_code(door, code_on(phone)).headers["Location"] == "/staff/login/"
    assert door.get("/staff/").status_code == 302


def test_ten_minutes_lie_between_the_steps_at_most(door, maria, phone, time_machine):
    time_machine.move_to("2026-11-23 12:00Z", tick=False)
    give_password(door)
    time_machine.shift(steps.WITHIN - 1)
    assert door.get("/staff/login/code/").status_code == 200
    time_machine.shift(1)
    response = door.post("/staff/login/code/", {"one_time_code": code_on(phone)}, follow=True)
    assert "Please begin again" in response.content.decode()
    assert door.get("/staff/").status_code == 302
