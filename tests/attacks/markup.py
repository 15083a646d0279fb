"""What somebody would type who wants a program of their own to run in another person's browser, and how it is noticed.

``zqx`` stands in no word of ours: an element or an attribute of that name, or a program that holds it, got through.
"""

import re
from xml.etree.ElementTree import Element

from tests.markup import Document

# Each begins with what ends the place that it may stand in, so that a short field still takes the important part.
PAYLOADS = {
    "markup": (
        "\"'><zqx zqx=1 onx=1></title></textarea></script></style>--><zqx><script>zqx()</script><svg onload=zqx()>"
        "<img src=x onerror=zqx()>&lt;zqx&gt;&#60;zqx&#62;]]><zqx>{{ 7|add:7 }}{% debug %}${zqx}"
    ),
    "attribute": "\" onx=zqx() zqx=\" ' onx=zqx() zqx=' ` zqx=` autofocus onfocus=zqx() <zqx",
    "address": "javascript:zqx()//\"><zqx>' data:text/html,<script>zqx()</script> vbscript:zqx",
}
ADDRESS = "https://zqx.example/\"'><zqx zqx=1><script>zqx()</script>?a=<zqx>&b=' onx=zqx() zqx='"
_PROGRAM = re.compile(r"\A[\x00-\x20]*(?:javascript|data|vbscript):", re.IGNORECASE)
_LEADING = {"href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcset", "cite", "ping"}
# Django makes the second, out of translations.
OUR_SCRIPTS = ("/static/", "/staff/jsi18n/")
_DATA = {"application/json", "application/ld+json", "importmap"}


def got_through(document: Document) -> list[str]:
    """What of it a browser would act on."""
    return [problem for element in document.elements for problem in _problems(element)]


def _problems(element: Element) -> list[str]:
    found = []
    if element.tag.startswith("zqx"):
        found.append(f"<{element.tag}>")
    for name, value in element.attrib.items():
        is_program = name in _LEADING and _PROGRAM.match(value)
        if name.startswith(("on", "zqx")) or name in ("srcdoc", "style") or is_program:
            found.append(f"<{element.tag} {name}={value[:60]!r}>")
    if element.tag == "script" and element.get("type") not in _DATA and "zqx" in "".join(element.itertext()):
        found.append("<script> with it")
    if element.tag == "script" and not (element.get("src") or "/static/").startswith(OUR_SCRIPTS):
        found.append(f"<script src={element.get('src')!r}>")
    if (
        element.tag == "meta"
        and element.get("http-equiv", "").lower() == "refresh"
        and "zqx" in element.get("content", "")
    ):
        found.append("<meta refresh>")
    if element.tag in ("style", "base", "object", "embed", "iframe") and "zqx" in "".join(element.itertext()):
        found.append(f"<{element.tag}> with it")
    return found
