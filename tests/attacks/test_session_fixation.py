"""Nobody is signed in, unlocked or counted by a session, a cookie or a token that somebody else has given them."""

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session

from contact.inbox import unlocking
from tests.conftest import Reader
from tests.inbox.keys import PASSPHRASE, make_keys
from tests.signin.phones import PASSWORD, fresh_code, give_code, give_password, make_phone, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

COOKIE = "staff"


@pytest.fixture
def maria():
    user = User.objects.create_superuser("maria", password=PASSWORD)
    make_phone(user)
    return user


def key_of(reader):
    return reader.cookies[COOKIE].value if COOKIE in reader.cookies else None


def test_a_key_that_somebody_made_up_is_never_taken_over(maria):
    for made_up in ("a" * 32, "x", "../../etc/passwd", "'; DROP TABLE", "a" * 4000):
        victim = Reader()
        victim.cookies[COOKIE] = made_up
        sign_in(victim)
        assert key_of(victim) != made_up
        assert not Session.objects.filter(session_key=made_up).exists()


def test_a_session_that_the_attacker_has_begun_is_worth_nothing_after_the_victim_has_signed_in(maria):
    User.objects.create_user("eve", password=PASSWORD, is_staff=True)
    attacker = Reader()
    give_password(attacker, "eve")
    planted = key_of(attacker)
    victim = Reader()
    victim.cookies[COOKIE] = planted

    assert sign_in(victim).status_code == 302

    assert key_of(victim) != planted
    attacker.cookies[COOKIE] = planted
    assert attacker.get("/staff/").status_code == 302
    assert not Session.objects.filter(session_key=planted).exists()


def test_between_the_steps_too_the_key_that_was_known_before_opens_nothing(maria):
    victim = Reader()
    give_password(victim)
    known = key_of(victim)
    give_code(victim, fresh_code(maria))
    thief = Reader()
    thief.cookies[COOKIE] = known

    assert thief.get("/staff/").status_code == 302
    assert give_code(thief, fresh_code(maria)).headers["Location"].startswith("/staff/login/")


def test_somebody_else_s_session_is_left_whole_by_signing_in_over_it(maria):
    """The attacker signs in and plants his own session: the victim's code does not make it hers and his at once."""
    eve = User.objects.create_user("eve", password=PASSWORD, is_staff=True)
    make_phone(eve)
    attacker = Reader()
    sign_in(attacker, "eve")
    victim = Reader()
    victim.cookies[COOKIE] = key_of(attacker)

    sign_in(victim)

    assert key_of(victim) != key_of(attacker)
    assert victim.session["_auth_user_id"] == str(maria.pk)
    attacker_sees = attacker.get("/staff/")
    assert attacker_sees.status_code in (302, 403) or b"maria" not in attacker_sees.content


def test_the_token_of_forms_is_another_one_after_signing_in(maria):
    victim = Reader()
    victim.get("/staff/login/")
    planted = victim.cookies["staff-form"].value
    sign_in(victim)
    assert victim.cookies["staff-form"].value != planted


def test_a_key_in_an_address_or_a_form_is_no_session(maria):
    signed_in = Reader()
    sign_in(signed_in)
    key = key_of(signed_in)
    for address in (f"/staff/?{COOKIE}={key}", f"/staff/?sessionid={key}", f"/staff/;{COOKIE}={key}/"):
        assert Reader().get(address).status_code in (302, 404)
    assert Reader().post("/staff/resources/page/", {COOKIE: key}).status_code in (302, 403)
    assert Reader().get("/staff/", headers={"Authorization": f"Bearer {key}", "X-Session": key}).status_code == 302


def test_signing_out_ends_the_session_and_its_key_is_not_used_again(maria):
    reader = Reader()
    sign_in(reader)
    key = key_of(reader)
    reader.post("/staff/logout/")
    thief = Reader()
    thief.cookies[COOKIE] = key
    assert thief.get("/staff/").status_code == 302
    assert not Session.objects.filter(session_key=key).exists()


def test_a_planted_half_of_an_unlocked_key_unlocks_nothing(maria):
    make_keys(maria)
    attacker, victim = Reader(), Reader()
    for reader in (attacker, victim):
        sign_in(reader)
    attacker.post("/staff/inbox/unlock/", {"passphrase": PASSPHRASE})
    planted = attacker.cookies[unlocking.COOKIE].value
    victim.cookies[unlocking.COOKIE] = planted
    assert victim.get("/staff/inbox/help/").headers["Location"].startswith("/staff/inbox/unlock/")

    victim.post("/staff/inbox/unlock/", {"passphrase": PASSPHRASE})

    assert victim.cookies[unlocking.COOKIE].value != planted
    assert victim.get("/staff/inbox/help/").status_code == 200


def test_two_cookies_of_one_name_sign_nobody_in_as_another(maria):
    """A site of the same domain can set a cookie of our name: the worst of it is that nobody is signed in."""
    reader = Reader()
    sign_in(reader)
    both = Reader().get("/staff/", headers={"Cookie": f"{COOKIE}={'a' * 32}; {COOKIE}={key_of(reader)}"})
    assert both.status_code in (200, 302)
    assert Reader().get("/staff/", headers={"Cookie": f"{COOKIE}={key_of(reader)}; {COOKIE}=x"}).status_code == 302
