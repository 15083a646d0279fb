"""axe finds nothing on any kind of page: on a phone in the light, and on a desk in the dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import DESKTOP, EACH_KIND, PHONE

AXE = Axe()
OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    # 7:1 for text (DESIGN, section 10). What fails 4.5:1 fails that too, and each takes as long as all other rules.
    "rules": {
        "color-contrast-enhanced": {"enabled": True},
        "color-contrast": {"enabled": False},
        "target-size": {"enabled": True},
    },
    "resultTypes": ["violations"],
}


def violations(page):
    found = AXE.run(page, options=OPTIONS).response["violations"]
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:300]}" for each in found for node in each["nodes"]
    ]


# Colours change with the scheme, the layout with the width: each is looked at, without looking at every pair.
@EACH_KIND
@pytest.mark.parametrize(("scheme", "viewport"), [("light", PHONE), ("dark", DESKTOP)], ids=["phone", "desk"])
def test_axe_finds_nothing(look, address, status, scheme, viewport):
    page = look(color_scheme=scheme, viewport=viewport)
    assert page.goto(address).status == status
    assert violations(page) == []


def test_axe_finds_something_where_there_is_something(page):
    page.goto("/about/specimen/")
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<a href=/></a><h5>x</h5>')")
    # 4.6 to 1 on white: enough for 4.5:1, not for the 7:1 of this site.
    page.get_by_text("The end.").evaluate("p => Object.assign(p.style, {color: '#757575', background: '#fff'})")

    found = " ".join(violations(page))

    assert "link-name" in found
    assert "heading-order" in found
    assert "color-contrast-enhanced" in found
