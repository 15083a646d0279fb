"""What people, and others, may type."""

import random
import unicodedata


def _any_characters(seed: int) -> str:
    """Anything that Unicode has, the same each time."""
    chance = random.Random(seed)  # noqa: S311 - the same each time
    return "".join(chr(chance.randrange(0x110000)) for _character in range(400))


ODD = {
    "quote": "'",
    "double quote": '"',
    "quotes": '"\'\'""`´“”',
    "apostrophe": "don't",
    "10,000 letters": "a" * 10_000,
    "10,000 words": "word " * 2_000,
    "many different words": " ".join(f"w{number}" for number in range(500)),
    "NUL": "a\x00b",
    "control characters": "".join(map(chr, range(32))) + "\x7f\x80\x9f",
    "line breaks": "a\r\nb\u2028c\u2029d",
    "lone surrogates": "a\ud800b\udfff",
    "noncharacters": "\ufffe\uffff\U0010ffff",
    "SQL": "'; DROP TABLE search_entry; --",
    "SQL 2": "1' OR '1'='1",
    "wildcards": "%_*?[a-z]\\",
    "pattern": "(a+)+$",
    "query language": 'NEAR(a b) AND NOT "c" title:*',
    "markup": "<script>alert(1)</script><b>x",
    "attribute": '" autofocus onfocus="alert(1)',
    "template": "{{ organisation }}{% now 'Y' %}${7*7}",
    "emoji": "🌂👩‍👩‍👧‍👦🏳️‍🌈",
    "punctuation": "?!…—",
    "space": " \t\u00a0\u3000 ",
    "right to left": "שלום مرحبا \u202eabc\u202c",
    "combining marks alone": "\u0301\u0302\u20dd",
    "many marks": "e" + "\u0301" * 500,
    "one letter": "e",
    "expanding": "\ufdfa" * 300,
    "Hangul": "한국어",
    "Thai": "ภาษาไทย",
    "Devanagari": "हिन्दी",
    "Chinese": "租戶權利賠償期限",
    "long number": "9" * 300,
    "path": "../../etc/passwd",
    "any characters": _any_characters(1),
    "more of them": _any_characters(2),
    "everything decomposed": unicodedata.normalize("NFD", "ǖṩ가ệ"),
}
