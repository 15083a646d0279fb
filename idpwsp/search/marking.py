"""Marking what was found: a title or a few lines of text as pieces, of which some are the words looked for."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from idpwsp.search.folding import fold_with_places

# In characters.
SNIPPET = 160
BEFORE = 50

_BETWEEN_SPACES = re.compile(r"\S+")


@dataclass(frozen=True)
class Piece:
    text: str
    is_hit: bool = False


def marked(text: str, words: Iterable[str]) -> list[Piece]:
    """The whole text in pieces."""
    return _pieces(text, hits(text, words))


def snippet(text: str, words: Iterable[str]) -> list[Piece]:
    """About 160 characters round the first hit, in pieces, with an ellipsis where something is left out."""
    spans = hits(text, words)
    begin = _word_start(text, spans[0][0] - BEFORE if spans else 0)
    end = _word_end(text, max(begin + SNIPPET, spans[0][1] if spans else 0))
    inside = [(start - begin, min(stop, end) - begin) for start, stop in spans if begin <= start < end]
    pieces = _pieces(text[begin:end], inside)
    return [*[Piece("… ")] * (begin > 0), *pieces, *[Piece(" …")] * (end < len(text))]


def hits(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """(start, end) of each place in the original where a word occurs; what overlaps or touches is one."""
    words = list(words)
    found = []
    # Between spaces, since no word that is looked for has one.
    for match in _BETWEEN_SPACES.finditer(text):
        folded = fold_with_places(match[0])
        for word in words:
            at = folded.text.find(word)
            while word and at >= 0:
                start, end = folded.places[at], _end(match[0], folded.places[at + len(word) - 1])
                found.append((match.start() + start, match.start() + end))
                at = folded.text.find(word, at + len(word))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _end(text: str, last: int) -> int:
    """The place after a character and the marks that combine with it."""
    end = last + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _pieces(text: str, spans: list[tuple[int, int]]) -> list[Piece]:
    pieces, at = [], 0
    for start, end in spans:
        pieces += [Piece(text[at:start]), Piece(text[start:end], is_hit=True)]
        at = end
    return [piece for piece in [*pieces, Piece(text[at:])] if piece.text]


def _word_start(text: str, at: int) -> int:
    """The beginning of the word at a place, unless it is too far off (Chinese has no spaces)."""
    if at <= 0:
        return 0
    space = text.find(" ", at, at + 20)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - 20, at)
    return space if space > 0 else at
