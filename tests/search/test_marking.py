"""The words that were found are marked where they stand in the original."""

import pytest

from idpwsp.search.folding import fold
from idpwsp.search.marking import marked, snippet
from tests.search.odd import ODD


def shown(pieces):
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Compensación por un delito", "compensacion", "[Compensación] por un delito"),
        ("Die Straße", "strasse", "Die [Straße]"),
        ("Die Straße", "ss", "Die Stra[ß]e"),
        ("ＡＢＣ and ﬁne", "bc fine", "Ａ[ＢＣ] and [ﬁne]"),
        ("한국 사람", "한국", "[한국] 사람"),
        ("長期租戶住宅", "租户", "長期[租戶]住宅"),
        ("Cafe\u0301 bar", "cafe", "[Cafe\u0301] bar"),
        ("You don’t have to", "dont", "You [don’t] have to"),
        ("Report, reporting", "report", "[Report], [report]ing"),
        ("a record of records", "record re", "a [record] of [record]s"),
        ("the green-card", "green card", "the [green]-[card]"),
        ("“john’s”", "john", "“[john]’s”"),
        ("nothing here", "zzz", "nothing here"),
        ("<b>bold</b>", "b", "<[b]>[b]old</[b]>"),
        ("", "word", ""),
    ],
)
def test_the_letters_of_the_original_are_marked(text, query, expected):
    assert shown(marked(text, fold(query).split())) == expected


def test_a_snippet_shows_the_first_hit_with_what_stands_round_it():
    text = "First words of it. " * 20 + "Here is the deadline of seven years. " + "And so it goes on. " * 20

    pieces = snippet(text, ["deadline"])

    assert [piece.text for piece in pieces if piece.is_hit] == ["deadline"]
    assert shown(pieces).startswith("… ")
    assert shown(pieces).endswith(" …")
    assert 100 < len(shown(pieces)) < 200
    assert all(word in text.split() for piece in pieces if not piece.is_hit for word in piece.text.strip("… ").split())


def test_a_short_text_is_shown_whole():
    assert shown(snippet("Short.", ["none"])) == "Short."


def test_without_a_hit_the_beginning_is_shown():
    assert shown(snippet("word " * 100, ["none"])).startswith("word word")


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_nothing_of_a_text_is_lost_or_added(text):
    words = ["a", "e", "word", *fold(text[:200]).split()]

    assert "".join(piece.text for piece in marked(text, words)) == text
    assert "".join(piece.text for piece in snippet(text, words)).removeprefix("… ").removesuffix(" …") in text
