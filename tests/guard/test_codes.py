"""Withdrawal codes: random, easy to copy by hand, and kept as nothing but a hash."""

import re

import pytest

from idpwsp.foundation.guard import codes

SHAPE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}")
CODE = "7K2Q-9XWM-04B1-TZ5H"


def test_it_works():
    code = codes.new()
    assert SHAPE.fullmatch(code)
    assert codes.read(code) == code.replace("-", "")


def test_no_two_are_alike_and_every_character_is_used():
    made = {codes.new() for _ in range(1000)}
    assert len(made) == 1000
    assert set("".join(made)) == {*codes.ALPHABET, "-"}


@pytest.mark.parametrize(
    "typed",
    [
        "7K2Q-9XWM-04B1-TZ5H",
        "7k2q 9xwm 04b1 tz5h",
        "7K2Q9XWM04B1TZ5H",
        "  7K2Q–9XWM—04B1 ‑ TZ5H.\n",
        "7K2Q-9XWM-O4BI-TZ5H",
        "7k2q-9xwm-o4bl-tz5h",
        "７Ｋ２Ｑ－９ＸＷＭ－０４Ｂ１－ＴＺ５Ｈ",
        "7K2Q\u200b-9XWM\u00a004B1\ufeffTZ5H",
    ],
)
def test_it_is_read_however_it_was_typed(typed):
    assert codes.read(typed) == "7K2Q9XWM04B1TZ5H"
    assert codes.hash_of(typed) == codes.hash_of(CODE)


@pytest.mark.parametrize(
    "typed",
    ["", "-", "7K2Q-9XWM-04B1-TZ5", "7K2Q-9XWM-04B1-TZ5HH", "7K2Q-9XWM-04B1-TZ5U", "7K2Q-9XWM-04B1-TZ5é", "😀" * 16,
     "٧" * 16, "a" * 100_000, "\x00"],
)  # fmt: skip
def test_what_is_no_code_is_known(typed):
    assert codes.read(typed) is None
    with pytest.raises(ValueError, match="not a withdrawal code"):
        codes.hash_of(typed)


def test_only_the_hash_is_kept():
    # SHA-256 of "7K2Q9XWM04B1TZ5H", by sha256sum.
    assert codes.hash_of(CODE) == "da39072d8538c6bb054babe36a6fa1ddfba7d4c3ddb0a47a5ac461826ac00c2c"
