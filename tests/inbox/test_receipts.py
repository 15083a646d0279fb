"""Numbers: every slip of the pen is noticed, and every way of typing one is read."""

import contextlib
import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contact.inbox import receipts
from contact.inbox.derivation import Cost
from contact.inbox.receipts import Mistyped, NotAReceipt, WrongLength

numbers = st.integers(0, 10**receipts.RANDOM_DIGITS - 1).map(
    lambda each: f"{each:018}{receipts.check_digits(f'{each:018}')}"
)
# The zero of each script that has digits: the nine others follow it (Unicode, section 4.6).
ZEROS = [code for code in range(sys.maxunicode + 1) if unicodedata.decimal(chr(code), None) == 0]
NONE, HIGHEST = "00000000000000000098", "99999999999999999928"


@given(numbers)
@example(NONE)
def test_a_number_is_read_as_it_is_shown(number):
    shown = receipts.grouped(number)
    assert [len(group) for group in shown.split(" ")] == [4] * 5
    assert receipts.read(shown) == number


@given(numbers)
@example(NONE)
def test_every_single_wrong_digit_is_noticed(number):
    for place in range(receipts.LENGTH):
        for digit in "0123456789":
            if digit != number[place]:
                with pytest.raises(Mistyped):
                    receipts.read(number[:place] + digit + number[place + 1 :])


@given(numbers)
@example(NONE)
def test_every_two_swapped_neighbors_are_noticed(number):
    for place in range(receipts.LENGTH - 1):
        one, other = number[place : place + 2]
        if one != other:
            with pytest.raises(Mistyped):
                receipts.read(number[:place] + other + one + number[place + 2 :])


@given(numbers)
def test_two_groups_in_the_wrong_order_are_noticed(number):
    groups = receipts.grouped(number).split(" ")
    swapped = "".join([groups[1], groups[0], *groups[2:]])
    # A difference that 97 divides cannot be noticed: one pair of groups in 97.
    if (int(groups[0]) - int(groups[1])) % 97:
        with pytest.raises(Mistyped):
            receipts.read(swapped)


@given(numbers, st.integers(0, 19))
def test_a_missing_digit_is_noticed_and_counted(number, place):
    with pytest.raises(WrongLength) as raised:
        receipts.read(number[:place] + number[place + 1 :])
    assert raised.value.digits == 19


@given(numbers, st.integers(0, 19), st.sampled_from("0123456789"))
def test_so_is_one_too_many(number, place, digit):
    with pytest.raises(WrongLength) as raised:
        receipts.read(number[:place] + digit + number[place:])
    assert raised.value.digits == 21


@given(numbers, st.lists(st.sampled_from([" ", "-", "\u2011", "\u00a0", ".", "\t", "\n", "/", "\u200f"]), max_size=20))
def test_what_stands_between_digits_does_not_matter(number, between):
    typed = "".join(digit + (between[place] if place < len(between) else "") for place, digit in enumerate(number))
    assert receipts.read(typed) == number


@given(numbers, st.sampled_from(ZEROS))
@example(HIGHEST, 0x0660)
def test_the_digits_of_any_script_are_read(number, zero):
    assert receipts.read("".join(chr(zero + int(digit)) for digit in number)) == number


@given(st.text())
def test_no_text_at_all_breaks_the_reading(text):
    with contextlib.suppress(NotAReceipt):
        assert len(receipts.read(text)) == receipts.LENGTH


@pytest.mark.parametrize("digits", ["0" * 18, "9" * 18, "0" * 17 + "1"])
def test_leading_zeros_are_kept(digits):
    number = digits + receipts.check_digits(digits)
    assert len(number) == receipts.LENGTH
    assert receipts.read(number) == number


def test_a_new_number_keeps_its_zeros_too(monkeypatch):
    monkeypatch.setattr(receipts.secrets, "randbelow", lambda most: 7)
    assert receipts.new().startswith("0" * 17 + "7")


def test_new_numbers_are_read_and_none_comes_twice():
    found = {receipts.new() for _each in range(1000)}
    assert len(found) == 1000
    assert {receipts.read(number) for number in found} == found


def test_superscripts_and_number_words_are_no_digits():
    with pytest.raises(WrongLength):
        receipts.read("²" * 20)
    with pytest.raises(WrongLength):
        receipts.read("一" * 20)


@pytest.mark.parametrize("text", ["1234 5678", NONE[:-1] + "7"])
def test_no_error_carries_the_number(text):
    with pytest.raises(NotAReceipt) as raised:
        receipts.read(text)
    assert text not in f"{raised.value!r} {raised.value}"


def test_another_number_salt_or_cost_leads_elsewhere(tmp_path):
    line, cost = tmp_path / "line", Cost(8192, 1)
    found = [
        receipts.derived(NONE, bytes(16), cost, line),
        receipts.derived(HIGHEST, bytes(16), cost, line),
        receipts.derived(NONE, b"\1" * 16, cost, line),
        receipts.derived(NONE, bytes(16), Cost(8192, 2), line),
        receipts.derived(NONE, bytes(16), Cost(16384, 1), line),
    ]
    assert len({each.id for each in found}) == len({each.keys.public for each in found}) == 5
    assert not {each.id for each in found} & {each.keys.private for each in found}
    assert receipts.derived(NONE, bytes(16), cost, line) == found[0]
