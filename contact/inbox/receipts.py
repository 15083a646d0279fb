"""Receipts: the number with which whoever wrote to us comes back. Knows nothing of Django.

18 random digits, which are 59 bits, and two check digits (ISO/IEC 7064, MOD 97-10), in five groups of four. Digits
alone can be typed on every keyboard and read out in every language. One guess costs an Argon2id.
"""

import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from nacl.encoding import RawEncoder
from nacl.hash import blake2b

from contact.inbox.derivation import Cost, derive
from contact.inbox.sealing import KeyPair

RANDOM_DIGITS = 18
LENGTH = RANDOM_DIGITS + 2
GROUP = 4


class NotAReceipt(ValueError):
    """What was typed cannot be a receipt."""


class WrongLength(NotAReceipt):
    """Not 20 digits. ``digits`` is how many there were."""

    def __init__(self, digits: int) -> None:
        super().__init__(f"{digits} digits, and a receipt has {LENGTH}")
        self.digits = digits


class Mistyped(NotAReceipt):
    """20 digits, of which at least one is wrong or two are swapped."""


@dataclass(frozen=True)
class Receipt:
    """A number and what follows from it. The server keeps ``id`` and the public key, never the number.

    ``salt`` is that with which it was derived.
    """

    number: str
    id: bytes
    keys: KeyPair
    salt: bytes

    @property
    def shown(self) -> str:
        """As it is shown and written down: ``1234 5678 9012 3456 7890``."""
        return grouped(self.number)


def new() -> str:
    """A number that nobody has had before: 20 digits."""
    digits = f"{secrets.randbelow(10**RANDOM_DIGITS):0{RANDOM_DIGITS}}"
    return digits + check_digits(digits)


def check_digits(digits: str) -> str:
    """The two digits that make a number leave 1 when it is divided by 97."""
    return f"{98 - int(digits) * 100 % 97:02}"


def read(text: str) -> str:
    """The 20 digits of a receipt as somebody has typed it. Raises ``WrongLength`` or ``Mistyped``.

    Spaces and dashes do not matter, and the digits of any script will do.
    """
    digits = "".join(str(unicodedata.decimal(each)) for each in text if unicodedata.decimal(each, None) is not None)
    if len(digits) != LENGTH:
        raise WrongLength(len(digits))
    if int(digits) % 97 != 1:
        raise Mistyped
    return digits


def grouped(number: str) -> str:
    return " ".join(number[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def derived(number: str, salt: bytes, cost: Cost, line: Path) -> Receipt:
    """What follows from a number. Takes a tenth of a second. Raises ``derivation.Busy``."""
    root = derive(number.encode(), salt, cost, 32, line)
    # Neither part tells anything about the other.
    return Receipt(number, _part(root, b"lookup"), KeyPair.of(_part(root, b"x25519")), salt)


def _part(root: bytes, purpose: bytes) -> bytes:
    part: bytes = blake2b(b"", digest_size=32, key=root, person=purpose, encoder=RawEncoder)
    return part
