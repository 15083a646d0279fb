"""What in a stranger's words could show who or where somebody is: found, and marked for the moderator.

Pure Python. It never changes a word: the pieces, put together, are the text. It marks too much rather than too little,
and cannot know everything; a person decides. English and Spanish above all, a little of the site's other languages.

Time grows with the length alone, whatever stands in the text: every repetition in the patterns is bounded, or can
match in one way only. ``bench/marking.py`` measures it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from campaigns.name_words import AFTER, JOINING, NO_NAMES, PARTICLES, TITLES

Span = tuple[int, int]


class Kind(StrEnum):
    """What a piece may be. The first kind that claims a character has it."""

    EMAIL = "email"
    LINK = "link"
    HANDLE = "handle"
    PHONE = "phone"
    ADDRESS = "address"
    PLATE = "plate"
    NAME = "name"


@dataclass(frozen=True)
class Piece:
    """A stretch of the text; ``kind`` is None where nothing is marked."""

    text: str
    kind: Kind | None = None


def marked(text: str) -> list[Piece]:
    """The whole text in pieces, in its order."""
    owner: list[tuple[Kind, int] | None] = [None] * len(text)
    for kind, find in _FINDERS.items():
        for number, (start, end) in enumerate(find(text)):
            for place in range(start, end):
                if owner[place] is None:
                    owner[place] = (kind, number)
    pieces: list[Piece] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or owner[place] != owner[start]:
            mark, piece = owner[start], text[start:place]
            # What is left between two others may be a mere space.
            says_something = any(character.isalnum() for character in piece)
            pieces.append(Piece(piece, mark[0] if mark and says_something else None))
            start = place
    return pieces


def shortened(pieces: Iterable[Piece], limit: int) -> tuple[list[Piece], int, int]:
    """The pieces up to about ``limit`` characters, never cutting a marked one; how many characters and how many
    marks are left out."""
    shown: list[Piece] = []
    rest = marks = 0
    room = limit
    for piece in pieces:
        if room <= 0:
            rest += len(piece.text)
            marks += piece.kind is not None
        elif piece.kind is None and len(piece.text) > room:
            shown.append(Piece(piece.text[:room]))
            rest, room = len(piece.text) - room, 0
        else:
            shown.append(piece)
            room -= len(piece.text)
    return shown, rest, marks


def links_in(text: str) -> int:
    """How many links and bare domains stand in a text."""
    return sum(piece.kind is Kind.LINK for piece in marked(text))


# ── E-mail, links, handles ─────────────────────────────────────────────────

_DOMAIN_ENDS = (
    "com|org|net|info|edu|gov|mil|biz|app|dev|xyz|online|site|shop|club|link|page|blog|live|chat|me|tv|io|co|cc|ly|gg|"
    "gl|us|ca|mx|uk|es|de|fr|it|nl|eu|ru|cn|tw|hk|jp|kr|ph|vn|th|in|au|nz|br|ar|onion"
)
_AT = r"(?:\s{0,2}[@＠]\s{0,2}|\s?[(\[]\s?(?:at|arroba)\s?[)\]]\s?|\s(?:at|arroba)\s)"
_DOT = r"(?:[.．]|\s?[(\[]\s?(?:dot|punto)\s?[)\]]\s?|\s(?:dot|punto)\s)"
_EMAIL = re.compile(rf"[\w.+'-]{{1,64}}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,6}}", re.IGNORECASE)
_LINK = re.compile(
    r"\b(?:https?|hxxps?|ftp)://?[^\s<>]{1,500}"
    r"|\bwww\.[^\s<>]{1,300}"
    rf"|\b[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,4}}\.(?:{_DOMAIN_ENDS})\b(?:[/?#][^\s<>]{{0,300}})?"
    r"|\b[\w-]{1,63}\s?[(\[]\s?(?:dot|punto)\s?[)\]]\s?\w{2,12}\b",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?<![\w@.])[@＠]\w[\w.]{1,30}"
    r"|\b(?:ig|insta|instagram|snap|snapchat|whatsapp|telegram|tiktok|facebook|fb|wechat|微信|line|zalo|viber)"
    r"(?:[ ]id)?[ ]?[:：=][ ]?[\w.]{2,30}",
    re.IGNORECASE,
)

# ── Phone numbers ──────────────────────────────────────────────────────────

# Digits of all scripts, circled ones, Chinese numerals (幺 and 两 as they are read out), and numbers in words.
_DIGIT = (
    r"(?:[\d①-⑨⓪〇零一二三四五六七八九两兩幺壹贰叁肆伍陆柒捌玖]"
    r"|\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine"
    r"|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)\b)"
)
# With what people put between digits to hide them: dots, invisible characters, the frame of an emoji digit.
_BETWEEN = r"[\s.·•*_()（）/+\-‐‑–—−－\u200b-\u200d\u2060\ufe0f\u20e3]"
_PHONE = re.compile(rf"[+＋(（]{{0,2}}{_DIGIT}(?:{_BETWEEN}{{0,4}}{_DIGIT}){{6,}}", re.IGNORECASE)
_DATE = re.compile(r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{4}")


def _phones(text: str) -> Iterator[Span]:
    for found in _PHONE.finditer(text):
        if not _DATE.fullmatch(found[0]):
            yield found.span()


# ── Addresses ──────────────────────────────────────────────────────────────

_GAP = r"[ \t,]{1,3}"
_STREETS = (
    "street|st|avenue|ave|av|boulevard|blvd|road|rd|lane|ln|drive|dr|court|ct|place|pl|way|terrace|alley|plaza|"
    "parkway|pkwy|highway|hwy|freeway|fwy|circle|square"
)
_STREET = rf"(?:{_STREETS})"
_UNIT = rf"(?:{_GAP}(?:apt|apartment|unit|suite|ste|room|rm|floor|piso|depto|apto|#)\.?[ ]?#?\w{{1,6}})?"
_ORDINAL = r"\d{1,3}(?:st|nd|rd|th|ª|º)"
_WORD = r"[^\W\d_][\w'’.-]{0,30}"
# "20 years on the street" is no address.
_STREET_WORD = rf"(?!(?:on|in|at|of|to|from|the|a|by|and|or)\b){_WORD}"
_STREET_WORDS = re.compile(
    # 1950 Mission St, Apt 4; 12B O’Farrell Street
    rf"\b\d{{1,5}}[a-z]?(?:{_GAP}(?:{_STREET_WORD}|{_ORDINAL})){{1,3}}?{_GAP}{_STREET}\b\.?{_UNIT}"
    # 16th Street
    rf"|\b{_ORDINAL}[ ]{{1,2}}{_STREET}\b"
    # room 214, Apt. 3, cuarto 12
    r"|\b(?:apt|apartment|unit|suite|room|cuarto|habitaci[oó]n|departamento)\.?[ ]{1,2}(?:#|no\.?[ ])?\d\w{0,5}\b"
    r"|\bp\.?[ ]?o\.?[ ]?box[ ]{1,2}\d{1,6}"
    # Postcodes of California
    r"|\b9[0-6]\d{3}(?:-\d{4})?\b"
    # Calle Valencia 24, av. 16 de septiembre, calle mision numero 2300
    r"|\b(?:calle|avenida|avda?\.?|bulevar|callej[oó]n|carretera|calzada|colonia|paseo|c/)[ ]{0,2}"
    rf"(?:(?:{_WORD})[ ]{{1,2}}){{0,4}}?(?:{_WORD}[ ,]{{1,3}}(?:n[uú]m(?:ero)?\.?|no\.?|n\.?º|\#)?[ ]?)?\d{{1,5}}\b"
    # 16th and Mission, Mission & 16th, me at 16th and Mission
    rf"|\b{_ORDINAL}[ ]{{1,2}}(?:and|&|y|at|con)[ ]{{1,2}}\w{{2,30}}"
    rf"|\b{_WORD}[ ]{{1,2}}(?:and|&|y|at|con)[ ]{{1,2}}{_ORDINAL}(?:[ ]{{1,2}}(?:and|&|y|con)[ ]{{1,2}}\w{{2,30}})?"
    # corner of Turk and Hyde, esquina de Turk y Hyde
    rf"|\b(?:corner|esquina|intersection)(?:[ ]{{1,2}}(?:of|de|con))?[ ]{{1,2}}\w{{2,30}}"
    rf"[ ]{{1,2}}(?:and|&|y|con)[ ]{{1,2}}\w{{2,30}}"
    # 市场街 88 号
    r"|[\u4e00-\u9fff]{1,6}(?:街|路|巷|大道)[ ]?[\d〇零一二三四五六七八九十百]{0,6}[ ]?[号號]?",
    re.IGNORECASE,
)
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
# Here capitals tell a street from a way of speaking: "Turk Street", "calle Misión", "la 16 y Mission".
_STREET_NAMES = re.compile(
    rf"\b(?:{_CAPITAL}\w{{1,20}}[ ]{{1,2}}){{1,2}}(?:{_STREETS.title()})\b"
    r"|\b(?:[Cc]alle|[Aa]venida|[Bb]ulevar|[Cc]alzada|[Cc]olonia)[ ](?:(?:de|del|la|las|los|el)[ ]){0,2}"
    rf"{_CAPITAL}\w{{1,30}}"
    r"|\b(?:la|las)[ ]\d{1,3}[ ](?:y|con)[ ](?:la[ ])?[\dA-Z]\w{0,20}"
)

# ── Number plates ──────────────────────────────────────────────────────────

_PLATE = re.compile(
    # California: 7ABC123 (cars), 12345A6 and 1A23456 (trucks), 21A1234 (motorcycles), however they are spaced
    r"\b(?:\d[ -]?[A-Z]{3}[ -]?\d{3}|\d{5}[A-Z]\d|\d[A-Z]\d{5}|\d{2}[A-Z]\d{4})\b"
    # What looks like one: letters and digits that are no word
    r"|\b(?=\w{0,7}\d)(?=\w{0,7}[A-Z])(?!\d{1,4}(?:st|nd|rd|th|s|am|pm|ª|º)\b)[A-Z0-9]{5,8}\b"
    # After the word for it: also the chosen ones that say something
    r"|\b(?:plates?|placas?|matr[ií]culas?|tags?|车牌|車牌|plaka|biển số)\W{1,3}"
    r"(?:(?:number|n[uú]mero|no|was|is|es|era|号|號)\W{1,3}){0,2}[A-Z0-9]{1,8}(?:[ -][A-Z0-9]{0,5}\d[A-Z0-9]{0,5})?",
    re.IGNORECASE,
)
_PLATE_IN_CAPITALS = re.compile(r"\b(?:[A-Z]{2,3}[ -]\d{3,4}|\d{3,4}[ -][A-Z]{2,3}|[A-Z]{3}[ -]\d[A-Z]\d{2})\b")
# Bills, codes and penal code sections, which are spoken of here all the time.
_LAW = re.compile(r"(?:SB|AB|PC|HR|ACR|SCR|HB|SF|LA)[ -]?\d{1,4}", re.IGNORECASE)


def _plates(text: str) -> Iterator[Span]:
    for pattern in (_PLATE, _PLATE_IN_CAPITALS):
        for found in pattern.finditer(text):
            if not _LAW.fullmatch(found[0]):
                yield found.span()


# ── Names ──────────────────────────────────────────────────────────────────

_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+){0,3}")
_INTRODUCED = re.compile(rf"(?:\b(?:{AFTER})|我叫|我的名字是|我是|名叫)[\s:,“\"]{{0,3}}", re.IGNORECASE)
_TITLE = re.compile(rf"\b(?:{TITLES})\b\.?[ ]{{1,2}}", re.IGNORECASE)
_CHINESE_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_LONGEST_NAME = 4  # words
# "I am tired": a name only with a capital.
_BEFORE_MANY_THINGS = {"soy", "i am", "i’m", "i'm", "this is", "called", "named", "known as", "tôi là"}


def _names(text: str) -> Iterator[Span]:
    words = list(_NAME_WORD.finditer(text))
    yield from _capitalized(text, words)
    yield from _introduced(text, words)


def _capitalized(text: str, words: list[re.Match[str]]) -> Iterator[Span]:
    """Runs of two words or more that begin with a capital: Maria Lopez, María de la Cruz, Ana and Luz."""
    run: list[re.Match[str]] = []
    for word in words:
        follows = bool(run) and _belong_together(text, run[-1], word)
        if not (follows and word[0].lower() in PARTICLES):
            if not (follows and _is_capitalized(word)):
                yield from _as_names(text, run)
                run = []
            if not _is_capitalized(word):
                continue
        run.append(word)
    yield from _as_names(text, run)


def _as_names(text: str, run: list[re.Match[str]]) -> Iterator[Span]:
    """What of a run is a name: without the words around it that are none, and without places that everybody knows."""
    parts = _split(run)
    unknown = [part for part in parts if text[part[0].start() : part[-1].end()] not in NO_NAMES]
    for names in [run] if len(unknown) == len(parts) else unknown:
        capitalized = [number for number, word in enumerate(names) if _is_capitalized(word) and word[0] not in NO_NAMES]
        is_shouted = len(capitalized) > _LONGEST_NAME and all(word[0].isupper() for word in names)
        if len(capitalized) >= 2 and not is_shouted:
            yield names[capitalized[0]].start(), names[capitalized[-1]].end()


def _split(run: list[re.Match[str]]) -> list[list[re.Match[str]]]:
    """A run at its "and"s."""
    parts: list[list[re.Match[str]]] = [[]]
    for word in run:
        if word[0].lower() in JOINING:
            parts.append([])
        else:
            parts[-1].append(word)
    return [part for part in parts if part]


def _introduced(text: str, words: list[re.Match[str]]) -> Iterator[Span]:
    """What follows "my name is", "me llamo", "Officer", and the like."""
    starts = {word.start(): number for number, word in enumerate(words)}
    for pattern, any_case in ((_INTRODUCED, True), (_TITLE, False)):
        for found in pattern.finditer(text):
            if chinese := _CHINESE_NAME.match(text, found.end()):
                yield chinese.span()
                continue
            number = starts.get(found.end())
            if number is None:
                continue
            must_be_capital = not any_case or found[0].strip().lower() in _BEFORE_MANY_THINGS
            end = _end_of_name(text, words, number, must_be_capital)
            if end is not None:
                yield found.end(), end


def _end_of_name(text: str, words: list[re.Match[str]], number: int, must_be_capital: bool) -> int | None:
    last = words[number]
    # "Call me at six": such words name nobody in small letters either.
    if (must_be_capital and not _is_capitalized(last)) or last[0].capitalize() in NO_NAMES:
        return None
    for word in words[number + 1 : number + _LONGEST_NAME]:
        is_part = _is_capitalized(word) or word[0].lower() in PARTICLES - JOINING
        if not is_part or not _belong_together(text, last, word):
            break
        last = word
    return last.end()


def _is_capitalized(word: re.Match[str]) -> bool:
    return word[0][0].isupper()


def _belong_together(text: str, word: re.Match[str], following: re.Match[str]) -> bool:
    """Whether only a space is between them; after an initial, also its full stop."""
    between = text[word.end() : following.start()]
    return between in (" ", "  ", "\u00a0") or (between == ". " and len(word[0]) == 1)


def _with(*patterns: re.Pattern[str]) -> Callable[[str], Iterator[Span]]:
    def find(text: str) -> Iterator[Span]:
        for pattern in patterns:
            for found in pattern.finditer(text):
                yield found.span()

    return find


_FINDERS: dict[Kind, Callable[[str], Iterator[Span]]] = {
    Kind.EMAIL: _with(_EMAIL),
    Kind.LINK: _with(_LINK),
    Kind.HANDLE: _with(_HANDLE),
    Kind.PHONE: _phones,
    Kind.ADDRESS: _with(_STREET_WORDS, _STREET_NAMES),
    Kind.PLATE: _plates,
    Kind.NAME: _names,
}
