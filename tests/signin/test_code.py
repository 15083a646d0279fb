"""The second step: a code of the phone, or a recovery code."""

import pytest

from idpwsp.foundation.guard import codes
from idpwsp.signin import second_step
from idpwsp.signin.models import RecoveryCode
from tests.conftest import Reader
from tests.markup import Document
from tests.signin.phones import code_on, fresh_code, give_code, give_password, wrong_code

pytestmark = pytest.mark.django_db
CODE = "/staff/login/code/"


def test_it_opens_the_door(door, maria, phone):
    give_password(door)
    assert give_code(door, code_on(phone)).headers["Location"] == "/staff/"
    assert door.get("/staff/").status_code == 200


def test_it_may_be_typed_with_a_space(door, maria, phone):
    give_password(door)
    code = code_on(phone)
    assert give_code(door, f" {code[:3]} {code[3:]} ").status_code == 302


def test_without_a_password_before_it_there_is_no_form(door, maria, phone):
    assert door.get(CODE).headers["Location"] == "/staff/login/"
    assert give_code(door, code_on(phone)).headers["Location"] == "/staff/login/"
    assert door.get("/staff/").status_code == 302


def test_a_wrong_one_is_refused_and_not_shown_again(door, maria, phone):
    give_password(door)
    wrong = wrong_code(phone)
    response = give_code(door, wrong)
    assert "This code is not right" in response.content.decode()
    assert wrong not in response.content.decode()
    assert Document(response.content.decode()).errors == []
    assert door.get("/staff/").status_code == 302


@pytest.mark.parametrize(
    "typed", ["", " ", "12345", "1234567", "abcdef", "-12345", "١٢٣٤٥٦", "1e5", "0x1234", "\0" * 6]
)
def test_what_is_no_code_is_refused(door, maria, phone, typed):
    give_password(door)
    assert give_code(door, typed).status_code == 200
    assert door.get("/staff/").status_code == 302


def test_the_same_code_opens_once(door, maria, phone):
    code = code_on(phone)
    give_password(door)
    assert give_code(door, code).status_code == 302
    second = Reader()
    give_password(second)
    assert give_code(second, code).status_code == 200
    assert second.get("/staff/").status_code == 302


@pytest.mark.parametrize("steps", [-1, 1])
def test_a_clock_may_be_half_a_minute_off(door, maria, phone, steps, time_machine):
    time_machine.move_to("2026-11-23 12:00:15Z", tick=False)
    give_password(door)
    assert give_code(door, code_on(phone, steps)).status_code == 302


@pytest.mark.parametrize("steps", [-2, 2])
def test_and_not_a_whole_one(door, maria, phone, steps, time_machine):
    time_machine.move_to("2026-11-23 12:00:15Z", tick=False)
    give_password(door)
    assert give_code(door, code_on(phone, steps)).status_code == 200


def test_an_older_code_than_the_last_is_refused(door, maria, phone, time_machine):
    time_machine.move_to("2026-11-23 12:00:15Z", tick=False)
    give_password(door)
    assert give_code(door, code_on(phone)).status_code == 302
    second = Reader()
    give_password(second)
    assert give_code(second, code_on(phone, -1)).status_code == 200


def test_a_colleagues_code_is_no_use(door, maria, phone, django_user_model):
    other = django_user_model.objects.create_user("zoe", is_staff=True)
    theirs = second_step.TOTPDevice.objects.create(user=other, name="phone")
    give_password(door)
    assert give_code(door, code_on(theirs)).status_code == 200


def test_a_phone_that_was_never_confirmed_gives_no_code(door, maria, phone):
    begun = second_step.TOTPDevice.objects.create(user=maria, name="phone", confirmed=False)
    give_password(door)
    assert give_code(door, code_on(begun)).status_code == 200


def test_after_back_one_is_sent_on(door, maria, phone):
    give_password(door)
    give_code(door, code_on(phone))
    assert door.get(CODE, follow=True).redirect_chain[-1][0] == "/staff/"
    assert give_code(door, fresh_code(maria), follow=True).redirect_chain[-1][0] == "/staff/"


# ── Recovery codes ─────────────────────────────────────────────────────────


def test_a_recovery_code_opens_once(door, maria, phone):
    code, *_others = second_step.new_recovery_codes(maria)
    give_password(door)
    response = give_code(door, code.lower().replace("-", " "), follow=True)
    assert "You have 9 left" in response.content.decode()
    second = Reader()
    give_password(second)
    assert give_code(second, code).status_code == 200
    assert second.get("/staff/").status_code == 302


def test_of_recovery_codes_only_hashes_are_kept(maria, phone):
    made = second_step.new_recovery_codes(maria)
    assert len(set(made)) == second_step.HOW_MANY == 10
    kept = set(RecoveryCode.objects.values_list("code_hash", flat=True))
    assert kept == {codes.hash_of(code) for code in made}


def test_a_colleagues_recovery_code_is_no_use_and_stays(door, maria, phone, django_user_model):
    other = django_user_model.objects.create_user("zoe", is_staff=True)
    code, *_others = second_step.new_recovery_codes(other)
    give_password(door)
    assert give_code(door, code).status_code == 200
    assert other.recovery_codes.count() == 10
