"""What somebody does with the page that a form has led to."""

from typing import Any

from tests.admin_forms import fields_in
from tests.conftest import Reader
from tests.markup import Document, text


def document_of(response: Any) -> Document:
    """The page, which is good HTML whatever it says."""
    document = Document(response.content.decode())
    assert document.errors == []
    return document


def fields_of(response: Any) -> dict[str, Any]:
    """What the one form on a page would send as it stands."""
    (form,) = document_of(response).all("form")
    return fields_in(form)


def press(reader: Reader, response: Any, button: str, address: str = "/note/") -> Any:
    """Press a button of that form, found by its words."""
    document = document_of(response)
    (form,) = document.all("form")
    (pressed,) = [each for each in form.iter("button") if text(each) == button]
    data = fields_in(form)
    for each in form.iter("input"):
        if each.get("type") == "hidden":
            # One name may stand there several times.
            values = [other.get("value") for other in form.iter("input") if other.get("name") == each.get("name")]
            data[each.get("name", "")] = values
    if name := pressed.get("name"):
        data[name] = pressed.get("value", "")
    return reader.post(form.get("action") or address, data)
