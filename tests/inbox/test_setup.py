"""First set-up: one page, one press, and then there are keys."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from contact.inbox import beginning, conversations, derivation, keyholders, passphrases
from contact.inbox.models import AuditEntry, Keyholder, Queue, QueueKey
from tests.conftest import Reader
from tests.inbox.keys import make_conversation, make_keys
from tests.inbox.people import browser_of, hidden, make_colleague, part_of, words

pytestmark = pytest.mark.django_db
SETUP = "/staff/inbox/setup/"


@pytest.fixture
def maria(organisation: object) -> User:
    return make_colleague("maria", *Queue.Name.values, manages=True)


@pytest.fixture
def reader(maria: User) -> Reader:
    return browser_of(maria)


def filled_in(page: object, **changed: object) -> dict[str, object]:
    """The form as somebody fills it in who has written everything down."""
    shown = {"passphrase": hidden(page, "passphrase"), "sheet_code": hidden(page, "sheet_code")}
    typed = {"passphrase_again": shown["passphrase"].upper(), "sheet_code_part": part_of(shown["sheet_code"])}
    days = {f"days_{queue}": days for queue, days in Queue.RETENTION.items()}
    return {**shown, **typed, **days, **changed}


def test_one_press_makes_keys_for_all_queues(reader, maria):
    page = reader.get(SETUP)
    data = filled_in(page, days_help=30)
    response = reader.post(SETUP, data)
    assert response.status_code == 302
    assert Queue.objects.named("help").retention_days == 30
    assert QueueKey.objects.filter(is_current=True, is_demonstration=False).count() == 5
    conversation, _receipt = make_conversation()
    with_passphrase = keyholders.unlock(Keyholder.objects.get(user=maria), data["passphrase"])
    assert conversations.open_all(conversation, with_passphrase)[0].body
    with_sheet = keyholders.Keyring(keyholders.sheet(), passphrases.sheet_keys(data["sheet_code"]).private)
    assert conversations.open_all(conversation, with_sheet)[0].body


def test_the_inbox_is_unlocked_afterwards(reader):
    reader.post(SETUP, filled_in(reader.get(SETUP)))
    assert "To change anything here, unlock" not in words(reader.get("/staff/inbox/keyholders/"))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"passphrase_again": "six other words of no use"}, "These are not the six words above."),
        ({"passphrase_again": ""}, "This field is required."),
        ({"sheet_code_part": "AAAA BBBB"}, "These are not the third and the sixth group."),
        ({"days_help": 3}, "greater than or equal to 7"),
        ({"days_press": 1000}, "less than or equal to 730"),
    ],
)
def test_what_was_shown_survives_a_mistake(reader, wrong, says):
    data = filled_in(reader.get(SETUP), **wrong)
    response = reader.post(SETUP, data)
    assert response.status_code == 422
    assert says in words(response)
    assert hidden(response, "passphrase") == data["passphrase"]
    assert hidden(response, "sheet_code") == data["sheet_code"]
    assert not QueueKey.objects.exists()
    assert not Keyholder.objects.exists()


@pytest.mark.parametrize("own", ["my dog", "aaa bbb ccc ddd eee fff", ""])
def test_nobody_thinks_of_a_passphrase_themselves(reader, own):
    response = reader.post(SETUP, filled_in(reader.get(SETUP), passphrase=own, passphrase_again=own or "x"))
    assert response.status_code == 422
    assert passphrases.is_made_here(hidden(response, "passphrase"))
    assert not Keyholder.objects.exists()


def test_a_sheet_that_was_not_made_here_is_not_taken(reader):
    own = "0000-0000-0000-0000-0000-0000"
    response = reader.post(SETUP, filled_in(reader.get(SETUP), sheet_code=own, sheet_code_part="0000 0000"))
    assert response.status_code == 422
    assert hidden(response, "sheet_code") != own


def test_nothing_shown_is_kept_anywhere(reader):
    data = filled_in(reader.get(SETUP))
    reader.post(SETUP, {**data, "passphrase_again": "wrong"})
    reader.post(SETUP, data)
    kept = str(dict(reader.session.items())) + str(list(AuditEntry.objects.values()))
    assert data["passphrase"] not in kept
    assert data["sheet_code"] not in kept
    assert "no-store" in reader.get(SETUP).headers["Cache-Control"]


def test_whoever_comes_second_is_told(reader, maria):
    data = filled_in(reader.get(SETUP))
    make_keys(make_colleague("ana", *Queue.Name.values, manages=True))
    response = reader.post(SETUP, data)
    assert response.status_code == 409
    assert "Somebody else has set up the inbox a moment ago." in words(response)
    assert not Keyholder.objects.filter(user=maria).exists()


def test_of_two_at_the_same_moment_one_succeeds(maria, monkeypatch):
    make_keys(make_colleague("ana", *Queue.Name.values, manages=True))
    monkeypatch.setattr(beginning, "is_set_up", lambda: False)
    with pytest.raises(beginning.SetUpAlready):
        beginning.set_up(maria, passphrases.new(), passphrases.new_sheet_code())
    assert QueueKey.objects.filter(is_current=True).count() == 5
    assert Keyholder.objects.filter(is_sheet=True).count() == 1


def test_a_set_up_inbox_says_so(reader, maria):
    make_keys(maria)
    response = reader.get(SETUP)
    assert response.status_code == 200
    assert "The inbox has keys." in words(response)
    assert 'name="passphrase"' not in response.content.decode()


def test_while_the_line_is_full_everything_stays_in_the_page(reader, monkeypatch):
    def busy(*_arguments):
        raise derivation.Busy

    data = filled_in(reader.get(SETUP))
    monkeypatch.setattr(derivation, "derive", busy)
    response = reader.post(SETUP, data)
    assert response.status_code == 503
    assert hidden(response, "passphrase") == data["passphrase"]
    assert hidden(response, "sheet_code") == data["sheet_code"]


def test_only_whoever_manages_sets_up(organisation):
    response = browser_of(make_colleague("ana", "help")).get(SETUP)
    assert response.status_code == 403


def test_a_form_that_comes_after_signing_out_brings_back_no_secret(client):
    data = {"passphrase": "one two three", "passphrase_again": "one two three", "sheet_code": "2X0V", "days_help": "90"}
    held = client.post(SETUP, {**data, "sheet_code_part": "K40N"})
    assert held.status_code == 403
    assert "one two three" not in held.content.decode()
    assert "2X0V" not in held.content.decode()
    assert "K40N" not in held.content.decode()
    assert hidden(held, "days_help") == "90"


def test_the_address_is_known_by_name():
    assert reverse("inbox:setup") == SETUP
