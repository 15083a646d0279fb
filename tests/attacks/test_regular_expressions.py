"""No pattern of ours takes longer and longer over what somebody types: not one of them repeats within a repetition.

A time is not measured. What explodes over these texts would never end; the alarm is there so that the run ends anyway.
"""

import ast
import importlib
import re
import signal
from re import _constants as opcodes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import pytest

from tests.attacks.reading import trees

ALARM = 60  # seconds
LENGTH = 5_000  # the longest text that a stranger may have published
TAKING_A_PATTERN = {"compile", "match", "fullmatch", "search", "findall", "finditer", "sub", "subn", "split"}
# Each round of the outer repetition begins and ends with a letter that nothing within it can be.
UNAMBIGUOUS = {
    "campaigns/feeds.py": r'<(?:a|img|source)\b(?:[^>"]|"[^"]*")*>',
    "idpwsp/foundation/richtext.py": r"\s*(<p>(\s|&nbsp;|<br>)*</p>\s*)*",
}
# What an operator sets, and nobody else.
NOT_SENT = {"idpwsp/env.py"}


def patterns():
    """(file, compiled pattern) of all: those of modules as they were made, the others as they are written."""
    found = {}
    for path, tree in trees():
        has_none = "RegexValidator" not in ast.unparse(tree)
        if path in NOT_SENT or (
            has_none
            and "re"
            not in {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
        ):
            continue
        module = importlib.import_module(path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
        made = [value for value in vars(module).values() if isinstance(value, re.Pattern)]
        made += [re.compile(text) for text in written(tree)]
        found |= {(path, each.pattern): each for each in made}
    return [(path, pattern) for (path, _text), pattern in sorted(found.items())]


def written(tree):
    """The patterns that stand in the code that uses them, and those of validators."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            of_re = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "re"
            if (of_re and name in TAKING_A_PATTERN) or name == "RegexValidator":
                yield node.args[0].value


def repeats_within(tree, inside=False):
    """Whether something that repeats without end stands in something that does."""
    for opcode, argument in tree:
        if opcode in (opcodes.MAX_REPEAT, opcodes.MIN_REPEAT):
            endless = argument[1] is opcodes.MAXREPEAT
            if (endless and inside) or repeats_within(argument[2], inside or endless):
                return True
        elif any(repeats_within(part, inside) for part in parts_of(argument)):
            return True
    return False


def parts_of(argument):
    if isinstance(argument, parser.SubPattern):
        return [argument]
    if isinstance(argument, tuple | list):
        return [part for each in argument for part in parts_of(each)]
    return []


def characters_in(pattern):
    """Those that a pattern itself names, and some of the kinds that it may mean."""
    named = {each for each in pattern.pattern if not each.isalnum() and each not in "\\[](){}|?*+^$"}
    return [*sorted(named)[:12], "a", "A", "1", " ", "\t", "\n", "<", "-", ".", "一"]


PATTERNS = patterns()


def test_all_of_them_are_found():
    files = {path for path, _pattern in PATTERNS}
    assert len(PATTERNS) > 40
    assert {
        "campaigns/marking.py",
        "idpwsp/foundation/guard/once.py",
        "idpwsp/foundation/page_cache/policy.py",
        "campaigns/models/reply.py",
        "resources/models/statement.py",
    } <= files


def test_none_repeats_within_a_repetition():
    nested = {
        path: pattern.pattern
        for path, pattern in PATTERNS
        if repeats_within(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE | re.UNICODE))
    }
    assert nested == UNAMBIGUOUS


@pytest.mark.parametrize("text", [r"(a+)+$", r"(?:a*b?)*c", r"((x|y)*z)*", r"(a|b+){2,}"])
def test_one_that_does_would_be_found(text):
    assert repeats_within(parser.parse(text))


@pytest.mark.parametrize(("path", "pattern"), PATTERNS, ids=[path for path, _pattern in PATTERNS])
def test_it_comes_to_an_end(path, pattern):
    def give_up(_signal, _frame):
        pytest.fail(f"{path}: {pattern.pattern!r} over {text[:20]!r} …")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(ALARM)
    try:
        for character in characters_in(pattern):
            for start in ("", "a", "1", "<p>"):
                text = start + character * LENGTH + "\0!"
                pattern.fullmatch(text)
                for _found in pattern.finditer(text):
                    pass
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_no_template_searches_words_for_addresses():
    """Django's own urlize and its like have had patterns that explode, more than once."""
    from tests.attacks.reading import ROOT

    slow = ("urlize", "striptags", "truncatewords_html", "truncatechars_html", "wordwrap")
    used = [
        path.name
        for path in (ROOT / "templates").rglob("*.html")
        if any(f"|{name}" in path.read_text(encoding="utf-8") for name in slow)
    ]
    assert used == []
