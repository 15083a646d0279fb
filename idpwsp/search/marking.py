"""Marking what was found: a title or a few lines of text as pieces, of which some are the words looked for."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, takewhile

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
    start, stop = first = next(spans, (0, 0))
    begin = _word_start(text, start - BEFORE)
    end = _word_end(text, max(begin + SNIPPET, stop))
    inside = takewhile(lambda span: span[0] < end, chain([first], spans))
    pieces = _pieces(text[begin:end], ((start - begin, min(stop, end) - begin) for start, stop in inside))
    return [*[Piece("… ")] * (begin > 0), *pieces, *[Piece(" …")] * (end < len(text))]


def hits(text: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """(start, end) of each place in the original where a word occurs, in order; what overlaps or touches is one."""
    words = list(words)
    # Between spaces, since no word that is looked for has one.
    for match in _BETWEEN_SPACES.finditer(text):
        for start, stop in _joined(_hits_in(match[0], words)):
            yield match.start() + start, match.start() + stop


def _hits_in(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    folded = fold_with_places(text)
    for word in words:
        at = folded.text.find(word)
        while word and at >= 0:
            yield folded.places[at], _end(text, folded.places[at + len(word) - 1])
            at = folded.text.find(word, at + len(word))


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
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


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> list[Piece]:
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
