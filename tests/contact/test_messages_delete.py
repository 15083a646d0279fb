"""Deleting everything with a number: asked once more, then at once, and for good."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from django.utils.formats import date_format

from contact.inbox import conversations, derivation, receipts
from contact.inbox.models import Conversation, Record
from idpwsp.foundation import deleted_early
from tests.contact.conftest import Written
from tests.contact.sending import fill, heading, page_of, send
from tests.inbox.keys import make_conversation

pytestmark = pytest.mark.django_db

ADDRESS = "/messages/delete/"


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def delete(client, written: Written, **fields: str):
    return send(client, ADDRESS, written.number, **fields)


def test_the_button_below_the_answers_asks_and_the_next_one_deletes(client, written: Written):
    conversations.answer(written.conversation, "Come on Tuesday")
    conversations.write_again(written.conversation, "More")
    shown = page_of(send(client, "/messages/", written.number))

    asked = page_of(client.post(ADDRESS, fill(shown, ADDRESS)))
    assert heading(asked) == "Delete everything?"
    assert Record.objects.count() == 3

    # Sent to the page that it stands on.
    deleted = page_of(client.post(ADDRESS, {"number": written.number, "sure": "yes"}))
    assert heading(deleted) == "It is deleted"
    assert not Record.everything.exists()
    assert not Conversation.everything.exists()


def test_the_question_carries_what_the_answer_needs(client, written: Written):
    page = page_of(delete(client, written))
    (form,) = [form for form in page.all("form") if not form.get("action")]
    hidden = {each.get("name"): each.get("value") for each in form.iter("input") if each.get("type") == "hidden"}
    assert hidden == {"number": written.number, "sure": "yes"}


def test_the_question_says_what_goes_and_what_may_stay(client, written: Written, settings):
    settings.BACKUP_DAYS = 12
    words = page_of(delete(client, written)).main
    for said in ("All that you wrote", "Our answers", "what staff noted", "on paper", "backups, for 12 days at most"):
        assert said in words
    settings.BACKUP_DAYS = 0
    assert "backups, for" not in page_of(delete(client, written)).main


def test_afterward_it_says_until_when_backups_hold_it(client, written: Written, settings):
    settings.BACKUP_DAYS = 12
    page = page_of(delete(client, written, sure="yes"))
    assert f"gone by {date_format(timezone.localdate() + timedelta(days=12))}." in page.main


def test_the_number_then_finds_nothing_and_the_button_does_no_harm(client, written: Written):
    delete(client, written, sure="yes")

    assert "We have nothing with this number." in page_of(send(client, "/messages/", written.number), 422).main
    assert "nothing with this number any more" in page_of(delete(client, written, sure="yes"), 410).main


def test_what_others_wrote_stays(client, written: Written):
    other, _receipt = make_conversation()
    delete(client, written, sure="yes")
    assert [str(each) for each in Conversation.everything.all()] == [str(other)]


def test_records_past_their_date_go_too(client, written: Written):
    record = conversations.answer(written.conversation, "Come on Tuesday")
    Record.objects.filter(pk=record.pk).update(delete_on=timezone.localdate())
    delete(client, written, sure="yes")
    assert not Record.everything.exists()


def test_its_random_id_is_noted_so_that_no_backup_brings_it_back(client, written: Written):
    promised = written.conversation.delete_on
    delete(client, written, sure="yes")
    assert deleted_early.file().read_text().split() == [written.conversation.pk.hex, str(promised)]
    assert deleted_early.file().parent == django_settings.DATA_DIR


def test_no_number_and_no_word_is_noted_with_it(client, written: Written):
    delete(client, written, sure="yes")
    noted = deleted_early.file().read_text()
    assert written.number not in noted
    assert "heron" not in noted


def test_in_spanish(client, written: Written):
    response = send(client, "/es/messages/delete/", written.number, sure="yes")
    assert response.status_code == 200
    assert not Conversation.everything.exists()


# ── Refusals ───────────────────────────────────────────────────────────────


def test_another_number_deletes_nothing(client, written: Written):
    page_of(send(client, ADDRESS, receipts.new(), sure="yes"), 410)
    page_of(send(client, ADDRESS, "1234", sure="yes"), 422)
    assert Conversation.objects.exists()
    assert not deleted_early.file().exists()


def test_another_site_deletes_nothing(client, written: Written):
    response = send(client, ADDRESS, written.number, {"sec-fetch-site": "cross-site"}, sure="yes")
    assert response.status_code == 403
    assert Conversation.objects.exists()


def test_an_address_deletes_nothing(client, written: Written):
    client.get(ADDRESS, {"number": written.number, "sure": "yes"})
    assert Conversation.objects.exists()


def test_while_there_is_no_room_nothing_is_deleted_and_it_can_be_sent_again(client, written: Written, monkeypatch):
    def busy(number: str) -> None:
        raise derivation.Busy

    with monkeypatch.context() as patch:
        patch.setattr(conversations, "find", busy)
        assert delete(client, written, sure="yes").status_code == 503
    assert Conversation.objects.exists()
