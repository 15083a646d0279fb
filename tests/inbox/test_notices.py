"""Staff are told by e-mail that something has come in. Whoever reads the mails, or the queue they wait in, learns
nothing else; and a mail server that is down loses none."""

import socket
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from post_office.models import STATUS, Attachment, Email, EmailTemplate, Log

from contact.inbox import conversations, notices
from contact.inbox.models import Conversation, Queue
from idpwsp.foundation import mail
from tests.disk import make_disk
from tests.inbox.keys import make_conversation, make_keys
from tests.inbox.smtp import Letter, MailServer, mail_server

pytestmark = pytest.mark.django_db

NOON = "2027-03-01 20:10:00+00:00"
SAME_HOUR = "2027-03-01 20:59:00+00:00"
NEXT_HOUR = "2027-03-01 21:00:00+00:00"


def person(name: str, *queues: str, **values) -> User:
    """Somebody on the staff who may read these queues and has an address."""
    user = User.objects.create_user(name, **{"email": f"{name}@example.org", "is_staff": True, **values})
    names = [f"read_{queue}" for queue in queues]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


@pytest.fixture(autouse=True)
def inbox(settings, db: None) -> None:
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "site@example.org"
    make_keys(person("holder", email=""))


@pytest.fixture
def server(settings):
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def at_noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def deliver(server: MailServer) -> list[Letter]:
    """What arrives when the worker's minute has come."""
    before = len(server.taken)
    notices.tell()
    mail.send_waiting()
    return server.taken[before:]


# ── What a mail says ───────────────────────────────────────────────────────


def test_it_says_how_many_and_where_and_nothing_else(server, at_noon):
    person("maria", "speakers", "help")
    make_conversation("speakers")
    [make_conversation("help") for _number in range(3)]

    [letter] = deliver(server)

    assert letter.message.get_payload().split("\n") == ["3 new messages in Help", "1 new message in Speakers"]
    assert letter.message["Subject"] == "IDPWSP: something new"
    assert letter.message["From"] == "site@example.org"
    assert letter.message["To"] == "maria@example.org"
    assert set(letter.message) == {
        "Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date", "Message-ID",
    }  # fmt: skip


def test_no_header_names_the_machine_or_the_time_of_a_message(server, at_noon):
    person("maria", "help")
    make_conversation()

    [letter] = deliver(server)

    assert letter.hello == "example.org"
    assert letter.message["Message-ID"].endswith("@example.org>")
    for name in {socket.gethostname(), socket.getfqdn()} - {"localhost"}:
        assert name not in letter.text


def test_each_person_reads_of_the_queues_that_they_may_see(server, at_noon):
    person("maria", "help")
    person("ana", "press")
    person("zoe", "volunteers")
    person("left", "help", is_active=False)
    person("reader", "help", is_staff=False)
    person("nobody", "help", email="")
    make_conversation("help")
    make_conversation("press")

    letters = deliver(server)

    assert sorted((letter.message["To"], letter.message.get_payload().strip()) for letter in letters) == [
        ("ana@example.org", "1 new message in Press"),
        ("maria@example.org", "1 new message in Help"),
    ]
    assert all(len(letter.to) == 1 for letter in letters), "nobody learns a colleague's address"


def test_what_is_written_again_counts_and_what_is_set_aside_does_not(server, at_noon):
    person("maria", "help")
    conversation, _receipt = make_conversation()
    conversations.write_again(conversation, "And there is more")
    make_conversation(is_set_aside=True)
    conversations.answer(Conversation.objects.get(pk=conversation.pk), "Come on Tuesday")

    [letter] = deliver(server)

    assert letter.message.get_payload().strip() == "2 new messages in Help"


def test_what_staff_have_entered_themselves_is_not_told(server, at_noon):
    person("maria", "help")
    make_conversation(form="entered")

    assert deliver(server) == []


def test_nothing_new_is_no_mail(server, at_noon):
    person("maria", "help")
    assert deliver(server) == []


# ── How often ──────────────────────────────────────────────────────────────


def test_at_most_once_an_hour_and_then_all_that_came_meanwhile(server, at_noon):
    person("maria", "help")
    make_conversation()
    assert len(deliver(server)) == 1
    make_conversation()
    at_noon.move_to(SAME_HOUR)
    make_conversation()
    assert deliver(server) == []
    at_noon.move_to(NEXT_HOUR)
    [letter] = deliver(server)
    assert letter.message.get_payload().strip() == "2 new messages in Help"


def test_a_queue_that_was_told_of_does_not_hold_up_another(server, at_noon):
    person("maria", "help", "press")
    make_conversation("help")
    assert len(deliver(server)) == 1
    make_conversation("press")
    make_conversation("help")

    [letter] = deliver(server)

    assert letter.message.get_payload().strip() == "1 new message in Press"


def test_what_is_kept_of_the_time_is_the_hour(server, at_noon):
    person("maria", "help")
    make_conversation()
    deliver(server)
    told_at = Queue.objects.get(name="help").told_at
    assert told_at is not None
    assert told_at.isoformat() == "2027-03-01T20:00:00+00:00"


def test_while_there_is_no_mail_server_nothing_is_put_into_the_queue(settings, at_noon):
    settings.SENDS_MAIL = False
    person("maria", "help")
    make_conversation()
    notices.tell()
    mail.send_waiting()
    assert not Email.objects.exists()
    assert Queue.objects.get(name="help").untold == 1


def test_while_nobody_has_an_address_it_goes_on_counting(server, at_noon):
    make_conversation()
    assert deliver(server) == []
    person("maria", "help")
    make_conversation()
    [letter] = deliver(server)
    assert letter.message.get_payload().strip() == "2 new messages in Help"


# ── The queue ──────────────────────────────────────────────────────────────


def test_a_server_that_is_down_loses_nothing(settings, at_noon, log):
    person("maria", "help")
    person("ana", "help")
    make_conversation()
    with mail_server() as server:
        port = server.port
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    notices.tell()
    for _minute in range(20):
        with pytest.raises(mail.NotSent):
            mail.send_waiting()
        mail.forget_sent()
        if not Email.objects.filter(status=STATUS.queued).exists():
            at_noon.shift(600)
    at_noon.shift(5 * 24 * 3600)
    mail.forget_sent()
    with mail_server(port) as server:
        mail.send_waiting()
        mail.send_waiting()
        assert sorted(letter.message["To"] for letter in server.taken) == ["ana@example.org", "maria@example.org"]
    assert "example.org" not in log.getvalue()


def test_after_a_day_without_a_mail_server_it_is_two_mails_and_not_one_for_each_hour(server, at_noon):
    person("maria", "help")
    server.refuses = True
    for _hour in range(24):
        make_conversation()
        notices.tell()
        with pytest.raises(mail.NotSent):
            mail.send_waiting()
        at_noon.shift(3600)
    server.refuses = False

    letters = [*deliver(server), *deliver(server)]

    assert [letter.message.get_payload().strip() for letter in letters] == [
        "1 new message in Help",
        "23 new messages in Help",
    ]


def test_somebody_whose_mail_still_waits_holds_up_nobody_else(server, at_noon):
    person("maria", "help")
    make_conversation()
    notices.tell()
    person("ana", "help")
    make_conversation()
    at_noon.move_to(NEXT_HOUR)

    letters = deliver(server)

    assert sorted(letter.message["To"] for letter in letters) == ["ana@example.org", "maria@example.org"]


def test_one_address_that_is_refused_holds_up_nobody_else(server, at_noon, log):
    person("maria", "help")
    person("ana", "help")
    make_conversation()
    notices.tell()
    server.refuses = True
    with pytest.raises(mail.NotSent):
        mail.send_waiting()
    server.refuses = False
    mail.send_waiting()
    assert len(server.taken) == 1
    at_noon.shift(600)
    mail.send_waiting()
    assert {letter.message["To"] for letter in server.taken} == {"ana@example.org", "maria@example.org"}
    # Servers quote addresses in their refusals.
    assert not Log.objects.exists()
    assert log.getvalue() == ""


def test_what_was_sent_is_forgotten_and_what_waits_is_not(server, at_noon):
    person("maria", "help")
    make_conversation()
    deliver(server)
    mail.send_later("ana@example.org", "IDPWSP: something new", "1 new message in Help\n")

    assert mail.forget_sent() == 1

    assert [email.to for email in Email.objects.all()] == [["ana@example.org"]]
    at_noon.shift(8 * 24 * 3600)
    assert mail.forget_sent() == 1


def test_nothing_of_a_message_is_in_the_tables_of_the_queue(server, at_noon):
    person("maria", "help")
    conversation, receipt = make_conversation()
    notices.tell()
    [row] = Email.objects.values()
    for telltale in ("heron", "Marmalade", receipt.number, receipt.shown, conversation.pk.hex, str(conversation.pk)):
        assert telltale not in str(row)
    assert [model.objects.count() for model in (Log, EmailTemplate, Attachment)] == [0, 0, 0]


def test_staff_have_no_page_for_it(staff):
    for model in ("email", "log", "emailtemplate", "attachment"):
        assert staff.get(f"/staff/post_office/{model}/").status_code == 404
    assert "post_office" not in staff.get("/staff/").content.decode()


def test_killed_in_the_middle_of_sending_it_is_sent_again(tmp_path: Path) -> None:
    disk = make_disk(tmp_path)
    disk.python("make_conversation()")
    with mail_server() as server:
        mailing = {"EMAIL_URL": f"smtp://127.0.0.1:{server.port}", "MAIL_FROM": "site@example.org"}
        server.answers.clear()
        worker = disk.start("worker", **mailing)
        assert server.arrived.wait(timeout=30)
        worker.kill()
        worker.communicate()
        server.answers.set()
        server.arrived.clear()

        worker = disk.start("worker", **mailing)
        assert server.arrived.wait(timeout=30)
        worker.terminate()
        out, err = worker.communicate(timeout=30)

    assert (out, err) == ("", "")
    first, again = server.taken
    assert again.message.get_payload().strip() == "1 new message in Help"
    # So that a mail program can tell that it is the same.
    assert first.message["Message-ID"] == again.message["Message-ID"]
