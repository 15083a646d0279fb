"""One's own phone and recovery codes, once signed in."""

import pytest
from django.contrib.sessions.models import Session
from django_otp.plugins.otp_totp.models import TOTPDevice

from idpwsp.signin import second_step
from tests.conftest import Reader
from tests.markup import Document
from tests.signin.phones import code_on, fresh_code, give_code, give_password, sign_in, wrong_code

pytestmark = pytest.mark.django_db


def test_it_says_what_one_has(inside, maria):
    second_step.new_recovery_codes(maria)
    document = Document(inside.get("/staff/codes/").content.decode())
    assert document.errors == []
    assert "You have 10 recovery codes left" in document.words


@pytest.mark.parametrize("address", ["/staff/codes/", "/staff/codes/phone/new/"])
def test_nobody_else_gets_there(door, maria, phone, address):
    give_password(door)
    assert door.get(address).headers["Location"].startswith("/staff/login/")


def test_new_recovery_codes_replace_the_old(inside, maria, phone):
    old, *_others = second_step.new_recovery_codes(maria)
    response = inside.post("/staff/codes/new/", {"codes-one_time_code": code_on(phone)})
    assert Document(response.content.decode()).words.count("-") >= 30
    second = Reader()
    give_password(second)
    assert give_code(second, old).status_code == 200


def test_without_a_right_code_nothing_changes(inside, maria, phone):
    made = second_step.new_recovery_codes(maria)
    wrong = wrong_code(phone)
    for address, field in (("/staff/codes/new/", "codes"), ("/staff/codes/phone/", "phone")):
        response = inside.post(address, {f"{field}-one_time_code": wrong})
        assert "This code is not right" in response.content.decode()
        assert wrong not in response.content.decode()
        assert inside.get(address).headers["Location"] == "/staff/codes/"
    assert inside.get("/staff/codes/phone/new/").headers["Location"] == "/staff/codes/"
    assert maria.recovery_codes.count() == len(made)


def test_another_phone_takes_the_place_of_the_old_and_signs_out_elsewhere(inside, maria, phone):
    elsewhere = Reader()
    sign_in(elsewhere)
    inside.post("/staff/codes/phone/", {"phone-one_time_code": fresh_code(maria)})
    assert inside.get("/staff/codes/phone/new/").status_code == 200
    new = TOTPDevice.objects.get(confirmed=False)
    response = inside.post("/staff/codes/phone/new/", {"one_time_code": code_on(new)})
    assert "They are shown only now" in response.content.decode()
    assert list(TOTPDevice.objects.all()) == [new]
    assert inside.get("/staff/").status_code == 200
    assert elsewhere.get("/staff/").status_code == 302
    assert Session.objects.count() == 1


def test_a_code_of_the_old_phone_does_not_confirm_the_new(inside, maria, phone):
    inside.post("/staff/codes/phone/", {"phone-one_time_code": code_on(phone)})
    response = inside.post("/staff/codes/phone/new/", {"one_time_code": fresh_code(maria)})
    assert response.status_code == 200
    assert second_step.phone_of(maria) == phone


def test_a_code_is_not_carried_by_a_held_page(inside, maria, phone):
    code = code_on(phone)
    del inside.cookies["staff"]
    response = inside.post("/staff/codes/new/", {"codes-one_time_code": code})
    assert response.status_code == 403
    assert code not in response.content.decode()
