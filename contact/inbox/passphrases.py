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
PART_TYPED_BACK = (3, 6)  # groups of the code, counted from one
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


def is_made_here(text: str) -> bool:
    """Whether it could come from ``new``: six words of the list. A page brings back what it has shown."""
    words = text.split(" ")
    return len(words) == WORDS and set(words) <= set(_words())


def new_sheet_code() -> str:
    """The code of a recovery sheet, as it is printed: seven groups of four."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(SHEET_LENGTH)))


def read_sheet_code(text: str) -> str | None:
    """The 28 characters of a sheet's code as somebody has typed it, or None where it cannot be one."""
    code = _plain(text)
    return code if len(code) == SHEET_LENGTH and set(code) <= set(ALPHABET) else None


def is_sheet_code_as_printed(text: str) -> bool:
    """Whether it could come from ``new_sheet_code``, groups and all."""
    code = read_sheet_code(text)
    return code is not None and text == _grouped(code)


def _grouped(code: str) -> str:
    return "-".join(code[start : start + SHEET_GROUP] for start in range(0, SHEET_LENGTH, SHEET_GROUP))


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).upper().translate(_MISREAD)
    return "".join(each for each in plain if each.isalnum())


def is_part_of_sheet(text: str, code: str) -> bool:
    """Whether somebody has typed the third and the sixth group of a sheet's code, and so has it on paper."""
    groups = code.split("-")
    return _plain(text) == "".join(groups[number - 1] for number in PART_TYPED_BACK)


def sheet_keys(code: str) -> KeyPair:
    """The key pair of a recovery sheet. The code is random and long: a fast hash is enough.

    Raises ``ValueError`` for what is no code.
    """
    read_code = read_sheet_code(code)
    if read_code is None:
        raise ValueError("not the code of a recovery sheet")
    private = blake2b(read_code.encode(), digest_size=32, person=b"sheet", encoder=RawEncoder)
    return KeyPair.of(private)
