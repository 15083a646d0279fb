"""Rich text that staff write: one list of what it may hold drives the editor, the sanitiser and the page."""

import re
from collections.abc import Collection, Iterable, Mapping
from html import unescape
from itertools import count
from typing import Any

import nh3
from django.conf import settings
from django.db import models
from django.template.loader import render_to_string
from django.urls import reverse_lazy
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from django_prose_editor.fields import ProseEditorField

# Headings, lists, links, quotes, tables and pictures, and nothing else (level 1 is the page's own title).
EXTENSIONS: dict[str, Any] = {
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "tel", "mailto"]},
    "Blockquote": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "HardBreak": True,
    # Ours: static/staff/picture.js. What it says to staff is passed along, because scripts are not translated.
    "Picture": {
        "list": reverse_lazy("picture-list"),
        "insert": _("insert a picture"),
        "title": _("Which picture?"),
        "empty": _("There is no such picture. Add one on the staff’s front page first."),
        "search": _("Look for"),
        "more": _("There are more. Look for what a picture shows."),
        "failed": _("The pictures could not be listed. Try again in a moment."),
        "cancel": _("Cancel"),
    },
}
_EMPTY = re.compile(r"\s*(<p>(\s|&nbsp;|<br>)*</p>\s*)*")
# A path from the root but no host ("//", which browsers also see in "/\\"), a fragment, or a scheme; which schemes
# pass is the sanitiser's own list.
_LINK = re.compile(r"/(?![/\\])|#|[a-z]+:", re.IGNORECASE)
_OPENING_LINK = re.compile(r'<a href="([^"]*)"')
_HEADING_2 = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
# A picture is stored as a reference to it; what is shown follows from the picture as it is today.
_PICTURE = re.compile(r'<figure data-picture="([0-9a-f]{16})"></figure>')
_FIGURE_TAG = re.compile(r"</?figure[^>]*>")
_TAG = re.compile(r"<[^>]+>")
_INLINE_TAG = re.compile(r"</?a\b[^>]*>")


def _cleaner() -> nh3.Cleaner:
    allowed = allowlist_from_extensions(expand_extensions(EXTENSIONS))
    # The editor would let through what its users never need: a title or a rel of their own.
    allowed["attributes"]["*"] = set()
    allowed["attributes"]["a"] = {"href"}
    allowed["attributes"]["ol"] = {"start"}
    # A table pasted from elsewhere keeps its shape, not its layout.
    return nh3.Cleaner(**{**allowed, "link_rel": None, "attribute_filter": _filter_attribute})


def _filter_attribute(tag: str, attribute: str, value: str) -> str | None:
    """Links lead to this site by a path from its root, or elsewhere by a whole address."""
    if tag == "a" and attribute == "href" and not _LINK.match(value):
        return None
    if attribute == "data-picture" and not re.fullmatch("[0-9a-f]{16}", value):
        return None
    return value


_CLEANER = _cleaner()


def sanitise(html: str) -> str:
    """HTML reduced to what ``EXTENSIONS`` allows; empty where only empty paragraphs are left."""
    clean = _without_other_figures(_CLEANER.clean(html or "")).strip()
    return "" if _EMPTY.fullmatch(clean) else clean


def _without_other_figures(clean: str) -> str:
    """Of figures only references to our pictures stay; of others (pasted from elsewhere) the words."""
    pieces = _PICTURE.split(clean)
    # Words and names of pictures alternate.
    pieces[::2] = [_FIGURE_TAG.sub("", words) for words in pieces[::2]]
    pieces[1::2] = [f'<figure data-picture="{token}"></figure>' for token in pieces[1::2]]
    return "".join(pieces)


class RichTextField(ProseEditorField):
    """HTML written in the admin's editor and sanitised on every way into the database.

    The library sanitises in forms alone; ``pre_save`` also covers ``save()``, ``bulk_create()`` and the loader, and
    ``to_python`` what history and fixtures bring back, which are saved raw.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, extensions=EXTENSIONS, sanitize=sanitise)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return sanitise(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = sanitise(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


def outline(html: str) -> list[tuple[str, str]]:
    """The level-2 headings of sanitised HTML: (fragment, words) in order."""
    headings = _HEADING_2.findall(html)
    return [(_fragment(number), unescape(_TAG.sub("", words)).strip()) for number, words in enumerate(headings, 1)]


def outward_links(html: str) -> list[str]:
    """The whole web addresses that the links of sanitised HTML lead to."""
    return [unescape(href) for href in _OPENING_LINK.findall(html) if href.lower().startswith("http")]


def pictures_in(texts: Iterable[str]) -> list[str]:
    """The names of the pictures that texts refer to."""
    return [token for html in texts for token in _PICTURE.findall(html)]


def find_pictures(texts: Iterable[str]) -> Mapping[str, Any]:
    """The pictures that readers see in these texts, by name, through the function that settings name."""
    return pictures_named(pictures_in(texts))


def pictures_named(tokens: Collection[str]) -> Mapping[str, Any]:
    """The pictures of these names that readers see, by name, through the function that settings name."""
    return import_string(settings.RICH_TEXT_PICTURES)(tokens) if tokens else {}


def plain(html: str) -> str:
    """The words of sanitised HTML alone, with single spaces."""
    return " ".join(unescape(_TAG.sub(" ", _INLINE_TAG.sub("", html))).split())


def render(html: str, pictures: Mapping[str, Any] | None = None, *, is_part: bool = False) -> SafeString:
    """Staff's HTML, ready for a page: sanitised again, headings addressable, outward links without a referrer.

    ``pictures`` are those of ``find_pictures`` for the whole page, so that not every text asks for its own. A picture
    that is not among them is left out: it is gone, or readers may not see it. The headings of a part (a card, beside
    the page's own text) have no address: two texts of a page would give theirs the same.

    This is the only place in the project that marks HTML as safe.
    """
    clean = sanitise(html)
    if not is_part:
        numbers = count(1)
        clean = _HEADING_2.sub(lambda match: f'<h2 id="{_fragment(next(numbers))}">{match[1]}</h2>', clean)
    clean = _OPENING_LINK.sub(_outward, clean)
    clean = clean.replace("<table>", '<div class="table" tabindex="0" role="group"><table>')
    clean = clean.replace("</table>", "</table></div>")
    found = find_pictures([clean]) if pictures is None else pictures
    # Last, so that nothing above touches what the template has escaped.
    clean = _PICTURE.sub(lambda match: _picture(found.get(match[1])), clean)
    return mark_safe(clean)  # noqa: S308 - sanitised above; pictures are escaped by their template


def _picture(picture: Any) -> str:
    return "" if picture is None else render_to_string("components/picture.html", {"picture": picture})


def _outward(match: re.Match[str]) -> str:
    return f'{match[0]} rel="noreferrer"' if match[1].lower().startswith("http") else match[0]


def _fragment(number: int) -> str:
    """By number, not by words: a fragment stands in the history, and words there could give a reader away."""
    return f"part-{number}"
