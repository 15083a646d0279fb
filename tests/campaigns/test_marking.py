"""What could show who or where somebody is gets marked for the moderator, and no word is ever changed."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from campaigns.marking import Kind, Piece, links_in, marked, shortened


def found(text: str) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in marked(text) if piece.kind]


@pytest.mark.parametrize(
    ("text", "kind", "what"),
    [
        # Phone numbers, as people write them and as they hide them
        ("Call 415-626-4114.", "phone", "415-626-4114"),
        ("Call (415) 626-4114 now", "phone", "(415) 626-4114"),
        ("Call 626-4114 now", "phone", "626-4114"),
        ("+1.415.626.4114", "phone", "+1.415.626.4114"),
        ("Llámame al +52 55 1234 5678, por favor", "phone", "+52 55 1234 5678"),
        ("it is 4 1 5 6 2 6 4 1 1 4 ok", "phone", "4 1 5 6 2 6 4 1 1 4"),
        ("it is 4*1*5*626*4114", "phone", "4*1*5*626*4114"),
        ("four one five six two six oh one", "phone", "four one five six two six oh one"),
        ("uno dos tres cuatro cinco seis siete", "phone", "uno dos tres cuatro cinco seis siete"),
        ("电话四一五六二六四一一四。", "phone", "四一五六二六四一一四"),
        ("电话４１５６２６４１１４。", "phone", "４１５６２６４１１４"),
        ("4\u200b156264114", "phone", "4\u200b156264114"),
        # Number plates
        ("A blue car, 7ABC123, stopped", "plate", "7ABC123"),
        ("A blue car, 7abc 123, stopped", "plate", "7abc 123"),
        ("truck 12345A6", "plate", "12345A6"),
        ("from Nevada: ABC 1234", "plate", "ABC 1234"),
        ("his plate was BADGUY", "plate", "plate was BADGUY"),
        ("la placa era xyz 99", "plate", "placa era xyz 99"),
        # Addresses
        ("He lives at 1950 Mission St, Apt 4 now", "address", "1950 Mission St, Apt 4"),
        ("at 12b o’farrell street", "address", "12b o’farrell street"),
        ("near 16th and Mission", "address", "16th and Mission"),
        ("near Mission & 16th", "address", "Mission & 16th"),
        ("Find us at 16th and Mission on Fridays", "address", "us at 16th and Mission"),
        ("on the corner of turk and hyde", "address", "corner of turk and hyde"),
        ("on Turk Street", "address", "Turk Street"),
        ("in room 214", "address", "room 214"),
        ("CA 94103", "address", "94103"),
        ("PO Box 1412", "address", "PO Box 1412"),
        ("Vivo en la calle Valencia 24", "address", "calle Valencia 24"),
        ("vivo en calle mision numero 2300", "address", "calle mision numero 2300"),
        ("en la Calle de Misión", "address", "Calle de Misión"),
        ("esquina de Turk y Hyde", "address", "esquina de Turk y Hyde"),
        ("en la 16 y Mission", "address", "la 16 y Mission"),
        # E-mail, links, handles
        ("ana.luz+x@mail.example.org!", "email", "ana.luz+x@mail.example.org"),
        ("ana (at) example (dot) com", "email", "ana (at) example (dot) com"),
        ("ana arroba ejemplo punto com", "email", "ana arroba ejemplo punto com"),
        ("see https://x.example/y?z=1 there", "link", "https://x.example/y?z=1"),
        ("see www.example there", "link", "www.example"),
        ("see example.com/foo there", "link", "example.com/foo"),
        ("soy @ana_luz", "handle", "@ana_luz"),
        ("write me, IG: ana_luz", "handle", "IG: ana_luz"),
        # Names
        ("Then Maria Lopez said", "name", "Maria Lopez"),
        ("con María de la Cruz ayer", "name", "María de la Cruz"),
        ("and Maria G. Lopez too", "name", "Maria G. Lopez"),
        ("it was ANA LOPEZ who", "name", "ANA LOPEZ"),
        ("only Ana and Luz know", "name", "Ana and Luz"),
        ("my name is rosa and", "name", "rosa"),
        ("me llamo rosa Pérez.", "name", "rosa Pérez"),
        ("soy Rosa", "name", "Rosa"),
        ("an officer Jones came", "name", "Jones"),
        ("el sargento Núñez vino", "name", "Núñez"),
        ("我叫王小明，", "name", "王小明"),
        ("tên tôi là Lan", "name", "Lan"),
    ],
)
def test_it_is_marked(text, kind, what):
    assert (kind, what) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "The police did nothing. They never do.",
        "SB 357 became law in 2022, and SB233 in 2019.",
        "It was won on 2013-12-12, after 30 years.",
        "In 2013, 2014, 2015 we went on.",
        "$1,000,000 for 500 women on the street",
        "La mujer en la calle donde trabajo no dijo nada.",
        "San Francisco and Los Angeles. New Zealand.",
        "I am tired of this. Soy madre.",
        "on the 16th of the 1980s",
        "Call me at six.",
        "我们要求安全。",
        "",
    ],
)
def test_plain_words_are_left_alone(text):
    assert found(text) == []


def test_each_thing_is_marked_by_itself():
    text = "Ana Lopez, 415-626-4114, ana@example.org"
    assert found(text) == [("name", "Ana Lopez"), ("phone", "415-626-4114"), ("email", "ana@example.org")]


def test_links_are_counted():
    assert links_in("www.a.example, b.com and http://c.example. Not this.") == 3


@pytest.mark.parametrize("limit", [0, 3, 10, 100])
def test_a_long_text_is_cut_between_marks_and_says_what_is_left_out(limit):
    pieces = marked("Words before Ana Lopez and after 415-626-4114.")
    shown, rest, marks = shortened(pieces, limit)
    assert sum(len(piece.text) for piece in shown) + rest == len("Words before Ana Lopez and after 415-626-4114.")
    assert sum(piece.kind is not None for piece in shown) + marks == 2
    assert all(piece.text in ("Ana Lopez", "415-626-4114") for piece in shown if piece.kind)


# What such texts are made of, so that chance finds the ways in which patterns meet.
PARTS = st.sampled_from(
    ["a", "A", "1", " ", ".", "@", "-", "/", "(", ")", "at", "dot", "st", "and", "calle ", "my name is ", "Ana ",
     "de ", "www.", "http://", "一", "街", "我叫", "plate ", "one ", "\n", "'", "’", "+", "\u200b", "İ", "ß", "🙂"]
)  # fmt: skip
TEXTS = st.text(max_size=5000) | st.lists(PARTS, max_size=400).map("".join)
# Every repetition that a pattern could stumble over: one that explodes would never end here.
REPEATED = st.builds(lambda part, tail: (part * 5000)[:4900] + tail, st.lists(PARTS, min_size=1).map("".join), TEXTS)


@settings(deadline=None)
@given(TEXTS)
@example("a" * 5000)
@example("Aa and " * 700)
def test_the_pieces_together_are_the_text(text):
    pieces = marked(text)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)


@settings(deadline=None, max_examples=25)
@given(REPEATED)
def test_it_comes_to_an_end_whatever_is_repeated(text):
    assert "".join(piece.text for piece in marked(text)) == text


def test_a_piece_of_plain_text_has_no_kind():
    assert marked("Hello") == [Piece("Hello")]
    assert {kind.value for kind in Kind} == {"email", "link", "handle", "phone", "address", "plate", "name"}
