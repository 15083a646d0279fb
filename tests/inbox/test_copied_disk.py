"""Whoever copies the disk has database, data folder and every setting. Without a passphrase that opens nothing."""

import base64
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from itertools import product
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django_otp.plugins.otp_totp.models import TOTPDevice
from nacl.encoding import RawEncoder
from nacl.hash import blake2b

from contact.inbox import conversations, keyholders, passphrases, sealing
from contact.inbox.models import Conversation, Keyholder, Queue, QueueKey, Record, Share
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
    every_setting = (getattr(settings, name) for name in dir(settings) if name.isupper())
    yield from (str(value).encode() for value in every_setting if isinstance(value, str | Path))
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
    """32 bytes made of a value in every way that comes to mind: also of its middle, and of what it encodes."""
    found = {blake2b(value, digest_size=32, encoder=RawEncoder), sha256(value).digest(), value.ljust(32, b"\0")}
    for raw in (value, *decoded(value)):
        found |= {raw[start : start + 32] for start in range(len(raw) - 31)}
    return {key for key in found if len(key) == 32}


def decoded(value: bytes) -> Iterator[bytes]:
    with suppress(ValueError):
        yield bytes.fromhex(value.decode())
    for decode in (base64.b64decode, base64.urlsafe_b64decode, base64.b32decode):
        with suppress(ValueError):
            yield decode(value)


def public_keys() -> set[bytes]:
    """Those for which anything is wrapped: of keyholders, queues and numbers."""
    people = Keyholder.objects.values_list("public_key", flat=True)
    queues = QueueKey.objects.values_list("public_key", flat=True)
    numbers = Conversation.everything.exclude(receipt_public_key=None).values_list("receipt_public_key", flat=True)
    return {bytes(key) for key in (*people, *queues, *numbers)}


def opens(attempt: Callable[..., object], *arguments: object) -> bool:
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
    # What is wrapped opens with the private key that belongs to the public one, and with no other.
    public = public_keys()
    assert len(public) == 3 + 5 + 1
    assert not [1 for key in keys if sealing.KeyPair.of(key).public in public]


def as_texts(value: bytes) -> Iterator[str]:
    yield value.hex()
    with suppress(UnicodeDecodeError):
        yield value.decode()[:500]


def passphrases_in(texts: set[str]) -> list[str]:
    people = Keyholder.objects.filter(is_sheet=False)
    return [text for person, text in product(people, texts) if opens(keyholders.unlock, person, text)]


def numbers_in(texts: set[str]) -> set[bytes]:
    """The public keys of all numbers that could be read out of these texts."""
    every = {digits for text in texts for digits in re.findall(r"(?=(\d{20}))", re.sub(r"[\s-]", "", text))}
    salt = conversations.current_salt()
    return {conversations.derived(digits, salt).keys.public for digits in every}


def sheets_in(texts: set[str]) -> set[bytes]:
    """The same of all codes of a recovery sheet."""
    plain = ("".join(each for each in text if each.isalnum()) for text in texts)
    codes = {text[start : start + 28] for text in plain for start in range(len(text) - 27)}
    return {passphrases.sheet_keys(code).public for code in codes if passphrases.read_sheet_code(code)}


@pytest.mark.usefixtures("_lived_in")
def test_nothing_stored_is_a_passphrase_a_number_or_the_code_of_the_sheet():
    """Tried as somebody who types it: the keys of phones, hashes of recovery codes, salts and all the rest."""
    texts = {text for value in stored() for text in as_texts(value)}
    assert TOTPDevice.objects.first().key in texts
    assert passphrases_in(texts) == []
    assert not public_keys() & (numbers_in(texts) | sheets_in(texts))


@pytest.mark.usefixtures("_lived_in")
def test_the_tests_above_would_notice_a_passphrase_a_number_and_the_sheet():
    assert passphrases_in({PASSPHRASE})
    _conversation, receipt = make_conversation()
    assert public_keys() & numbers_in({f"before {receipt.shown} after"})
    assert public_keys() & sheets_in({f"before {SHEET} after"})


@pytest.mark.usefixtures("_lived_in")
def test_the_first_test_above_would_notice_a_key():
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
