"""Unlocking: the passphrase, what a wrong one leads to, and when it locks itself."""

import time

import pytest
import time_machine
from django.contrib.auth.models import User

from contact.inbox import derivation, keyholders, unlocking
from contact.inbox.models import AuditEntry, Queue, QueueKey, Share
from contact.inbox.sealing import KeyPair
from tests.conftest import Reader
from tests.inbox.keys import PASSPHRASE, make_keyholder, make_keys
from tests.inbox.people import browser_of, make_colleague, words

pytestmark = pytest.mark.django_db
UNLOCK = "/staff/inbox/unlock/"
# A page that needs an unlocked inbox.
SHEET = "/staff/inbox/keyholders/sheet/"
MINUTE = 60


@pytest.fixture
def maria(organisation: object) -> User:
    maria = make_colleague("maria", *Queue.Name.values, manages=True)
    make_keys(maria)
    return maria


@pytest.fixture
def reader(maria: User) -> Reader:
    return browser_of(maria)


def is_unlocked(reader: Reader) -> bool:
    return reader.get(SHEET).status_code == 200


def test_the_passphrase_leads_back_to_where_one_was(reader):
    assert reader.get(SHEET).headers["Location"] == f"{UNLOCK}?next=%2Fstaff%2Finbox%2Fkeyholders%2Fsheet%2F"
    response = reader.post(UNLOCK, {"passphrase": f" {PASSPHRASE.upper()} ", "next": SHEET})
    assert response.headers["Location"] == SHEET
    assert is_unlocked(reader)
    assert AuditEntry.objects.get().action == AuditEntry.Action.UNLOCKED


def test_its_cookie_is_for_the_staff_door_alone(reader, settings):
    settings.SESSION_COOKIE_SECURE = True
    cookie = reader.post(UNLOCK, {"passphrase": PASSPHRASE}).cookies[unlocking.COOKIE]
    assert cookie["path"] == "/staff/"
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Strict"
    # It goes with the browser.
    assert cookie["max-age"] == cookie["expires"] == ""


@pytest.mark.parametrize("elsewhere", ["https://other.example/", "//other.example/", "javascript:alert(1)", "/leave/"])
def test_nobody_is_sent_elsewhere(reader, elsewhere):
    response = reader.post(UNLOCK, {"passphrase": PASSPHRASE, "next": elsewhere})
    assert response.headers["Location"] == "/staff/inbox/"


def test_a_wrong_passphrase_is_said_kindly_and_written_down(reader):
    response = reader.post(UNLOCK, {"passphrase": "pagan litter circling", "next": SHEET})
    assert response.status_code == 422
    assert "That is not your passphrase. Nothing was lost: try again." in words(response)
    assert "circling" not in response.content.decode()
    assert f'value="{SHEET}"' in response.content.decode()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.detail) == (AuditEntry.Action.REFUSED, "")
    assert not is_unlocked(reader)


def test_nothing_typed_is_asked_for_again(reader):
    response = reader.post(UNLOCK, {"passphrase": ""})
    assert response.status_code == 422
    assert not AuditEntry.objects.exists()


def test_ten_wrong_ones_rest_for_an_hour(reader, maria):
    with time_machine.travel(time.time(), tick=False) as clock:
        reader.force_login(maria)
        for _attempt in range(10):
            reader.post(UNLOCK, {"passphrase": "wrong"})
        refused = reader.post(UNLOCK, {"passphrase": PASSPHRASE})
        assert refused.status_code == 429
        assert "Try again in an hour." in words(refused)
        clock.shift(60 * MINUTE + 1)
        assert reader.post(UNLOCK, {"passphrase": PASSPHRASE}).status_code == 302


def test_a_colleague_is_not_kept_out_by_anothers_mistakes(reader, maria):
    ana = make_colleague("ana", "help")
    make_keyholder(ana)
    for _attempt in range(10):
        reader.post(UNLOCK, {"passphrase": "wrong"})
    assert browser_of(ana).post(UNLOCK, {"passphrase": PASSPHRASE}).status_code == 302


def test_a_full_line_asks_to_come_again(reader, monkeypatch):
    def busy(*_arguments):
        raise derivation.Busy

    monkeypatch.setattr(derivation, "derive", busy)
    response = reader.post(UNLOCK, {"passphrase": PASSPHRASE})
    assert response.status_code == 503
    assert "Try again in a few seconds." in words(response)
    assert not AuditEntry.objects.exists()


# ── When it locks itself ───────────────────────────────────────────────────


def test_it_locks_after_30_minutes_without_use(reader, maria):
    with time_machine.travel(time.time(), tick=False) as clock:
        reader = browser_of(maria, unlocked=True)
        clock.shift(29 * MINUTE)
        assert is_unlocked(reader)
        clock.shift(29 * MINUTE)
        assert is_unlocked(reader)
        clock.shift(30 * MINUTE)
        assert not is_unlocked(reader)
        assert unlocking.SESSION not in reader.session


def test_it_locks_after_four_hours_at_most(reader, maria):
    with time_machine.travel(time.time(), tick=False) as clock:
        reader = browser_of(maria, unlocked=True)
        for _time in range(11):
            clock.shift(20 * MINUTE)
            assert is_unlocked(reader)
        clock.shift(20 * MINUTE)
        assert not is_unlocked(reader)


def test_the_locked_screen_keeps_nothing_open(maria):
    """Two windows that turn themselves to it must not keep each other unlocked."""
    with time_machine.travel(time.time(), tick=False) as clock:
        reader = browser_of(maria, unlocked=True)
        clock.shift(20 * MINUTE)
        page = reader.get(f"{UNLOCK}?next={SHEET}")
        assert "The inbox is still unlocked" in words(page)
        assert f'href="{SHEET}"' in page.content.decode()
        clock.shift(10 * MINUTE)
        assert not is_unlocked(reader)


def test_neither_half_opens_anything_alone(maria):
    reader, thief = browser_of(maria, unlocked=True), browser_of(maria)
    thief.cookies[unlocking.COOKIE] = reader.cookies[unlocking.COOKIE].value
    assert not is_unlocked(thief)
    del reader.cookies[unlocking.COOKIE]
    assert not is_unlocked(reader)


def test_another_persons_session_opens_nothing(maria):
    ana = make_colleague("ana", *Queue.Name.values, manages=True)
    make_keyholder(ana)
    reader = browser_of(ana, unlocked=True)
    session = reader.session
    session[unlocking.SESSION] = {**session[unlocking.SESSION], "keyholder": maria.keyholder.pk}
    session.save()
    assert not is_unlocked(reader)


# ── Changed keys ───────────────────────────────────────────────────────────


def put_own_public_key() -> None:
    QueueKey.objects.filter(queue="help").update(public_key=KeyPair.new().public)


def put_own_key_beside() -> None:
    QueueKey.objects.filter(queue="help").update(is_current=False)
    QueueKey.objects.create(queue_id="help", public_key=KeyPair.new().public)


def put_own_share() -> None:
    Share.objects.filter(queue_key__queue="help", keyholder__is_sheet=False).update(wrapped=b"x" * 80)


@pytest.mark.parametrize("put", [put_own_public_key, put_own_key_beside, put_own_share])
def test_a_changed_key_stops_its_form_loudly(reader, put):
    put()
    page = reader.post(UNLOCK, {"passphrase": PASSPHRASE, "next": UNLOCK}, follow=True)
    assert "The key of Help is not the one that it was." in words(page)
    assert "Help is stopped, and nothing can be sent to it" in words(page)
    assert [queue.name for queue in Queue.objects.filter(is_stopped=True)] == ["help"]
    assert Queue.objects.named("help").open_key is None
    assert Queue.objects.named("press").open_key is not None


def test_an_honest_key_stops_nothing(reader, maria):
    keyholders.renew_key(Queue.objects.named("help"))
    reader.post(UNLOCK, {"passphrase": PASSPHRASE})
    assert not Queue.objects.filter(is_stopped=True).exists()


# ── Before there is anything to unlock ─────────────────────────────────────


def test_whoever_has_no_passphrase_is_led_to_make_one(maria):
    assert "Make your passphrase" in words(browser_of(make_colleague("ana", "help")).get(UNLOCK))


def test_before_set_up_it_says_who_can_do_something(organisation):
    assert "Whoever manages the inbox sets it up first" in words(browser_of(make_colleague("ana", "help")).get(UNLOCK))
    manager = browser_of(make_colleague("bea", manages=True))
    assert 'href="/staff/inbox/setup/"' in manager.get(UNLOCK).content.decode()


def test_whoever_may_read_nothing_has_no_door_here(maria):
    assert browser_of(make_colleague("ana")).get(UNLOCK).status_code == 403


def test_whoever_is_not_signed_in_is_asked_to(client, organisation):
    assert client.get(UNLOCK).headers["Location"].startswith("/staff/login/")
