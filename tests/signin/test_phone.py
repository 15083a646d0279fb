"""The first sign-in: a phone is set up, and recovery codes are shown once."""

import re

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice

from idpwsp.signin import qr, steps
from tests.conftest import Reader
from tests.markup import Document
from tests.signin.phones import code_on, give_code, give_password, make_phone, wrong_code

pytestmark = pytest.mark.django_db
PHONE = "/staff/login/phone/"


def begun(maria) -> TOTPDevice:
    return TOTPDevice.objects.get(user=maria, confirmed=False)


def confirm(reader: Reader, typed: str, address: str = PHONE):
    return reader.post(address, {"one_time_code": typed})


def test_whoever_has_no_phone_sets_one_up(door, maria):
    response = give_password(door, follow=True)
    assert response.redirect_chain[-1][0] == PHONE
    document = Document(response.content.decode())
    assert document.errors == []
    assert qr.typed_key(begun(maria)) in document.words
    assert '<svg class="qr"' in response.content.decode()
    assert 'style="' not in response.content.decode()
    assert door.get("/staff/").status_code == 302


def test_its_first_code_opens_the_door_and_shows_ten_recovery_codes_once(door, maria):
    give_password(door, follow=True)
    response = confirm(door, code_on(begun(maria)))
    shown = re.findall(r"<code>([0-9A-Z-]{19})</code>", response.content.decode())
    assert len(set(shown)) == 10
    assert response.headers["Cache-Control"] == "no-store"
    assert door.get("/staff/").status_code == 200
    assert door.get(PHONE).headers["Location"] == "/staff/login/"
    second = Reader()
    give_password(second)
    assert give_code(second, shown[3]).status_code == 302
    assert second.get("/staff/").status_code == 200


def test_a_wrong_code_sets_nothing_up(door, maria):
    give_password(door, follow=True)
    key = begun(maria).key
    response = confirm(door, wrong_code(begun(maria)))
    assert "This is not the code that the app shows now" in response.content.decode()
    # The same square again: the phone has it already.
    assert begun(maria).key == key
    assert door.get("/staff/").status_code == 302


def test_without_a_password_there_is_no_key_to_see(door, maria):
    assert door.get(PHONE).headers["Location"] == "/staff/login/"
    assert not TOTPDevice.objects.exists()


def test_whoever_has_a_phone_cannot_set_up_another_with_the_password_alone(door, maria, phone):
    give_password(door)
    assert door.get(PHONE).headers["Location"] == "/staff/login/code/"
    assert confirm(door, code_on(phone)).headers["Location"] == "/staff/login/code/"
    assert list(TOTPDevice.objects.all()) == [phone]


def test_nobody_else_who_knows_the_password_sees_the_same_key(door, maria):
    thief = Reader()
    give_password(door, follow=True)
    give_password(thief, follow=True)
    mine, theirs = TOTPDevice.objects.order_by("pk")
    assert mine.key != theirs.key
    assert confirm(door, code_on(mine)).status_code == 200
    # The second is refused, with the key seen before too.
    assert confirm(thief, code_on(theirs)).headers["Location"] == "/staff/login/code/"
    assert list(TOTPDevice.objects.all()) == [mine]


def test_an_app_may_have_to_be_installed_first(door, maria, time_machine):
    time_machine.move_to("2026-11-23 12:00Z", tick=False)
    give_password(door, follow=True)
    time_machine.shift(steps.WITHIN_WITH_A_NEW_PHONE - 1)
    assert door.get(PHONE).status_code == 200
    time_machine.shift(1)
    assert confirm(door, code_on(begun(maria))).headers["Location"] == "/staff/login/"


def test_the_key_is_in_no_address_and_the_title_is_discreet(door, maria):
    response = give_password(door, follow=True)
    document = Document(response.content.decode())
    key = qr.typed_key(begun(maria)).replace(" ", "")
    assert not [address for address in document.addresses if key in address]
    assert document.first("title").text == "Set up your phone · IDPWSP"


def test_the_square_holds_the_key_under_a_discreet_name(maria):
    phone = make_phone(maria)
    assert phone.config_url.startswith("otpauth://totp/IDPWSP%3Amaria?secret=")
    assert qr.typed_key(phone).replace(" ", "") in phone.config_url
