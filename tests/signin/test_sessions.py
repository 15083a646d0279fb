"""When a sign-in ends."""

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django_otp.plugins.otp_totp.models import TOTPDevice

from idpwsp.signin import second_step, sessions
from tests.admin_forms import send
from tests.conftest import Reader
from tests.signin.phones import PASSWORD, give_password, make_phone, sign_in

pytestmark = pytest.mark.django_db
HOURS = 3600
NOON = "2026-11-23 12:00Z"


def is_in(reader: Reader) -> bool:
    return reader.get("/staff/").status_code == 200


def test_it_ends_ten_hours_after_signing_in_whatever_was_done_meanwhile(door, maria, phone, time_machine):
    time_machine.move_to(NOON, tick=False)
    sign_in(door)
    for _hour in range(9):
        time_machine.shift(HOURS)
        # A message is kept in the session, which is saved by it.
        assert door.post("/staff/links/check/").status_code in (302, 403)
        assert is_in(door)
    time_machine.shift(HOURS - 1)
    assert is_in(door)
    time_machine.shift(2)
    assert not is_in(door)


def test_the_cookie_ends_with_it(door, maria, phone):
    assert 35_990 <= int(sign_in(door).cookies["staff"]["max-age"]) <= 36_000


def test_whoever_changes_the_password_stays_and_all_others_are_out(door, maria, phone):
    other = Reader()
    between = Reader()
    sign_in(door)
    sign_in(other)
    give_password(between)
    fields = {"old_password": PASSWORD, "new_password1": "another long one", "new_password2": "another long one"}
    assert door.post("/staff/password_change/", fields).status_code == 302
    assert is_in(door)
    assert not is_in(other)
    assert between.get("/staff/login/code/").headers["Location"] == "/staff/login/"
    assert Session.objects.count() == 1


def test_a_wrong_old_password_ends_nothing(door, maria, phone):
    other = Reader()
    sign_in(door)
    sign_in(other)
    fields = {"old_password": "no", "new_password1": "another long one", "new_password2": "another long one"}
    assert door.post("/staff/password_change/", fields).status_code == 200
    assert is_in(other)


def test_who_may_no_longer_sign_in_is_out_and_stays_out_when_let_in_again(inside, organisation):
    ana = User.objects.create_user("ana", password=PASSWORD, is_staff=True)
    make_phone(ana)
    reader = Reader()
    sign_in(reader, "ana")
    assert is_in(reader)
    ana.is_active = False
    ana.save()
    assert not is_in(reader)
    ana.is_active = True
    ana.save()
    assert not is_in(reader)
    assert sign_in(reader, "ana").status_code == 302


def test_an_administrator_takes_a_lost_phone_away(inside, organisation):
    ana = User.objects.create_user("ana", password=PASSWORD, is_staff=True)
    make_phone(ana)
    second_step.new_recovery_codes(ana)
    reader = Reader()
    sign_in(reader, "ana")
    address = f"/staff/auth/user/{ana.pk}/phone/"

    assert "no longer work" in inside.get(address).content.decode()
    assert is_in(reader)
    assert send(inside, address, "phone_form").status_code == 302

    assert not is_in(reader)
    assert not ana.recovery_codes.exists()
    assert give_password(reader, "ana", follow=True).redirect_chain[-1][0] == "/staff/login/phone/"


def test_a_session_without_a_code_opens_nothing(organisation, maria, phone):
    reader = Reader()
    reader.force_password_only_login(maria)
    assert not is_in(reader)


def test_a_session_with_somebody_elses_phone_opens_nothing(organisation, maria, phone):
    other = make_phone(User.objects.create_user("ana", password=PASSWORD, is_staff=True))
    reader = Reader()
    reader.force_login(maria)
    session = reader.session
    session["otp_device_id"] = other.persistent_id
    session.save()
    assert not is_in(reader)


def test_what_has_expired_is_cleared(door, maria, phone, time_machine):
    time_machine.move_to(NOON, tick=False)
    sign_in(door)
    TOTPDevice.objects.create(user=maria, name="phone", confirmed=False)
    sessions.clear_expired()
    assert (Session.objects.count(), TOTPDevice.objects.count()) == (1, 2)
    time_machine.shift(10 * HOURS + 1)
    sessions.clear_expired()
    assert (Session.objects.count(), list(TOTPDevice.objects.all())) == (0, [phone])


def test_a_session_holds_no_secret(door, maria, phone):
    sign_in(door)
    held = Session.objects.get().get_decoded()
    assert held.keys() == {"_auth_user_id", "_auth_user_backend", "_auth_user_hash", "otp_device_id", "_session_expiry"}
    assert phone.key not in str(held)
