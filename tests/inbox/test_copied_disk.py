"""Whoever copies the disk has database, data folder and every setting. Without a passphrase that opens nothing."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from nacl.encoding import RawEncoder
from nacl.hash import blake2b

from contact.inbox import conversations, keyholders, sealing
from contact.inbox.models import Keyholder, Queue, Record, Share
from tests.inbox.keys import PASSPHRASE, SHEET, make_conversation, make_keys
from tests.inbox.people import browser_of, make_colleague

# Committed, so that it is in the file.
pytestmark = pytest.mark.django_db(transaction=True)


def stored() -> Iterator[bytes]:
    """Every value of every table, and what can be read out of it as a key."""
    for model in apps.get_models():
        fields = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.values_list(*fields):
            yield from (bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in row)
    for session in Session.objects.all():
        yield from (str(value).encode() for value in flat(session.get_decoded()))
    for value in (settings.SECRET_KEY, settings.SITE_URL, str(settings.DATA_DIR)):
        yield value.encode()
    for file in Path(settings.DATA_DIR).rglob("*"):
        # The database is above, value by value.
        if file.is_file() and file.stat().st_size < 4096:
            yield file.read_bytes()


def flat(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for each in value.values():
            yield from flat(each)
    else:
        yield value


def as_keys(value: bytes) -> set[bytes]:
    """32 bytes made of a value in every way that comes to mind."""
    found = {blake2b(value, digest_size=32, encoder=RawEncoder), value[:32], value[-32:]}
    with suppress(ValueError):
        found.add(bytes.fromhex(value.decode())[:32])
    return {key for key in found if len(key) == 32}


def opens(attempt, *arguments: bytes) -> bool:
    try:
        attempt(*arguments)
    except sealing.SealBroken:
        return False
    return True


@pytest.fixture
def _lived_in(organisation: object) -> None:
    """Two people, a message with an answer and a note, and a browser that is unlocked at this moment."""
    maria = make_colleague("maria", *Queue.Name.values, manages=True)
    make_keys(maria, make_colleague("ana", *Queue.Name.values))
    conversation, _receipt = make_conversation()
    conversations.answer(conversation, "Come on Tuesday")
    conversations.add_note(conversation, "She sounded well", maria)
    browser_of(maria, unlocked=True)


@pytest.mark.usefixtures("_lived_in")
def test_nothing_stored_opens_anything():
    keys = set().union(*map(as_keys, stored()))
    assert len(keys) > 50
    records = list(Record.everything.all())
    boxes = [bytes(each.locked_private_key) for each in Keyholder.objects.filter(is_sheet=False)]
    sessions = [session.get_decoded().get("inbox") for session in Session.objects.all()]
    boxes += [bytes.fromhex(each["locked"]) for each in sessions if each]
    wrapped = [bytes(each.wrapped) for each in Share.objects.all()]
    wrapped += [bytes(each) for record in records for each in (record.key_for_queue, record.key_for_receipt) if each]
    sealed = [bytes(record.sealed) for record in records]
    assert len(boxes) == 3
    assert len(wrapped) == 19
    assert not [1 for key, box in product(keys, boxes + sealed) if opens(sealing.unlock, box, key)]
    assert not [1 for key, box in product(keys, wrapped) if opens(sealing.unwrap, box, key)]


@pytest.mark.usefixtures("_lived_in")
def test_the_test_above_would_notice_a_key():
    """The same attempts, with what is on no disk."""
    keyholder = Keyholder.objects.get(user__username="maria")
    keyring = keyholders.unlock(keyholder, PASSPHRASE)
    share = keyholder.shares.get(queue_key__queue="help")
    assert opens(sealing.unwrap, bytes(share.wrapped), keyring.private)
    record = Record.everything.first()
    assert opens(sealing.unlock, bytes(record.sealed), keyring.record_key(record))


@pytest.mark.usefixtures("_lived_in")
def test_no_secret_stands_on_the_disk():
    everything = b"\n".join(stored())
    code = SHEET.encode()
    for secret in (
        PASSPHRASE.encode(),
        code,
        code.replace(b"-", b""),
        b"Marmalade sky",
        b"Come on Tuesday",
        b"She sounded",
    ):
        assert secret not in everything
