"""The demonstration that the first start makes: on this machine it works, elsewhere it counts for nothing."""

import pytest
from django.contrib.auth.models import User
from django.core import checks
from django.db import OperationalError

from contact.inbox import conversations, demonstration, keyholders
from contact.inbox.checks import data_folder_is_closed, keys_are_real
from contact.inbox.models import Conversation, Keyholder, Queue, QueueKey
from contact.inbox.warnings import for_user
from idpwsp import run
from idpwsp.foundation import deleted_early
from tests.inbox.keys import make_conversation, make_keys
from tests.inbox.people import browser_of, hidden, make_colleague, part_of, words

pytestmark = pytest.mark.django_db
HERE = "http://127.0.0.1:8000"
SETUP = "/staff/inbox/setup/"


@pytest.fixture
def here(settings, organisation) -> None:
    """The site is served to this machine alone."""
    settings.SITE_URL = HERE


@pytest.fixture
def staff_user() -> User:
    return User.objects.create_superuser("staff", password="a long password")


def printed(capsys, label: str) -> str:
    [line] = [line for line in capsys.readouterr().out.splitlines() if line.strip().startswith(label)]
    return line.split(label)[1].split("(")[0].strip()


# ── The first start ────────────────────────────────────────────────────────


def test_the_first_start_prints_a_passphrase_that_opens_everything(here, capsys):
    run.make_first_account()
    passphrase = printed(capsys, "Passphrase")
    assert len(passphrase.split()) == 6
    keyring = keyholders.unlock(Keyholder.objects.get(user__username="staff"), passphrase)
    for queue in Queue.Name.values:
        assert conversations.open_all(make_conversation(queue)[0], keyring)[0].body
    assert QueueKey.objects.filter(is_demonstration=False).count() == 0


def test_a_data_folder_from_before_gets_keys_once(here, staff_user, capsys):
    run.make_demonstration()
    assert keyholders.unlock(staff_user.keyholder, printed(capsys, "Passphrase"))
    run.make_demonstration()
    assert capsys.readouterr().out == ""


def test_where_there_are_real_keys_there_is_no_demonstration(here, staff_user, capsys):
    make_keys(staff_user)
    run.make_demonstration()
    assert capsys.readouterr().out == ""
    assert not demonstration.is_on()


def test_without_the_account_staff_nothing_is_made(here, capsys):
    make_colleague("maria", manages=True)
    run.make_demonstration()
    assert not demonstration.is_on()


def test_elsewhere_nothing_is_made(settings, staff_user, capsys):
    settings.SITE_URL = "https://example.org"
    run.make_demonstration()
    assert not QueueKey.objects.exists()


def test_with_a_name_that_others_ask_for_nothing_is_made(here, settings, staff_user, capsys):
    settings.OTHER_HOSTS = ["example.org"]
    run.make_demonstration()
    assert not QueueKey.objects.exists()


def test_with_a_name_that_others_ask_for_nothing_is_sealed_to_it(here, settings, staff_user):
    demonstration.make(staff_user)
    settings.OTHER_HOSTS = ["example.org"]
    with pytest.raises(conversations.Closed):
        make_conversation()


def test_a_new_password_brings_a_new_passphrase_and_empties_it(here, staff_user, capsys):
    demonstration.make(staff_user)
    make_conversation()
    run.renew_password()
    passphrase = printed(capsys, "Passphrase")
    assert keyholders.unlock(Keyholder.objects.get(user=staff_user), passphrase)
    assert not Conversation.everything.exists()
    assert make_conversation()


def test_a_new_password_leaves_real_keys_alone(here, staff_user, capsys):
    make_keys(staff_user)
    kept, _receipt = make_conversation()
    run.renew_password()
    assert "Passphrase" not in capsys.readouterr().out
    assert Conversation.objects.get() == kept
    assert QueueKey.objects.count() == 5


# ── It says so ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("address", ["/staff/", "/staff/help/", "/staff/inbox/unlock/", "/staff/auth/user/"])
def test_every_staff_page_says_so(here, staff_user, address):
    demonstration.make(staff_user)
    assert "This is a demonstration." in words(browser_of(staff_user).get(address))


def test_without_one_no_page_speaks_of_it(here, staff_user):
    assert "demonstration" not in words(browser_of(staff_user).get("/staff/"))


def test_the_front_door_says_nothing_of_it(here, staff_user, client):
    demonstration.make(staff_user)
    assert "demonstration" not in words(client.get("/staff/login/"))


# ── Elsewhere it counts for nothing ────────────────────────────────────────


def test_elsewhere_nothing_is_sealed_to_it(settings, organisation, staff_user):
    settings.SITE_URL = "https://example.org"
    demonstration.make(staff_user)
    with pytest.raises(conversations.Closed):
        make_conversation()
    [concern] = for_user(staff_user)
    assert "they count for nothing here" in concern.text


def test_the_deployment_check_refuses_it(staff_user):
    assert keys_are_real() == []
    demonstration.make(staff_user)
    found = checks.run_checks(include_deployment_checks=True, tags=["security"], databases=["default"])
    [problem] = [each for each in found if each.id == "inbox.E001"]
    assert problem.level == checks.ERROR


def test_before_the_first_migrate_the_check_is_quiet(monkeypatch):
    def missing():
        raise OperationalError("no such table: inbox_queuekey")

    monkeypatch.setattr(demonstration, "is_on", missing)
    assert keys_are_real() == []


# ── It is replaced ─────────────────────────────────────────────────────────


def test_replacing_it_deletes_what_was_sealed_to_it(here, staff_user):
    demonstration.make(staff_user)
    gone, _receipt = make_conversation()
    reader = browser_of(staff_user)
    page = reader.get(SETUP)
    assert "This replaces the demonstration" in words(page)
    passphrase, code = hidden(page, "passphrase"), hidden(page, "sheet_code")
    typed = {
        "passphrase": passphrase,
        "passphrase_again": passphrase,
        "sheet_code": code,
        "sheet_code_part": part_of(code),
    }
    days = {f"days_{queue}": days for queue, days in Queue.RETENTION.items()}
    assert reader.post(SETUP, {**typed, **days}).status_code == 302
    assert not Conversation.everything.exists()
    assert gone.pk.hex in deleted_early.file().read_text()
    assert not demonstration.is_on()
    assert not Keyholder.objects.filter(is_demonstration=True).exists()
    assert keyholders.unlock(Keyholder.objects.get(user=staff_user), passphrase)
    assert "demonstration" not in words(reader.get("/staff/"))


def test_a_colleague_let_into_the_demonstration_goes_with_it(here, staff_user):
    demonstration.make(staff_user)
    ana = make_colleague("ana", "help")
    reader = browser_of(ana)
    shown = hidden(reader.get("/staff/inbox/passphrase/"), "passphrase")
    reader.post("/staff/inbox/passphrase/", {"passphrase": shown, "passphrase_again": shown})
    assert Keyholder.objects.get(user=ana).is_demonstration
    demonstration.remove()
    assert not Keyholder.objects.exists()


def test_keys_that_a_demonstration_renews_are_of_it_too(here, staff_user):
    demonstration.make(staff_user)
    keyholders.renew_key(Queue.objects.named("help"))
    assert not QueueKey.objects.filter(is_demonstration=False).exists()


# ── The data folder ────────────────────────────────────────────────────────


@pytest.mark.parametrize(("mode", "warnings"), [(0o700, []), (0o750, ["inbox.W001"]), (0o705, ["inbox.W001"])])
def test_the_deployment_check_wants_the_data_folder_for_one_user_alone(settings, tmp_path, mode, warnings):
    """Sessions and the keys of phones stand in it in the clear."""
    settings.DATA_DIR = tmp_path
    tmp_path.chmod(mode)
    assert [warning.id for warning in data_folder_is_closed()] == warnings
