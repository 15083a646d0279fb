"""Coming back in with the recovery sheet."""

import pytest
from django.contrib.auth.models import User

from contact.inbox import conversations, keyholders
from contact.inbox.models import AuditEntry, Keyholder, Queue
from tests.inbox.keys import PASSPHRASE, SHEET, make_conversation, make_keys
from tests.inbox.people import browser_of, hidden, make_colleague, words

pytestmark = pytest.mark.django_db
RECOVER = "/staff/inbox/keyholders/recover/"


@pytest.fixture
def maria(organisation: object) -> User:
    maria = make_colleague("maria", *Queue.Name.values, manages=True)
    make_keys(maria)
    return maria


def recover(reader, code: str = SHEET):
    shown = hidden(reader.get(RECOVER), "passphrase")
    typed = {"passphrase": shown, "passphrase_again": shown, "sheet_code_typed": code}
    return shown, reader.post(RECOVER, typed)


@pytest.mark.parametrize("code", [SHEET, SHEET.lower().replace("-", " "), SHEET.replace("0", "o")])
def test_it_opens_every_queue_with_a_new_passphrase(maria, code):
    kept = [make_conversation(queue)[0] for queue in Queue.Name.values]
    reader = browser_of(maria)
    shown, response = recover(reader, code)
    assert response.status_code == 302
    keyring = keyholders.unlock(Keyholder.objects.get(user=maria), shown)
    assert all(conversations.open_all(each, keyring)[0].body for each in kept)
    assert "make a new sheet soon" in words(reader.get("/staff/inbox/keyholders/"))
    assert AuditEntry.objects.get(action=AuditEntry.Action.KEYS).detail == "Used the recovery sheet"


def test_a_manager_who_never_had_a_key_can_use_it_and_the_others_keep_theirs(maria):
    bea = make_colleague("bea", *Queue.Name.values, manages=True)
    shown, _response = recover(browser_of(bea))
    for user, passphrase in ((bea, shown), (maria, PASSPHRASE)):
        keyring = keyholders.unlock(Keyholder.objects.get(user=user), passphrase)
        assert conversations.open_all(make_conversation()[0], keyring)[0].body


@pytest.mark.parametrize("code", ["0000-0000-0000-0000-0000-0000-0000", SHEET[:-1], "nonsense"])
def test_another_code_changes_nothing(maria, code):
    before = bytes(maria.keyholder.public_key)
    shown, response = recover(browser_of(maria), code)
    assert response.status_code == 422
    assert "That is not the code of our recovery sheet." in words(response)
    assert hidden(response, "passphrase") == shown
    assert bytes(Keyholder.objects.get(user=maria).public_key) == before
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.detail) == (AuditEntry.Action.REFUSED, "")


def test_a_slip_need_not_be_typed_all_again(maria):
    page = recover(browser_of(maria), "9" + SHEET[1:])[1]
    assert hidden(page, "sheet_code_typed") == "9" + SHEET[1:]
    assert page.headers["Cache-Control"].count("no-store") == 1


def test_ten_wrong_codes_rest_for_an_hour(maria):
    reader = browser_of(maria)
    for _attempt in range(10):
        recover(reader, "nonsense")
    assert recover(reader)[1].status_code == 429


def test_it_takes_the_right_to_manage(maria):
    assert browser_of(make_colleague("ana", "help")).get(RECOVER).status_code == 403


def test_without_a_sheet_there_is_set_up(organisation):
    reader = browser_of(make_colleague("maria", manages=True))
    assert reader.get(RECOVER).headers["Location"] == "/staff/inbox/setup/"
