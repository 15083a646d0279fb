"""Text as search compares it."""

import pytest

from idpwsp.search.folding import fold, fold_with_places
from tests.search.odd import ODD

EACH_ODD = pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Compensación", "compensacion"),
        ("POLICE Report", "police report"),
        ("chiến dịch", "chien dich"),
        ("Đường", "duong"),
        ("租戶", "租户"),
        ("受害者賠償", "受害者赔偿"),
        ("ＡＢＣ　１２３", "abc 123"),
        ("Straße", "strasse"),
        ("Łódź, Ærø, œuvre", "lodz aero oeuvre"),
        ("don’t", "dont"),
        ("don't", "dont"),
        ("‘bad date’", "bad date"),
        ("self-help", "self help"),
        ("1-800-777-9229", "1 800 777 9229"),
        ("U.S. $1,000 (100%)", "u s 1 000 100"),
        ("a_b%c", "a b c"),
        ("vic­tim", "victim"),
        ("ﬁne", "fine"),
        ("  two \t\n words ", "two words"),
        ("🌂!?…“”", ""),
        ("́̂", ""),
        ("\x00\x07\ud800", ""),
        ("", ""),
    ],
)
def test_what_does_not_matter_is_gone(text, folded):
    assert fold(text) == folded


def test_composed_and_decomposed_are_the_same():
    assert fold("é") == fold("é") == "e"
    assert fold("한국") == fold("한국")


@EACH_ODD
def test_it_never_fails_and_folding_twice_changes_nothing(text):
    folded = fold(text)

    assert fold(folded) == folded
    assert folded == " ".join(folded.split())


@EACH_ODD
def test_every_folded_character_knows_its_place(text):
    folded = fold_with_places(text)

    assert len(folded.text) == len(folded.places)
    assert folded.places == sorted(folded.places)
    assert all(0 <= place < len(text) for place in folded.places)
    assert fold(text) == " ".join(folded.text.split())
