"""How a private message is sealed. Knows the crypto library (libsodium, by PyNaCl) and nothing of Django.

A body is JSON, padded to a size class, in a SecretBox (XSalsa20-Poly1305) under a key that belongs to this one record.
That key is wrapped in a SealedBox (X25519) for whoever may open it. The header stands inside the box: a record that
was moved to another row is noticed when it is opened.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox
from nacl.utils import random

VERSION = 1
KEY_BYTES = SecretBox.KEY_SIZE
KIB = 1024
# What the disk shows of a message's length. The longest form, 20,000 characters of four bytes and more, fits the last.
SIZES = (1 * KIB, 4 * KIB, 16 * KIB, 64 * KIB, 256 * KIB)


class SealBroken(Exception):
    """Something sealed does not open."""


class WrongKey(SealBroken):
    """A wrapped key that was not wrapped for this private key, or was changed since."""


class Damaged(SealBroken):
    """A record that was changed or cut, or is opened with another record's key: the box cannot tell these apart."""


class Misplaced(SealBroken):
    """A whole record in a place that is not its own."""


class TooLong(ValueError):
    """A body that is longer than the largest size class."""


@dataclass(frozen=True)
class Header:
    """Where a record belongs. ``record`` and ``conversation`` are random ids in hexadecimal."""

    record: str
    conversation: str
    kind: str
    sequence: int


@dataclass(frozen=True)
class KeyPair:
    """An X25519 key pair: ``public`` is stored, ``private`` only wrapped."""

    public: bytes
    private: bytes

    @classmethod
    def new(cls) -> "KeyPair":
        return cls.of(bytes(PrivateKey.generate()))

    @classmethod
    def of(cls, private: bytes) -> "KeyPair":
        """The pair that a private key of 32 bytes belongs to."""
        return cls(bytes(PrivateKey(private).public_key), private)


def new_key() -> bytes:
    """A random key for one record."""
    return random(KEY_BYTES)


# ── Bodies ─────────────────────────────────────────────────────────────────


def seal(body: dict[str, Any], header: Header, key: bytes) -> bytes:
    """A body under a record's key. Raises ``TooLong``, and ``TypeError`` for what JSON cannot hold."""
    content = {"version": VERSION, "header": asdict(header), "body": body}
    return bytes(SecretBox(key).encrypt(_padded(json.dumps(content, ensure_ascii=False).encode())))


def unseal(sealed: bytes, header: Header, key: bytes) -> dict[str, Any]:
    """The body of a record that stands where it belongs. Raises ``Damaged`` or ``Misplaced``."""
    try:
        content = json.loads(_unpadded(SecretBox(key).decrypt(sealed)))
    # Too short for a box at all, or no key: PyNaCl says these with errors of their own.
    except (CryptoError, ValueError, TypeError) as error:
        raise Damaged("This was changed since it was written, or its key belongs to something else.") from error
    if content["version"] != VERSION:
        raise Damaged(f"This was written in form {content['version']}, and this program reads form {VERSION}.")
    if content["header"] != asdict(header):
        raise Misplaced("This belongs to another place than the one in which it was found.")
    body: dict[str, Any] = content["body"]
    return body


def _padded(content: bytes) -> bytes:
    # At least one byte of padding is needed (ISO/IEC 7816-4).
    size = next((size for size in SIZES if len(content) < size), None)
    if size is None:
        raise TooLong(f"{len(content)} bytes, and the largest size is {SIZES[-1]}.")
    padded: bytes = sodium_pad(content, size)
    return padded


def _unpadded(padded: bytes) -> bytes:
    content: bytes = sodium_unpad(padded, len(padded))
    return content


# ── Keys ───────────────────────────────────────────────────────────────────


def wrap(key: bytes, public: bytes) -> bytes:
    """A key that only the holder of the private key to ``public`` can unwrap."""
    return bytes(SealedBox(PublicKey(public)).encrypt(key))


def unwrap(wrapped: bytes, private: bytes) -> bytes:
    """The key in a wrapping. Raises ``WrongKey``."""
    try:
        return bytes(SealedBox(PrivateKey(private)).decrypt(wrapped))
    except (CryptoError, ValueError, TypeError) as error:
        raise WrongKey("This key was wrapped for somebody else, or was changed since.") from error


def lock(secret: bytes, key: bytes) -> bytes:
    """A secret under a symmetric key of 32 bytes."""
    return bytes(SecretBox(key).encrypt(secret))


def unlock(locked: bytes, key: bytes) -> bytes:
    """The secret under a symmetric key. Raises ``WrongKey``."""
    try:
        return bytes(SecretBox(key).decrypt(locked))
    except (CryptoError, ValueError, TypeError) as error:
        raise WrongKey("This is not the key, or what it opens was changed since.") from error
