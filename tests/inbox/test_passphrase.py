"""One's own passphrase: made, then changed."""

import pytest
from django.contrib.auth.models import User

from contact.inbox import derivation, keyholders, passphrases
from contact.inbox.models import AuditEntry, Keyholder, Queue, QueueKey
from contact.inbox.sealing import WrongKey
from contact.inbox.warnings import for_user
from tests.inbox.keys import PASSPHRASE, make_keyholder, make_keys
from tests.inbox.people import browser_of, hidden, make_colleague, words
from tests.markup import Document

pytestmark = pytest.mark.django_db
ADDRESS = "/staff/inbox/passphrase/"
UNLOCK = "/staff/inbox/unlock/"
SHEET = "/staff/inbox/keyholders/sheet/"


@pytest.fixture
def maria(organisation: object) -> User:
    maria = make_colleague("maria", *Queue.Name.values, manages=True)
    make_keys(maria)
    return maria


def test_a_colleague_makes_one_and_waits_to_be_let_in(maria):
    ana = make_colleague("ana", "help")
    reader = browser_of(ana)
    shown = hidden(reader.get(ADDRESS), "passphrase")
    assert passphrases.is_made_here(shown)
    response = reader.post(ADDRESS, {"passphrase": shown, "passphrase_again": shown}, follow=True)
    assert "Now somebody has to let you in." in words(response)
    assert "nobody has let you in yet" in words(response)
    assert keyholders.unlock(Keyholder.objects.get(user=ana), shown)
    assert not Keyholder.objects.get(user=ana).shares.exists()


def test_a_slip_keeps_the_words_that_were_shown(maria):
    reader = browser_of(make_colleague("ana", "help"))
    shown = hidden(reader.get(ADDRESS), "passphrase")
    response = reader.post(ADDRESS, {"passphrase": shown, "passphrase_again": shown[:-1]})
    assert response.status_code == 422
    assert hidden(response, "passphrase") == shown
    assert not Keyholder.objects.filter(user__username="ana").exists()


def test_before_set_up_there_is_nothing_to_make_one_for(organisation):
    response = browser_of(make_colleague("ana", "help")).get(ADDRESS)
    assert response.headers["Location"] == UNLOCK


def test_whoever_may_read_nothing_makes_none(maria):
    assert browser_of(make_colleague("ana")).get(ADDRESS).status_code == 403


# ── Changed ────────────────────────────────────────────────────────────────


def change(reader, old: str = PASSPHRASE):
    shown = hidden(reader.get(ADDRESS), "passphrase")
    return shown, reader.post(ADDRESS, {"old_passphrase": old, "passphrase": shown, "passphrase_again": shown})


def test_the_new_one_opens_what_the_old_one_did(maria):
    shown, response = change(browser_of(maria))
    assert response.status_code == 302
    maria.keyholder.refresh_from_db()
    assert keyholders.stop_changed(keyholders.unlock(maria.keyholder, shown)) == []
    with pytest.raises(WrongKey):
        keyholders.unlock(maria.keyholder, PASSPHRASE)


def test_it_stays_unlocked_here_and_locks_elsewhere(maria):
    here, elsewhere = browser_of(maria, unlocked=True), browser_of(maria, unlocked=True)
    change(here)
    assert here.get(SHEET).status_code == 200
    assert elsewhere.get(SHEET).status_code == 302


def test_a_wrong_old_one_changes_nothing(maria):
    shown, response = change(browser_of(maria), old="wrong words")
    assert response.status_code == 422
    assert "That is not your passphrase." in words(response)
    assert "wrong words" not in response.content.decode()
    assert hidden(response, "passphrase") == shown
    assert keyholders.unlock(Keyholder.objects.get(user=maria), PASSPHRASE)


def test_guessing_rests_here_as_it_does_at_the_door(maria):
    reader = browser_of(maria)
    for _attempt in range(10):
        reader.post(UNLOCK, {"passphrase": "wrong"})
    assert change(reader)[1].status_code == 429


def test_a_full_line_asks_to_come_again(maria, monkeypatch):
    def busy(*_arguments):
        raise derivation.Busy

    monkeypatch.setattr(derivation, "derive", busy)
    assert change(browser_of(maria))[1].status_code == 503
    ana = browser_of(make_colleague("ana", "help"))
    shown = hidden(ana.get(ADDRESS), "passphrase")
    response = ana.post(ADDRESS, {"passphrase": shown, "passphrase_again": shown})
    assert response.status_code == 503
    assert hidden(response, "passphrase") == shown


def test_two_presses_make_one(maria, monkeypatch):
    """The second was under way while the first was saved."""
    ana = make_colleague("ana", "help")
    make_keyholder(ana)
    monkeypatch.setattr("contact.inbox.views.passphrases._change", lambda *_a: pytest.fail("not this"))
    monkeypatch.setattr(
        "contact.inbox.views.passphrases.Keyholder.objects.filter", lambda **_k: Keyholder.objects.none()
    )
    shown = passphrases.new()
    response = browser_of(ana).post(ADDRESS, {"passphrase": shown, "passphrase_again": shown})
    assert response.status_code == 302
    monkeypatch.undo()
    assert Keyholder.objects.filter(user=ana).count() == 1


# ── Forgotten ──────────────────────────────────────────────────────────────

FORGOTTEN = f"{ADDRESS}forgotten/"


@pytest.fixture
def ana(maria: User) -> User:
    ana = make_colleague("ana", "help", "press")
    make_keys(maria, ana, queues=("help", "press"))
    return ana


def begin_anew(reader):
    shown = hidden(reader.get(FORGOTTEN), "passphrase")
    return shown, reader.post(FORGOTTEN, {"passphrase": shown, "passphrase_again": shown}, follow=True)


def test_whoever_has_forgotten_theirs_makes_another_and_waits_again(maria, ana):
    reader = browser_of(ana)
    assert any(FORGOTTEN in each for each in Document(reader.get(UNLOCK).content.decode()).addresses)
    shown, response = begin_anew(reader)
    assert "nobody has let you in yet" in words(response)
    keyring = keyholders.unlock(Keyholder.objects.get(user=ana), shown)
    assert not any(keyring.holds(queue_key) for queue_key in QueueKey.objects.all())
    assert [entry.detail for entry in AuditEntry.objects.filter(by=ana)] == ["Made a passphrase"]
    assert "ana has made a passphrase and waits to be let in." in [each.text for each in for_user(maria)]


def test_the_forgotten_one_opens_nothing_should_it_be_found(maria, ana):
    elsewhere, stolen = browser_of(ana, unlocked=True), Keyholder.objects.get(user=ana)
    begin_anew(browser_of(ana))
    assert elsewhere.get("/staff/inbox/help/").status_code == 302
    assert not Keyholder.objects.filter(pk=stolen.pk).exists()
    assert browser_of(ana).post(UNLOCK, {"passphrase": PASSPHRASE}).status_code == 422


def test_the_others_go_on_with_the_keys_that_they_have(maria, ana):
    before = set(QueueKey.objects.values_list("pk", flat=True))
    begin_anew(browser_of(ana))
    assert set(QueueKey.objects.values_list("pk", flat=True)) == before
    assert keyholders.stop_changed(keyholders.unlock(maria.keyholder, PASSPHRASE)) == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_only_one_who_can_open_a_queue_keeps_theirs(maria, ana, method):
    shown = passphrases.new()
    sent = {"passphrase": shown, "passphrase_again": shown}
    response = getattr(browser_of(maria), method)(FORGOTTEN, sent if method == "post" else {})
    assert response.status_code == 409
    assert "Nobody else who can sign in holds a key of" in words(response)
    assert "Use the recovery sheet" in words(response)
    assert keyholders.unlock(Keyholder.objects.get(user=maria), PASSPHRASE)


def test_whoever_has_none_makes_the_first(maria):
    assert browser_of(make_colleague("bea", "help")).get(FORGOTTEN).headers["Location"] == ADDRESS


def test_words_that_were_not_typed_back_change_nothing(maria, ana):
    reader = browser_of(ana)
    shown = hidden(reader.get(FORGOTTEN), "passphrase")
    response = reader.post(FORGOTTEN, {"passphrase": shown, "passphrase_again": "others"})
    assert response.status_code == 422
    assert hidden(response, "passphrase") == shown
    assert keyholders.unlock(Keyholder.objects.get(user=ana), PASSPHRASE)
