"""One style sheet, inside the page, allowed by its hash and by nothing else."""

import base64
import hashlib
import re

import pytest
import rcssmin
from django.conf import settings

from idpwsp.foundation.stylesheet import CSS_DIR, stylesheet, stylesheet_csp_hash
from tests.factories import make_page
from tests.markup import Document


def style_sources(response):
    for directive in response.headers["Content-Security-Policy"].split(";"):
        name, *sources = directive.split()
        if name == "style-src":
            return sources
    return []


@pytest.mark.parametrize("address", ["/about/sample/", "/no-such-page/"])
def test_the_policy_allows_the_style_that_stands_in_the_page_and_no_other(client, organisation, address):
    make_page()
    response = client.get(address)

    styles = Document(response.content.decode()).all("style")

    assert len(styles) == 1
    digest = base64.b64encode(hashlib.sha256("".join(styles[0].itertext()).encode()).digest()).decode()
    assert style_sources(response) == [f"'sha256-{digest}'"]


def test_the_hash_is_that_of_the_sheet():
    digest = base64.b64encode(hashlib.sha256(stylesheet().encode()).digest()).decode()

    assert stylesheet_csp_hash() == f"'sha256-{digest}'"
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["style-src"] == [stylesheet_csp_hash()]


def test_the_sheet_cannot_end_the_element_that_it_stands_in():
    assert "</" not in stylesheet()
    assert "<!--" not in stylesheet()


def test_the_sheet_loads_nothing():
    assert not re.search(r"@import|@font-face|url\(|image-set\(|https?:", stylesheet())


def test_every_file_is_in_the_sheet_from_general_to_specific():
    """A file that no layer names would be forgotten without a word."""
    layers = ["tokens.css", "base.css", "layout.css", "components", "print.css"]
    places = []
    for path in CSS_DIR.rglob("*.css"):
        if rules := rcssmin.cssmin(path.read_text(encoding="utf-8")):
            assert stylesheet().count(rules) == 1, f"{path.name} is not in the sheet"
            places.append((stylesheet().index(rules), layers.index(path.relative_to(CSS_DIR).parts[0])))
    assert places
    assert [layer for _place, layer in sorted(places)] == sorted(layer for _place, layer in places)


@pytest.mark.parametrize("path", sorted((CSS_DIR.parent).rglob("*.css")), ids=lambda path: path.stem)
def test_every_bracket_is_closed(path):
    """One that is open in a sheet for staff makes the rest of it hold on paper alone, say, and nothing complains."""
    depth = 0
    for bracket in re.findall("[{}]", re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)):
        depth += 1 if bracket == "{" else -1
        assert depth >= 0
    assert depth == 0
