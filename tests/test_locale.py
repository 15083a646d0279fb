"""The interface is whole in every language: nothing that a reader or staff may see is left in English."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.template import engines
from django.template.base import Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOT = Path(settings.BASE_DIR)
OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
EACH_LANGUAGE = pytest.mark.parametrize("code", OTHERS)


def files(code: str) -> tuple[Path, Path]:
    folder = ROOT / "idpwsp" / "locale" / code / "LC_MESSAGES"
    return folder / "django.po", folder / "django.mo"


def catalog(code: str) -> Catalog:
    with files(code)[0].open("rb") as file:
        return read_po(file, locale=code)


def said_in_templates() -> Iterator[str]:
    engine = engines["django"].engine
    for path in sorted((ROOT / "templates").rglob("*.html")):
        template = engine.from_string(path.read_text(encoding="utf-8"))
        for node in template.nodelist.get_nodes_by_type(Node):
            if isinstance(node, TranslateNode):
                yield str(node.filter_expression.var.literal)
            elif isinstance(node, BlockTranslateNode):
                yield node.render_token_list(node.singular)[0]


def said_in_python() -> Iterator[str]:
    words = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}
    for app in ("idpwsp", "resources", "campaigns", "contact"):
        for _file, _line, message, _comments, _context in extract_from_dir(
            ROOT / app, [("**.py", "python")], keywords=words
        ):
            yield message if isinstance(message, str) else message[0]


@EACH_LANGUAGE
def test_every_word_of_the_interface_is_translated(code):
    known = {message.id if isinstance(message.id, str) else message.id[0]: message for message in catalog(code)}
    said = {*said_in_templates(), *said_in_python()}
    assert len(said) > 150
    missing = sorted(words for words in said if words not in known)
    assert missing == [], "run make messages and translate these"
    unsaid = [words for words in sorted(said) if not all_of(known[words].string) or known[words].fuzzy]
    assert unsaid == []


def all_of(string: str | tuple[str, ...]) -> bool:
    return all([string] if isinstance(string, str) else string)


@EACH_LANGUAGE
def test_placeholders_are_kept(code):
    known = catalog(code)
    errors = [(message.id, errors) for message in known if (errors := list(message.check(known)))]
    assert errors == []


@EACH_LANGUAGE
def test_what_is_served_was_compiled_from_what_was_written(code):
    written = io.BytesIO()
    write_mo(written, catalog(code))
    written.seek(0)
    with files(code)[1].open("rb") as file:
        assert pairs(read_mo(file)) == pairs(read_mo(written)), "run make messages"


def pairs(messages: Catalog) -> list[tuple[str, str]]:
    return sorted((str(message.id), str(message.string)) for message in messages if message.id)
