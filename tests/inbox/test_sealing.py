"""What is sealed opens whole, with its own key and in its own place, and not otherwise."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contact.inbox import sealing
from contact.inbox.sealing import Damaged, Header, KeyPair, Misplaced, TooLong, WrongKey

# Nonce and tag of a SecretBox.
AROUND = 24 + 16

plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
bodies = st.dictionaries(
    st.text(), st.recursive(plain, lambda it: st.lists(it) | st.dictionaries(st.text(), it), max_leaves=8)
)
ids = st.uuids().map(lambda each: each.hex)
headers = st.builds(Header, ids, ids, st.sampled_from(["first", "more", "answer", "note"]), st.integers(0, 10_000))
keys = st.binary(min_size=32, max_size=32)

HEADER = Header("00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100", "first", 0)
KEY = bytes(range(32))
BODY = {"text": "Marmalade sky"}
# Sealed once for all: each look for a flipped bit takes its own copy.
SEALED = sealing.seal(BODY, HEADER, KEY)
WRAPPED_FOR = KeyPair.of(bytes(range(32)))
WRAPPED = sealing.wrap(KEY, WRAPPED_FOR.public)


def flipped(sealed: bytes, bit: int) -> bytes:
    changed = bytearray(sealed)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@given(bodies, headers, keys)
@settings(deadline=None)
def test_any_body_comes_back_as_it_was(body, header, key):
    assert sealing.unseal(sealing.seal(body, header, key), header, key) == body


@given(st.integers(0, len(SEALED) * 8 - 1))
def test_any_flipped_bit_is_noticed(bit):
    with pytest.raises(Damaged):
        sealing.unseal(flipped(SEALED, bit), HEADER, KEY)


@given(st.integers(0, len(SEALED) - 1), st.booleans())
def test_whatever_was_cut_off_is_noticed(length, from_the_end):
    with pytest.raises(Damaged):
        sealing.unseal(SEALED[:length] if from_the_end else SEALED[len(SEALED) - length :], HEADER, KEY)


@given(st.binary(min_size=1, max_size=50))
def test_so_is_whatever_was_added(more):
    with pytest.raises(Damaged):
        sealing.unseal(SEALED + more, HEADER, KEY)


@given(keys.filter(lambda key: key != KEY))
def test_with_another_key_nothing_opens(key):
    with pytest.raises(Damaged):
        sealing.unseal(SEALED, HEADER, key)


@pytest.mark.parametrize("key", [b"", KEY[:-1], KEY + b"\0"])
def test_what_is_no_key_opens_nothing_and_raises_nothing_else(key):
    with pytest.raises(Damaged):
        sealing.unseal(SEALED, HEADER, key)


@given(headers.filter(lambda header: header != HEADER))
def test_a_record_in_another_place_is_noticed(header):
    with pytest.raises(Misplaced):
        sealing.unseal(SEALED, header, KEY)


@pytest.mark.parametrize(
    "header",
    [
        Header("ffeeddccbbaa99887766554433221100", HEADER.conversation, "first", 0),
        Header(HEADER.record, "00112233445566778899aabbccddeeff", "first", 0),
        Header(HEADER.record, HEADER.conversation, "answer", 0),
        Header(HEADER.record, HEADER.conversation, "first", 1),
        Header(HEADER.conversation, HEADER.record, "first", 0),
    ],
    ids=["record", "conversation", "kind", "sequence", "swapped"],
)
def test_each_part_of_its_place_counts(header):
    with pytest.raises(Misplaced):
        sealing.unseal(SEALED, header, KEY)


def test_a_record_of_another_version_is_said_to_be_one(monkeypatch):
    monkeypatch.setattr(sealing, "VERSION", 2)
    with pytest.raises(Damaged, match="form 1, and this program reads form 2"):
        sealing.unseal(SEALED, HEADER, KEY)


def test_sealed_twice_it_looks_different():
    assert sealing.seal(BODY, HEADER, KEY) != SEALED


def test_no_error_carries_what_was_written():
    for sealed, header, key in ((SEALED, HEADER, KEY[::-1]), (SEALED, Header("a", "b", "c", 1), KEY)):
        with pytest.raises(sealing.SealBroken) as raised:
            sealing.unseal(sealed, header, key)
        assert "Marmalade" not in f"{raised.value!r} {raised.value.__cause__!r}"
    with pytest.raises(TooLong) as too_long:
        sealing.seal({"text": "Marmalade" * 40_000}, HEADER, KEY)
    assert "Marmalade" not in repr(too_long.value)


# ── Sizes ──────────────────────────────────────────────────────────────────


@given(st.integers(0, 260_000))
@settings(deadline=None)
def test_the_size_shows_only_a_class(length):
    sealed = sealing.seal({"text": "x" * length}, HEADER, KEY)
    around = len(sealing.json.dumps({"version": 1, "header": HEADER.__dict__, "body": {"text": ""}}))
    fitting = [size for size in sealing.SIZES if around + length < size]
    assert len(sealed) - AROUND == fitting[0]


@pytest.mark.parametrize("size", sealing.SIZES)
def test_at_the_edge_of_a_class_not_a_byte_is_lost(size):
    around = len(sealing.json.dumps({"version": 1, "header": HEADER.__dict__, "body": {"text": ""}}))
    body = {"text": "x" * (size - around - 1)}
    sealed = sealing.seal(body, HEADER, KEY)
    assert len(sealed) - AROUND == size
    assert sealing.unseal(sealed, HEADER, KEY) == body
    # One more, and it is the next class, or too long.
    body = {"text": "x" * (size - around)}
    if size == sealing.SIZES[-1]:
        with pytest.raises(TooLong):
            sealing.seal(body, HEADER, KEY)
    else:
        assert len(sealing.seal(body, HEADER, KEY)) - AROUND > size


@pytest.mark.parametrize("ending", ["\x80", "\0", "\x80\0\0", "\0" * 100])
def test_what_looks_like_padding_is_kept(ending):
    body = {"text": f"x{ending}"}
    assert sealing.unseal(sealing.seal(body, HEADER, KEY), HEADER, KEY) == body


@pytest.mark.parametrize("character", ["漢", "\U00020bb7", '"', "\n", "👋"])
def test_the_longest_text_fits_in_any_script(character):
    body = {"text": character * 20_000}
    assert sealing.unseal(sealing.seal(body, HEADER, KEY), HEADER, KEY) == body


# ── Keys ───────────────────────────────────────────────────────────────────


@given(keys, keys)
def test_a_wrapped_key_opens_for_whom_it_was_wrapped(key, private):
    pair = KeyPair.of(private)
    assert sealing.unwrap(sealing.wrap(key, pair.public), private) == key


@given(st.integers(0, len(WRAPPED) * 8 - 1))
def test_a_flipped_bit_in_a_wrapping_is_noticed(bit):
    # The point on the curve ignores its highest bit (RFC 7748, section 5), but the nonce is a hash of all of it.
    with pytest.raises(WrongKey):
        sealing.unwrap(flipped(WRAPPED, bit), WRAPPED_FOR.private)


@given(st.integers(0, len(WRAPPED) - 1))
def test_a_cut_wrapping_is_noticed(length):
    with pytest.raises(WrongKey):
        sealing.unwrap(WRAPPED[:length], WRAPPED_FOR.private)


def test_for_nobody_else():
    with pytest.raises(WrongKey):
        sealing.unwrap(WRAPPED, KeyPair.new().private)


@given(st.binary(max_size=200), keys, st.data())
def test_a_locked_secret_opens_with_its_key_and_unchanged_alone(secret, key, data):
    locked = sealing.lock(secret, key)
    assert sealing.unlock(locked, key) == secret
    with pytest.raises(WrongKey):
        sealing.unlock(flipped(locked, data.draw(st.integers(0, len(locked) * 8 - 1))), key)
    with pytest.raises(WrongKey):
        sealing.unlock(locked, bytes(32) if key != bytes(32) else b"\1" * 32)
