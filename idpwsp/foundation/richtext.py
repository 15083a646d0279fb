"""Rich text that staff write: one list of what it may hold drives the editor, the sanitiser and the page."""

import re
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.db import models
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django_prose_editor.config import allowlist_from_extensions, expand_extensions
from django_prose_editor.fields import ProseEditorField

# Headings, lists, links, quotes and tables, and nothing else (level 1 is the page's own title).
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
}
_EMPTY = re.compile(r"\s*(<p>(\s|&nbsp;|<br>)*</p>\s*)*")
_OPENING_LINK = re.compile(r'<a href="([^"]*)"')
_HEADING_2 = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def _cleaner() -> nh3.Cleaner:
    allowed = allowlist_from_extensions(expand_extensions(EXTENSIONS))
    # The editor would let through what its users never need: a title or a rel of their own.
    allowed["attributes"]["a"] = {"href"}
    allowed["attributes"]["ol"] = {"start"}
    # A table pasted from elsewhere keeps its shape, not its layout.
    return nh3.Cleaner(**{**allowed, "link_rel": None, "attribute_filter": _filter_attribute})


def _filter_attribute(tag: str, attribute: str, value: str) -> str | None:
    """Links lead to this site by a path from its root, or elsewhere by a whole address."""
    if tag == "a" and attribute == "href" and not urlsplit(value).scheme and not value.startswith(("/", "#")):
        return None
    return value


_CLEANER = _cleaner()


def sanitise(html: str) -> str:
    """HTML reduced to what ``EXTENSIONS`` allows; empty where only empty paragraphs are left."""
    clean = _CLEANER.clean(html or "").strip()
    return "" if _EMPTY.fullmatch(clean) else clean


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
    return [(_fragment(words), _plain(words)) for words in _HEADING_2.findall(html)]


def render(html: str) -> SafeString:
    """Staff's HTML, ready for a page: sanitised again, headings addressable, outward links without a referrer.

    This is the only place in the project that marks HTML as safe.
    """
    clean = sanitise(html)
    clean = _HEADING_2.sub(lambda m: f'<h2 id="{_fragment(m[1])}">{m[1]}</h2>', clean)
    clean = _OPENING_LINK.sub(_outward, clean)
    clean = clean.replace("<table>", '<div class="table" tabindex="0" role="group"><table>')
    return mark_safe(clean.replace("</table>", "</table></div>"))  # noqa: S308 - sanitised above


def _outward(match: re.Match[str]) -> str:
    return f'{match[0]} rel="noreferrer"' if match[1].startswith("http") else match[0]


def _plain(html: str) -> str:
    return _TAG.sub("", html).replace("&nbsp;", " ").replace("&amp;", "&").strip()


def _fragment(html: str) -> str:
    # A script without Latin letters slugifies to nothing: keep its letters then.
    words = _plain(html)
    return slugify(words) or slugify(words, allow_unicode=True) or "part"
