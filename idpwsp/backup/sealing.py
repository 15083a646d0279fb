"""How an archive is encrypted. Knows the crypto library (libsodium, by PyNaCl) and nothing of Django.

A random key is sealed (``SealedBox``, X25519) to the recipient's public key. Whoever has a public key can seal to it,
so the stream's key is made of that random key and of an authentication key that only the site and the owner of the
private key have: an archive that opens was made by one of them. The stream is libsodium's secretstream
(XChaCha20-Poly1305), whose last chunk is marked as the last, so that one that was cut short does not open either.
"""

import base64
import hashlib
import os
from binascii import Error as Base64Error
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.utils import random

MAGIC = b"IDPWSP backup, sealed, 1\n"
CHUNK = 64 * 1024
KEY_BYTES = 32
_SEALED_KEY = KEY_BYTES + bindings.crypto_box_SEALBYTES
_STREAM_HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_ADDED = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_MESSAGE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
# So that a letter that was lost in copying is noticed before a backup is made that nobody can open.
_CHECK_BYTES = 4


class Damaged(Exception):
    """An archive that was changed, cut short, or made by somebody else. The text is for the operator."""


class BadKey(ValueError):
    """What was given as a key is none. The text is for the operator, and holds nothing of it."""


@dataclass(frozen=True)
class Recipient:
    """What the site has: it can make archives and open none."""

    public: bytes
    authentication: bytes
    PREFIX = "idpwsp-backup-to-"

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ``BadKey``."""
        return cls(*_decode(cls.PREFIX, text))

    def text(self) -> str:
        return _encode(self.PREFIX, self.public + self.authentication)


@dataclass(frozen=True)
class Key:
    """What its owner keeps elsewhere: it opens archives."""

    private: bytes
    authentication: bytes
    PREFIX = "idpwsp-backup-key-"

    @classmethod
    def new(cls) -> Self:
        return cls(bytes(PrivateKey.generate()), random(KEY_BYTES))

    @classmethod
    def load(cls, path: Path) -> Self:
        """The key in a file that ``save`` has made. Raises ``BadKey`` and ``OSError``."""
        lines = path.read_bytes()[:10_000].decode("ascii", "replace").splitlines()
        texts = [line.strip() for line in lines if line.startswith(cls.PREFIX)]
        if len(texts) != 1:
            raise BadKey(f"There is no key in {path}. It is one line that begins with {cls.PREFIX}.")
        return cls(*_decode(cls.PREFIX, texts[0]))

    def save(self, path: Path) -> None:
        """Write a file that nobody else can read. Raises ``FileExistsError`` rather than replace one."""
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write("# Opens the backups of this site. Keep it away from the server, twice, and from everybody.\n")
            file.write(self.text() + "\n")
            file.flush()
            os.fsync(file.fileno())

    def text(self) -> str:
        """The line by which ``load`` knows it."""
        return _encode(self.PREFIX, self.private + self.authentication)

    @property
    def recipient(self) -> Recipient:
        return Recipient(bytes(PrivateKey(self.private).public_key), self.authentication)


class SealedWriter:
    """Encrypts what is written to ``file``. Without ``finish`` nothing of it ever opens as whole."""

    def __init__(self, file: BinaryIO, recipient: Recipient) -> None:
        secret = random(KEY_BYTES)
        sealed = SealedBox(PublicKey(recipient.public)).encrypt(secret)
        self._file, self._waiting = file, bytearray()
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        key = _stream_key(secret, sealed, recipient.authentication)
        file.write(MAGIC + sealed + bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, key))

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._push(bytes(self._waiting[:CHUNK]), _MESSAGE)
            del self._waiting[:CHUNK]
        return len(data)

    def finish(self) -> None:
        self._push(bytes(self._waiting), _FINAL)

    def _push(self, chunk: bytes, tag: int) -> None:
        self._file.write(bindings.crypto_secretstream_xchacha20poly1305_push(self._state, chunk, tag=tag))


class SealedReader:
    """What was written, a piece at a time; each was checked before it is given. ``read`` raises ``Damaged``."""

    def __init__(self, file: BinaryIO, key: Key) -> None:
        self._file, self._ready, self._is_over = file, bytearray(), False
        start = file.read(len(MAGIC) + _SEALED_KEY + _STREAM_HEADER)
        sealed, header = start[len(MAGIC) : -_STREAM_HEADER], start[-_STREAM_HEADER:]
        try:
            secret = SealedBox(PrivateKey(key.private)).decrypt(sealed)
        except (CryptoError, ValueError) as error:
            raise Damaged("The archive was not made for this key, or is damaged.") from error
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        stream_key = _stream_key(secret, sealed, key.authentication)
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(self._state, header, stream_key)

    def read(self, size: int) -> bytes:
        while len(self._ready) < size and not self._is_over:
            self._ready += self._pull()
        data = bytes(self._ready[:size])
        del self._ready[:size]
        return data

    def _pull(self) -> bytes:
        try:
            chunk, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(
                self._state, self._file.read(CHUNK + _ADDED)
            )
        except (CryptoError, ValueError) as error:
            raise Damaged("The archive was changed or cut short, or made by somebody else.") from error
        self._is_over = tag == _FINAL
        if self._is_over and self._file.read(1):
            raise Damaged("There is more in the archive than was put into it.")
        return chunk


def _stream_key(secret: bytes, sealed: bytes, authentication: bytes) -> bytes:
    return hashlib.blake2b(MAGIC + sealed + secret, key=authentication, digest_size=KEY_BYTES).digest()


def _encode(prefix: str, value: bytes) -> str:
    return prefix + base64.urlsafe_b64encode(value + _check(value)).decode().rstrip("=")


def _decode(prefix: str, text: str) -> tuple[bytes, bytes]:
    bare = text.removeprefix(prefix)
    try:
        every = base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    except (Base64Error, ValueError):
        every = b""
    value = every[:-_CHECK_BYTES]
    if not text.startswith(prefix) or len(value) != 2 * KEY_BYTES or every[-_CHECK_BYTES:] != _check(value):
        raise BadKey(f"This is no whole key. It begins with {prefix} and is written without a space.")
    return value[:KEY_BYTES], value[KEY_BYTES:]


def _check(value: bytes) -> bytes:
    return hashlib.sha256(value).digest()[:_CHECK_BYTES]
