"""Two states of a text, compared word by word, for people who are not technical."""

import re
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from html.parser import HTMLParser

# How many words stay readable round a change; what is farther away becomes "…".
CONTEXT = 8
# A word with the space after it. Chinese writes without spaces: there each character is a word.
_WORD = re.compile(r"[㐀-鿿豈-﫿]|\n|[^\s㐀-鿿豈-﫿]+[^\S\n]*|[^\S\n]+")
_BLOCKS = {"p", "h2", "h3", "li", "blockquote", "tr", "table", "ul", "ol", "figure"}
_MARKS = {"h2": "## ", "h3": "### ", "li": "• ", "blockquote": "“ "}


@dataclass(frozen=True)
class Stretch:
    """A piece of a comparison. ``kind`` is same, gone, new or skipped."""

    kind: str
    text: str = ""


def compare(old: str, new: str) -> list[Stretch]:
    """The way from one text to the other: what stayed, what went, what came. Empty when they are the same."""
    if old == new:
        return []
    before, after = _WORD.findall(old), _WORD.findall(new)
    # A word is the same whatever space follows it.
    matcher = SequenceMatcher(None, [word.strip() for word in before], [word.strip() for word in after], autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if _holds_together(block, before, after)]
    stretches: list[Stretch] = []
    at_old = at_new = 0
    for start, new_start, size in [*blocks, (len(before), len(after), 0)]:
        for kind, words in (("gone", before[at_old:start]), ("new", after[at_new:new_start])):
            if words:
                stretches.append(Stretch(kind, "".join(words)))
        at_old, at_new = start + size, new_start + size
        if size:
            stretches.append(Stretch("same", "".join(after[new_start:at_new])))
    if all(stretch.kind == "same" for stretch in stretches):
        # Spaces and line ends alone: browsers send the latter as two characters.
        return []
    return _shortened(stretches)


def _holds_together(block: Match, before: list[str], after: list[str]) -> bool:
    """Whether words that stayed are worth showing as such: two small ones in a new sentence only make it unreadable."""
    at_the_edge = block.a == block.b == 0 or (
        block.a + block.size == len(before) and block.b + block.size == len(after)
    )
    return block.size > 2 or (block.size > 0 and (at_the_edge or len(before) + len(after) < 24))


def _shortened(stretches: list[Stretch]) -> list[Stretch]:
    """The same with long unchanged stretches cut to what is near a change."""
    short: list[Stretch] = []
    last = len(stretches) - 1
    for place, stretch in enumerate(stretches):
        words = _WORD.findall(stretch.text)
        lead = CONTEXT if place > 0 else 0
        tail = CONTEXT if place < last else 0
        if stretch.kind != "same" or len(words) <= lead + tail + 2:
            short.append(stretch)
            continue
        if lead:
            short.append(Stretch("same", "".join(words[:lead])))
        short.append(Stretch("skipped"))
        if tail:
            short.append(Stretch("same", "".join(words[-tail:])))
    return short


def readable(html: str) -> str:
    """Rich text as plain text in which every change can be seen: headings, list points and link addresses too."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [" ".join(line.split()) for line in "".join(reader.parts).split("\n")]
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.parts.append(f"\n{_MARKS.get(tag, '')}")
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "a":
            self.addresses.append(dict(attrs).get("href") or "")
        elif tag in ("td", "th"):
            self.parts.append(" | ")
        if name := dict(attrs).get("data-picture"):
            self.parts.append(f"[{name}]")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.addresses and (address := self.addresses.pop()):
            self.parts.append(f" ({address})")
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", " "))
