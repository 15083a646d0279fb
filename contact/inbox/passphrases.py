"""Passphrases of keyholders, and the code on the recovery sheet. Knows nothing of Django.

A passphrase is made of words that are drawn at random: nobody is asked to think of one. Six words of a list of 7,776
(EFF's long list, in the library xkcdpass) are worth 77 bits, before Argon2id.
"""

import secrets
import unicodedata
from functools import cache

from nacl.encoding import RawEncoder
from nacl.hash import blake2b
from xkcdpass import xkcd_password

from contact.inbox.sealing import KeyPair

WORDS = 6
# Crockford's base32, as for withdrawal codes: https://www.crockford.com/base32.html
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHEET_LENGTH = 28  # 140 bits; DESIGN asks for 128
SHEET_GROUP = 4
_MISREAD = str.maketrans("OIL", "011")


def new() -> str:
    """Six random words, such as "pagan litter circling shallow oak tutor"."""
    return " ".join(secrets.choice(_words()) for _ in range(WORDS))


@cache
def _words() -> list[str]:
    file = xkcd_password.locate_wordfile("eff-long")
    words: list[str] = xkcd_password.generate_wordlist(wordfile=file, min_length=3, max_length=9)
    return words


def read(text: str) -> str:
    """A passphrase as it was typed, made plain: small letters, single spaces, hyphens as spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(each if each.isalnum() else " " for each in plain).split())


def new_sheet_code() -> str:
    """The code of a recovery sheet, as it is printed: seven groups of four."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(SHEET_LENGTH))
    return "-".join(code[start : start + SHEET_GROUP] for start in range(0, SHEET_LENGTH, SHEET_GROUP))


def read_sheet_code(text: str) -> str | None:
    """The 28 characters of a sheet's code as somebody has typed it, or None where it cannot be one."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_MISREAD)
    code = "".join(each for each in plain if each.isalnum())
    return code if len(code) == SHEET_LENGTH and set(code) <= set(ALPHABET) else None


def sheet_keys(code: str) -> KeyPair:
    """The key pair of a recovery sheet. The code is random and long: a fast hash is enough.

    Raises ``ValueError`` for what is no code.
    """
    read_code = read_sheet_code(code)
    if read_code is None:
        raise ValueError("not the code of a recovery sheet")
    private = blake2b(read_code.encode(), digest_size=32, person=b"sheet", encoder=RawEncoder)
    return KeyPair.of(private)
