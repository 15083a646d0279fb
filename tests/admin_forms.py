"""The admin's forms as a browser sends them: read from the HTML, changed, and sent back."""

from typing import Any
from xml.etree.ElementTree import Element

from django.db.models import Model

from tests.markup import Document, text


def change(thing: Model, language: str = "en") -> str:
    """The address of the form in which a thing is changed."""
    return f"/staff/{thing._meta.app_label}/{thing._meta.model_name}/{thing.pk}/change/?language={language}"


def fields_of(html: str, form_id: str) -> dict[str, Any]:
    """What a browser would send for the form as it stands, without any of its buttons."""
    document = Document(html)
    return fields_in(next(each for each in document.all("form") if each.get("id") == form_id))


def fields_in(form: Element) -> dict[str, Any]:
    """The same, of a form that has been found already."""
    data: dict[str, Any] = {}
    for element in form.iter():
        name = element.get("name") if isinstance(element.tag, str) else None
        if not name or element.get("disabled") is not None:
            continue
        if element.tag == "textarea":
            data[name] = "".join(element.itertext()).removeprefix("\n")
        elif element.tag == "select":
            chosen = [option for option in element.iter("option") if option.get("selected") is not None]
            values = [option.get("value", text(option)) for option in chosen]
            data[name] = values if element.get("multiple") is not None else next(iter(values), "")
        elif element.tag == "input" and element.get("type") in ("checkbox", "radio"):
            if element.get("checked") is not None:
                data.setdefault(name, []).append(element.get("value", "on"))
        elif element.tag == "input" and element.get("type") not in ("submit", "button", "image"):
            data[name] = element.get("value", "")
    return data


def send(client: Any, address: str, form_id: str, button: str = "_save", **changes: Any) -> Any:
    """Open a form, change some fields (None takes one away, as an unticked box does), and press a button."""
    data = fields_of(client.get(address).content.decode(), form_id)
    for name, value in changes.items():
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value
    return client.post(address, {**data, button: "1"})
