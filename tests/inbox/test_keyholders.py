"""The table of who holds which key."""

import pytest
from django.contrib.auth.models import User

from contact.inbox import keyholders
from contact.inbox.models import AuditEntry, Queue, QueueKey
from contact.inbox.sealing import KeyPair
from tests.inbox.keys import SHEET, make_conversation, make_keyholder, make_keys
from tests.inbox.people import browser_of, hidden, make_colleague, part_of, words
from tests.markup import Document, text

pytestmark = pytest.mark.django_db
TABLE = "/staff/inbox/keyholders/"
NEW_SHEET = f"{TABLE}sheet/"


@pytest.fixture
def maria(organisation: object) -> User:
    maria = make_colleague("maria", *Queue.Name.values, manages=True)
    make_keys(maria)
    return maria


def rows(reader) -> dict[str, list[str]]:
    table = Document(reader.get(TABLE).content.decode()).first("tbody")
    return {text(row[0]): [text(cell) for cell in row[1:]] for row in table.iter("tr")}


def test_it_shows_who_holds_what_and_who_waits(maria):
    make_keyholder(make_colleague("ana", "help"))
    make_colleague("bea", "help", "press")
    make_colleague("nobody")
    found = rows(browser_of(maria))
    assert found["maria"][:5] == ["Key"] * 5
    assert found["The recovery sheet"][:5] == ["Key"] * 5
    assert found["ana"][:5] == ["waits", "no", "no", "no", "no"]
    assert found["ana"][5] == "Let in: ana Remove: ana"
    assert found["bea"] == ["waits", "no", "no", "no", "waits", "has to make a passphrase first"]
    assert "nobody" not in found


def test_it_shows_who_holds_a_key_without_the_right_to_it(maria):
    ana = make_colleague("ana", "help")
    make_keyholder(ana)
    keyring = keyholders.unlock(maria.keyholder, "pagan litter circling shallow oak tutor")
    keyholders.let_in(ana.keyholder, Queue.objects.named("help"), keyring)
    ana.user_permissions.clear()
    assert rows(browser_of(maria))["ana"][0] == "Key no right to it"


def test_its_questions_do_not_grow_with_the_people(maria, django_assert_max_num_queries):
    reader = browser_of(maria)
    reader.get(TABLE)
    for number in range(12):
        make_keyholder(make_colleague(f"colleague{number}", "help", "press"))
    with django_assert_max_num_queries(50):
        reader.get(TABLE)


@pytest.mark.parametrize("address", [TABLE, NEW_SHEET, f"{TABLE}1/let-in/", f"{TABLE}1/remove/", f"{TABLE}recover/"])
def test_it_is_for_whoever_manages(maria, address):
    ana = make_colleague("ana", *Queue.Name.values)
    make_keyholder(ana)
    assert browser_of(ana, unlocked=True).get(address).status_code == 403


def test_nothing_is_done_while_locked(maria):
    reader = browser_of(maria)
    assert "To change anything here, unlock the inbox first." in words(reader.get(TABLE))
    for address in (NEW_SHEET, f"{TABLE}{maria.keyholder.pk}/let-in/", f"{TABLE}{maria.keyholder.pk}/remove/"):
        assert reader.post(address, {}).headers["Location"].startswith("/staff/inbox/unlock/")


# ── A new sheet ────────────────────────────────────────────────────────────


def test_a_new_sheet_makes_the_old_one_worthless(maria):
    before, _receipt = make_conversation()
    reader = browser_of(maria, unlocked=True)
    code = hidden(reader.get(NEW_SHEET), "sheet_code")
    wrong = reader.post(NEW_SHEET, {"sheet_code": code, "sheet_code_part": "AAAA BBBB"})
    assert wrong.status_code == 422
    assert hidden(wrong, "sheet_code") == code
    assert reader.post(NEW_SHEET, {"sheet_code": code, "sheet_code_part": part_of(code)}).status_code == 302
    after, _receipt = make_conversation()
    recovering = reader.get(f"{TABLE}recover/")
    shown = hidden(recovering, "passphrase")
    typed = {"passphrase": shown, "passphrase_again": shown}
    assert reader.post(f"{TABLE}recover/", {**typed, "sheet_code_typed": SHEET}).status_code == 422
    assert reader.post(f"{TABLE}recover/", {**typed, "sheet_code_typed": code.lower()}).status_code == 302
    maria.refresh_from_db()
    keyring = keyholders.unlock(type(maria.keyholder).objects.get(user=maria), shown)
    for conversation in (before, after):
        assert keyring.record_key(conversation.records.get()) is not None


# ── A queue that was stopped ───────────────────────────────────────────────


def test_a_stopped_queue_goes_on_with_a_new_key(maria):
    QueueKey.objects.filter(queue="help").update(public_key=KeyPair.new().public)
    reader = browser_of(maria)
    reader.post("/staff/inbox/unlock/", {"passphrase": "pagan litter circling shallow oak tutor"})
    assert "somebody else has changed its public key" in words(reader.get(TABLE))
    response = reader.post(f"{TABLE}new-key/help/")
    assert response.status_code == 302
    queue = Queue.objects.named("help")
    assert not queue.is_stopped
    keyring = keyholders.unlock(maria.keyholder, "pagan litter circling shallow oak tutor")
    assert keyholders.stop_changed(keyring) == []
    assert AuditEntry.objects.filter(action=AuditEntry.Action.KEYS, queue=queue).exists()


def test_a_queue_that_is_not_stopped_gets_no_new_key_there(maria):
    assert browser_of(maria, unlocked=True).post(f"{TABLE}new-key/help/").status_code == 404
    assert browser_of(maria, unlocked=True).get(f"{TABLE}new-key/help/").status_code == 405
