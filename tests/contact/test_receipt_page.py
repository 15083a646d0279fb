"""What all four forms have in common: what is said before, the number after, and every refusal with its words."""

import gzip
import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format

from contact.inbox import conversations, derivation, receipts
from contact.inbox.models import Conversation, Queue, QueueKey, Record
from resources.models import Page
from tests.conftest import Reader
from tests.contact.writing import FORMS, errors, make_form_pages, number_on, send
from tests.inbox.keys import make_keys
from tests.markup import Document, read

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("address", FORMS)]


@pytest.fixture(autouse=True)
def at_work(organisation):
    with time_machine.travel("2027-03-01 20:00:00+00:00") as clock:
        yield clock


@pytest.fixture(autouse=True)
def pages(organisation) -> None:
    make_form_pages()


def main(response) -> str:
    return Document(response.content.decode()).main


# ── Before ─────────────────────────────────────────────────────────────────


def test_before_the_first_field_stands_what_happens_with_the_words(client, maria, address):
    Queue.objects.update(retention_days=33)
    words = read(client, address).main
    before = words[: words.rindex("Before you write") + 1200]
    for said in (
        "sealed (encrypted) before they are stored", "Those of us who hold the key", "33 days after you send it",
        "for 30 days more", "A court can order us", "no emergency line", "you get a number",
    ):  # fmt: skip
        assert said in before, said


def test_how_soon_is_said_only_where_staff_have_said_it(client, maria, address):
    assert "We cannot say how soon." in read(client, address).main
    Queue.objects.update(answer_within_days=5)
    assert "Usually within 5 days. That is no promise." in read(client, address).main


def test_the_page_is_the_same_for_everybody_and_kept_by_nobody(client, maria, address):
    first = client.get(address)
    send(client, address)
    other = Reader(headers={"user-agent": "Another", "accept-language": "es"})
    assert other.get(address).content == first.content
    assert first.headers["Cache-Control"] == "no-store"


def test_it_is_light(client, maria, address):
    refused = send(client, address, **{FORMS[address][2]: ""})
    for response in (client.get(address), client.get(f"/es{address}"), refused, send(client, address)):
        assert len(gzip.compress(response.content)) < 14 * 1024


# ── After ──────────────────────────────────────────────────────────────────


def test_it_works(client, maria, address):
    assert client.get(address).status_code == 200

    response = send(client, address)

    assert response.status_code == 200
    kept = Conversation.objects.get()
    assert (kept.queue_id, kept.state, kept.is_set_aside) == (FORMS[address][1], "new", False)
    assert conversations.find(receipts.read(number_on(response))).conversation == kept
    assert re.fullmatch(r"\d{4}( \d{4}){4}", number_on(response))


def test_the_page_with_the_number_says_how_to_keep_it_and_when_it_ends(client, maria, address):
    response = send(client, address)

    words = main(response)
    kept = Conversation.objects.get()
    for said in ("It has reached us", "on paper", "screenshot", "cannot be found again", "for 30 days more"):
        assert said in words, said
    assert f"On {date_format(kept.delete_on)} from this site" in words
    document = Document(response.content.decode())
    assert document.errors == []
    assert number_on(response)[:4] not in document.title
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies


def test_nothing_of_it_lies_open(client, maria, address):
    send(client, address, headers={"user-agent": "A telling browser", "referer": "https://a.example/"})

    with connection.cursor() as cursor:
        dump = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            dump += cursor.fetchall()
    everything = repr(dump)
    for value in FORMS[address][0].values():
        for word in value if isinstance(value, list) else [value]:
            # Shorter ones are words of the program.
            assert len(word) < 10 or word not in everything, word
    assert "telling" not in everything


def test_the_words_are_on_no_page_afterwards(client, maria, address):
    shown = send(client, address).content.decode()
    for value in FORMS[address][0].values():
        if isinstance(value, str) and len(value) > 12:
            assert value not in shown


def test_sent_twice_it_is_one_with_a_new_number(client, maria, address):
    first, second = number_on(send(client, address)), number_on(response := send(client, address))

    assert "the one before it no longer works" in main(response)
    assert Conversation.objects.count() == Record.objects.count() == 1
    assert conversations.find(receipts.read(first)).conversation is None
    assert conversations.find(receipts.read(second)).conversation == Conversation.objects.get()


def test_after_ten_minutes_the_same_words_are_another(client, maria, address, at_work):
    send(client, address)
    at_work.shift(601)
    send(client, address)
    assert Conversation.objects.count() == 2


def test_when_the_first_is_gone_the_same_words_are_kept_anew(client, maria, address):
    send(client, address)
    conversations.delete(Conversation.objects.get())

    response = send(client, address)

    assert "no longer works" not in main(response)
    assert conversations.find(receipts.read(number_on(response))).conversation == Conversation.objects.get()


def test_its_date_is_that_of_its_queue(client, maria, address):
    Queue.objects.update(retention_days=7)
    send(client, address)
    assert Conversation.objects.get().delete_on == timezone.localdate() + timedelta(days=7)


# ── Refusals ───────────────────────────────────────────────────────────────


def assert_words_are_kept(response, address):
    html = response.content.decode()
    for value in FORMS[address][0].values():
        for word in value if isinstance(value, list) else [value]:
            assert word in html, word


def test_what_is_missing_is_said_and_every_other_word_stays(client, maria, address):
    words, _queue, needed = FORMS[address]

    response = send(client, address, **{needed: ""})

    assert "It has not been sent yet" in errors(response)
    html = response.content.decode()
    for name, value in words.items():
        if name != needed:
            for word in value if isinstance(value, list) else [value]:
                assert word in html, name


def test_without_keys_the_page_has_no_form_but_phone_and_post_box(client, address):
    response = client.get(address)

    assert response.status_code == 503
    document = Document(response.content.decode())
    assert document.errors == []
    assert "not possible yet. It will come." in document.main
    assert not document.all("form")
    assert "tel:" in response.content.decode()


def test_what_is_sent_without_keys_comes_back(client, address):
    response = send(client, address)

    assert response.status_code == 503
    assert response.headers["Cache-Control"] == "no-store"
    assert_words_are_kept(response, address)
    assert "tel:" in response.content.decode()
    assert not Conversation.objects.exists()


def test_a_stopped_queue_takes_nothing(client, maria, address):
    Queue.objects.update(is_stopped=True)
    assert client.get(address).status_code == 503
    assert send(client, address).status_code == 503
    assert not Conversation.objects.exists()


def test_demonstration_keys_take_nothing_away_from_this_machine(client, address):
    make_keys()
    QueueKey.objects.update(is_demonstration=True)
    assert "tel:" in client.get(address).content.decode()
    response = send(client, address)
    assert response.status_code == 503
    assert_words_are_kept(response, address)
    assert "tel:" in response.content.decode()


def test_where_the_line_is_full_the_words_come_back(client, maria, address, monkeypatch):
    def busy(*_args):
        raise derivation.Busy

    monkeypatch.setattr(derivation, "derive", busy)
    monkeypatch.setattr(receipts, "derive", busy)

    response = send(client, address)

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert_words_are_kept(response, address)
    assert not Conversation.objects.exists()


def test_no_number_is_derived_inside_a_transaction(client, maria, address, monkeypatch):
    depths, derive = [], receipts.derive

    def noted(*args):
        depths.append(len(connection.savepoint_ids))
        return derive(*args)

    outside = len(connection.savepoint_ids)
    monkeypatch.setattr(receipts, "derive", noted)
    send(client, address)
    assert depths == [outside]


def test_a_robot_sees_what_everybody_sees_and_is_set_aside(client, maria, address):
    response = send(client, address, subject_line="Buy")

    assert "It has reached us" in main(response)
    assert Conversation.objects.get().is_set_aside
    assert Queue.objects.get(name=FORMS[address][1]).untold == 0


def test_another_sites_form_is_refused_with_its_words(client, maria, address):
    response = send(client, address, headers={"sec-fetch-site": "cross-site"})

    assert response.status_code == 403
    assert_words_are_kept(response, address)
    assert not Conversation.objects.exists()


def test_a_page_that_staff_took_away_is_gone_and_gives_the_words_back(client, maria, address):
    Page.objects.update(unpublish_at=timezone.now())
    assert client.get(address).status_code == 410

    response = send(client, address)

    assert response.status_code == 503
    assert_words_are_kept(response, address)
    assert not Conversation.objects.exists()


def test_a_draft_is_not_there(client, maria, address):
    Page.objects.update(status=Page.Status.DRAFT)
    assert client.get(address).status_code == 404


def test_it_exists_in_a_language_that_its_page_has_no_words_in(client, maria, address):
    page = read(client, f"/es{address}")
    assert page.language == "es"
    assert send(client, f"/es{address}").status_code == 200
