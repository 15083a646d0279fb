"""Text as search compares it: without accents, case, width or punctuation, traditional Chinese as simplified.

Folded character by character, so that every folded character knows its place in the original and the words that
were found can be marked there.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from opencc import OpenCC

# Letters that Unicode does not take apart (Vietnamese, Polish, Danish, Turkish, French).
_LETTERS = {"đ": "d", "ł": "l", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe"}
# Part of a word in "don’t": gone, so that "dont" finds it too.
_APOSTROPHES = "'’‘ʼ`´′＇"
_HAN = (("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))


@dataclass(frozen=True)
class Folded:
    """Folded text, and for each of its characters the place in the original that it comes from."""

    text: str
    places: list[int]


def fold(text: str) -> str:
    """Lower-case words with single spaces between them; empty where there is no letter and no digit."""
    return " ".join("".join(map(_fold_character, text)).split())


# For texts of our own, never for what readers type: that must not stay in memory.
@lru_cache(maxsize=10_000)
def fold_with_places(text: str) -> Folded:
    """As ``fold``, but with all the space that was there, and with places."""
    folded, places = [], []
    for place, character in enumerate(text):
        for each in _fold_character(character):
            folded.append(each)
            places.append(place)
    return Folded("".join(folded), places)


def is_han(character: str) -> bool:
    """Whether it is a Chinese character."""
    return any(first <= character <= last for first, last in _HAN)


@lru_cache(maxsize=10_000)  # bounded: what readers type comes through here, one character at a time
def _fold_character(character: str) -> str:
    if character in _APOSTROPHES:
        return ""
    # Twice: taking apart can yield capitals, and lower case something to take apart.
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(map(_fold_part, plain))


def _fold_part(character: str) -> str:
    category = unicodedata.category(character)
    # Marks that combine, and what only shapes a line (soft hyphens, joiners, directions).
    if unicodedata.combining(character) or category == "Cf":
        return ""
    if category[0] not in "LNM":
        return " "
    return _simplified().convert(character) if is_han(character) else _LETTERS.get(character, character)


@cache
def _simplified() -> OpenCC:
    return OpenCC("t2s")
