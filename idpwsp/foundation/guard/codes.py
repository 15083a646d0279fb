"""Withdrawal codes: what a person writes down to take their words back later.

16 characters of Crockford's base32, which are 80 random bits, in groups of four: ``7K2Q-9XWM-04BC-TZ5H``. They hold no
I, L, O or U, which are misread on paper or make words.
"""

import hashlib
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
GROUP = 4
# Crockford: https://www.crockford.com/base32.html
_MISREAD = str.maketrans("OIL", "011")


def new() -> str:
    """A code that nobody has had before, as it is shown."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def read(text: str) -> str | None:
    """The 16 characters of a code as somebody has typed it, or None where it cannot be one.

    Small letters, spaces, any dashes, O for 0, I and L for 1, and the wide letters of Chinese keyboards are fine.
    """
    plain = unicodedata.normalize("NFKC", text).upper().translate(_MISREAD)
    # Separators, punctuation, and the invisible characters that are pasted along.
    code = "".join(character for character in plain if unicodedata.category(character)[0] not in "ZPC")
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def hash_of(text: str) -> str:
    """What is kept of a code: its SHA-256, in hexadecimal. Raises ``ValueError`` for what is no code.

    Salt and a slow hash protect what people think up, which can be guessed from a list. Here there is no list: who has
    stolen the hashes tries 2⁸⁰ codes, and a million hashes stored spare 20 bits of that. A fast hash without salt lets
    an entry be found by its code in an index, without a second number to write down.
    """
    code = read(text)
    if code is None:
        raise ValueError("not a withdrawal code")
    return hashlib.sha256(code.encode()).hexdigest()
