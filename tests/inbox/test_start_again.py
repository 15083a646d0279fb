"""Starting again when nobody can open anything any more."""

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from contact.inbox import conversations, keyholders, passphrases, rewrapping
from contact.inbox.models import AuditEntry, Conversation, Keyholder, Queue, QueueKey
from tests.inbox.keys import SHEET, make_conversation, make_keyholder, make_keys
from tests.inbox.people import browser_of, hidden, make_colleague, part_of, words

pytestmark = pytest.mark.django_db
ADDRESS = "/staff/inbox/keyholders/start-again/"


@pytest.fixture
def maria(organisation: object) -> User:
    maria = make_colleague("maria", *Queue.Name.values, manages=True)
    make_keys(maria)
    return maria


def filled_in(page, **changed):
    shown = {"passphrase": hidden(page, "passphrase"), "sheet_code": hidden(page, "sheet_code")}
    return {
        **shown, "passphrase_again": shown["passphrase"], "sheet_code_part": part_of(shown["sheet_code"]),
        "sure": "Start again",
        **changed,
    }  # fmt: skip


def test_new_keys_take_what_comes_and_nothing_opens_what_was(maria):
    lost, _receipt = make_conversation()
    promised = lost.delete_on
    reader = browser_of(maria)
    data = filled_in(reader.get(ADDRESS))
    assert reader.post(ADDRESS, data).status_code == 302
    after, _receipt = make_conversation()
    mine = keyholders.unlock(Keyholder.objects.get(user=maria), data["passphrase"])
    old = keyholders.Keyring(keyholders.sheet(), passphrases.sheet_keys(SHEET).private)
    assert conversations.open_all(after, mine)[0].body
    for keyring in (mine, old):
        assert conversations.open_all(lost, keyring)[0].body is None
    assert Conversation.objects.get(pk=lost.pk).delete_on == promised
    key = QueueKey.objects.get(records__conversation=lost)
    assert key.lost_on == timezone.localdate()
    # The keys of queues where nothing is kept need not stay, and nobody is asked to wrap what cannot be opened.
    assert QueueKey.objects.filter(lost_on__isnull=False).count() == 1
    assert rewrapping.waiting() == {}
    assert "cannot be read any more" in AuditEntry.objects.get(action=AuditEntry.Action.KEYS).detail


def test_whoever_else_holds_keys_is_named_first(maria):
    make_keyholder(make_colleague("ana", "help"))
    page = words(browser_of(maria).get(ADDRESS))
    assert "These people hold keys: ana." in page


@pytest.mark.parametrize(
    "wrong",
    [{"sure": ""}, {"sure": "yes"}, {"passphrase_again": "no"}, {"sheet_code_part": "no"}, {"passphrase": "my dog"}],
)
def test_a_mistake_changes_nothing(maria, wrong):
    make_conversation()
    reader = browser_of(maria)
    page = reader.get(ADDRESS)
    response = reader.post(ADDRESS, filled_in(page, **wrong))
    assert response.status_code == 422
    assert hidden(response, "sheet_code") == hidden(page, "sheet_code")
    assert not QueueKey.objects.filter(lost_on__isnull=False).exists()
    assert Keyholder.objects.filter(user=maria).exists()


def test_a_stopped_form_opens_again(maria):
    Queue.objects.filter(name="help").update(is_stopped=True)
    reader = browser_of(maria)
    reader.post(ADDRESS, filled_in(reader.get(ADDRESS)))
    assert Queue.objects.named("help").open_key is not None


def test_before_set_up_there_is_nothing_to_start_again(organisation):
    reader = browser_of(make_colleague("maria", manages=True))
    assert reader.get(ADDRESS).headers["Location"] == "/staff/inbox/setup/"


def test_it_takes_the_right_to_manage(maria):
    assert browser_of(make_colleague("ana", "help")).get(ADDRESS).status_code == 403
