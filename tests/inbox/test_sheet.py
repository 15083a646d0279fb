"""The sheets to print: for the hosts what was agreed, for the speaker also what protects her."""

import pytest

from contact.inbox.models import AuditEntry, Conversation, Record
from idpwsp.foundation.discretion import revealing_word
from tests.conftest import Reader
from tests.inbox.asking import make_request, make_staff, signed_in
from tests.inbox.keys import make_conversation
from tests.inbox.test_calendar import agree
from tests.markup import Document, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

FACTS = {"speaker": "Ruby", "place": "Hall 7\nby the east door", "for_speaker": "Bea goes with you", "press": "no"}
SIDES = pytest.mark.parametrize("side", ["", "speaker/"], ids=["hosts", "speaker"])


@pytest.fixture
def maria():
    return make_staff("maria", "speakers")


@pytest.fixture
def reader(maria) -> Reader:
    return signed_in(maria)


@pytest.fixture
def conversation(maria) -> Conversation:
    conversation = make_request()
    agree(conversation, maria, **FACTS)
    return conversation


def sheet(conversation: Conversation, side: str = "") -> str:
    return f"/staff/inbox/c/{conversation.pk}/sheet/{side}"


def printed(reader: Reader, conversation: Conversation, side: str = "") -> str:
    page = read(reader, sheet(conversation, side))
    assert page.errors == []
    [article] = page.all("article")
    return " ".join("".join(article.itertext()).split())


@SIDES
def test_it_works(reader, conversation, side):
    words = printed(reader, conversation, side)
    for each in ("What we have agreed", "Ruby", "Hall 7 by the east door", "7 p.m.", "Los Angeles time"):
        assert each in words


def test_the_hosts_never_see_what_is_for_the_speaker(reader, conversation):
    response = reader.get(sheet(conversation))
    assert "Bea goes with you" not in response.content.decode()
    assert "Please keep to this" in printed(reader, conversation)


def test_the_speaker_reads_what_protects_her(reader, conversation):
    words = printed(reader, conversation, "speaker/")
    assert words.startswith("For the speaker. Do not hand it on.")
    assert "Bea goes with you" in words
    assert "leave when something is not as it was agreed" in words


@SIDES
def test_the_request_itself_is_on_no_sheet(reader, conversation, side):
    content = reader.get(sheet(conversation, side)).content.decode()
    assert "Marmalade" not in content
    assert "Heron" not in content


def test_what_was_called_off_says_so(reader, conversation, maria):
    agree(conversation, maria, is_called_off=True)
    assert "Called off" in printed(reader, conversation)


@SIDES
def test_the_last_agreement_holds(reader, conversation, maria, side):
    agree(conversation, maria, speaker="Opal")
    words = printed(reader, conversation, side)
    assert "Opal" in words
    assert "Ruby" not in words


@SIDES
def test_the_title_which_browsers_print_gives_nobody_away(reader, conversation, side):
    title = Document(reader.get(sheet(conversation, side)).content.decode()).title
    assert revealing_word(title) is None
    assert title.startswith("Confirmation")


@SIDES
def test_that_it_was_opened_to_print_is_noted(reader, conversation, maria, side):
    reader.get(sheet(conversation, side))
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.action, entry.conversation, entry.detail) == (maria, "printed", conversation.pk, "")


@SIDES
def test_it_turns_itself_to_the_locked_screen(reader, conversation, side):
    assert "unlock" in reader.get(sheet(conversation, side)).headers["Refresh"]


# ── Refusals ───────────────────────────────────────────────────────────────


@SIDES
def test_nothing_is_printed_before_it_is_confirmed(reader, side):
    page = read(reader, sheet(make_request(), side))
    assert "Nothing has been confirmed yet." in page.words
    assert page.all("article") == []


def test_an_agreement_that_was_tampered_with_is_not_printed(reader, conversation):
    record = Record.objects.get(kind="confirmed")
    Record.objects.filter(pk=record.pk).update(sealed=bytes(record.sealed)[:-1] + b"x")
    page = read(reader, sheet(conversation))
    assert page.all("article") == []
    assert "This was changed or cut after it was written" in page.words


@SIDES
def test_locked_it_leads_to_the_locked_screen(conversation, maria, side):
    response = signed_in(maria, is_unlocked=False).get(sheet(conversation, side))
    assert response.status_code == 302
    assert response.url.startswith("/staff/inbox/unlock/?next=")


@SIDES
def test_a_conversation_of_another_queue_has_none(maria, side):
    ana = signed_in(make_staff("ana", "help", "speakers"))
    other, _receipt = make_conversation("help")
    assert ana.get(sheet(other, side)).status_code == 404


@SIDES
def test_whoever_may_read_another_queue_alone_is_told_nothing(conversation, side):
    assert signed_in(make_staff("ana", "help")).get(sheet(conversation, side)).status_code == 404


@SIDES
def test_whoever_may_read_no_queue_is_refused(conversation, side):
    assert signed_in(make_staff("ana"), is_unlocked=False).get(sheet(conversation, side)).status_code == 403


@SIDES
def test_nobody_without_signing_in(client, conversation, side):
    assert client.get(sheet(conversation, side)).status_code == 302


def test_it_can_only_be_read(reader, conversation):
    assert reader.post(sheet(conversation)).status_code == 405
