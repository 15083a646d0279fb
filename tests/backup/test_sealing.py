"""An encrypted archive opens whole, for its key, as the site made it; or not at all."""

import io

import pytest

from idpwsp.backup import sealing
from idpwsp.backup.sealing import CHUNK, BadKey, Damaged, Key, Recipient, SealedReader, SealedWriter

KEY = Key.new()
HEADER = len(sealing.MAGIC) + 80 + 24


def seal(words: bytes, recipient: Recipient = KEY.recipient) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, recipient)
    # In pieces that fit no chunk.
    for start in range(0, len(words), 10_007):
        writer.write(words[start : start + 10_007])
    writer.finish()
    return file.getvalue()


def opened(sealed: bytes, key: Key = KEY) -> bytes:
    reader, found = SealedReader(io.BytesIO(sealed), key), b""
    while piece := reader.read(8191):
        found += piece
    return found


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])
def test_what_was_sealed_opens(size):
    words = bytes(number % 251 for number in range(size))
    assert opened(seal(words)) == words


def test_nothing_of_it_can_be_read():
    assert b"heron" not in seal(b"heron" * 1000)


def test_another_key_opens_nothing():
    with pytest.raises(Damaged):
        opened(seal(b"heron"), Key.new())


@pytest.mark.parametrize(
    "place", [0, len(sealing.MAGIC), HEADER - 25, HEADER - 24, HEADER - 1, HEADER, HEADER + 1, HEADER + CHUNK + 16,
              HEADER + CHUNK + 17, -1]
)  # fmt: skip
def test_a_bit_that_was_changed_is_noticed_wherever_it_is(place):
    sealed = bytearray(seal(b"x" * (2 * CHUNK)))
    sealed[place] ^= 1
    if place == 0:
        # Not ours at all: the archive looks at this first.
        assert bytes(sealed[: len(sealing.MAGIC)]) != sealing.MAGIC
        return
    with pytest.raises(Damaged):
        opened(bytes(sealed))


@pytest.mark.parametrize("kept", [0, 10, HEADER - 1, HEADER, HEADER + 1, HEADER + CHUNK, HEADER + CHUNK + 17, -1, -17])
def test_one_that_was_cut_short_is_noticed_also_between_two_chunks(kept):
    with pytest.raises(Damaged):
        opened(seal(b"x" * (2 * CHUNK))[:kept])


def test_chunks_in_another_order_are_noticed():
    sealed = seal(b"a" * CHUNK + b"b" * CHUNK + b"c")
    first, second = HEADER + CHUNK + 17, HEADER + 2 * (CHUNK + 17)
    with pytest.raises(Damaged):
        opened(sealed[:HEADER] + sealed[first:second] + sealed[HEADER:first] + sealed[second:])


@pytest.mark.parametrize("size", [5, CHUNK])
def test_something_after_its_end_is_noticed(size):
    with pytest.raises(Damaged):
        opened(seal(b"x" * size) + b"x")


def test_who_has_the_public_key_alone_can_make_none_that_opens():
    stranger = Recipient(KEY.recipient.public, b"\0" * 32)
    forged = seal(b"heron", stranger)
    with pytest.raises(Damaged, match="made by somebody else"):
        opened(forged)


# ── Keys in text ───────────────────────────────────────────────────────────


def test_a_recipient_is_written_and_read():
    assert Recipient.read(KEY.recipient.text()) == KEY.recipient


@pytest.mark.parametrize("change", [lambda text: text[:-1], lambda text: text[:40] + text[41:], lambda text: "",
                                    lambda text: text.swapcase(), lambda text: text + "A", lambda text: text[5:],
                                    lambda text: text[:30] + "é" + text[31:]])  # fmt: skip
def test_a_recipient_with_a_letter_lost_is_refused(change):
    with pytest.raises(BadKey):
        Recipient.read(change(KEY.recipient.text()))


def test_a_key_goes_through_a_file_that_nobody_else_can_read(tmp_path):
    KEY.save(tmp_path / "key")

    assert Key.load(tmp_path / "key") == KEY
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert KEY.recipient.text() not in (tmp_path / "key").read_text()


def test_a_key_never_replaces_another(tmp_path):
    KEY.save(tmp_path / "key")
    with pytest.raises(FileExistsError):
        Key.new().save(tmp_path / "key")
    assert Key.load(tmp_path / "key") == KEY


@pytest.mark.parametrize("content", [b"", b"idpwsp-backup-key-", b"\xff\0", KEY.recipient.text().encode()])
def test_another_file_is_no_key(tmp_path, content):
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(BadKey):
        Key.load(tmp_path / "key")
