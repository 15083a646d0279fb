"""What templates make of numbers and titles."""

import pytest

from idpwsp.foundation.templatetags.foundation import clauses, tel


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("415-626-4114", "+14156264114"),
        ("(415) 626 4114", "+14156264114"),
        ("1-800-656-4673", "+18006564673"),
        ("+1 800 656 4673", "+18006564673"),
        ("911", "911"),
        ("233733", "233733"),
        ("", ""),
    ],
)
def test_a_number_as_readers_know_it_can_be_called(number, address):
    assert tel(number) == address


def test_nothing_but_digits_reaches_the_address():
    assert tel('415-626-4114"><script>') == "+14156264114"


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("When sex workers aren’t safe, no woman is safe.", ("When sex workers aren’t safe, ", "no woman is safe.")),
        ("One, two, three", ("One, two, ", "three")),
        ("性工作者不安全，就沒有女人安全", ("性工作者不安全，", "就沒有女人安全")),
        ("No comma", ("No comma", "")),
        ("1,000 women", ("1,000 women", "")),
        ("", ("", "")),
    ],
)
def test_a_title_falls_into_two_at_its_last_comma(title, parts):
    assert clauses(title) == parts
