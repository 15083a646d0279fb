"""What staff do with a form and with the page that holds it."""

import re

from django.contrib.auth.models import User

from resources.models import Page
from tests.admin_forms import change, fields_of
from tests.conftest import HOST, Reader
from tests.markup import Document
from tests.signin.phones import fresh_code

PASSWORD = "a long password"
OUR_PAGE = {"origin": f"https://{HOST}"}


def typed(staff: Reader, page: Page, **changes: str) -> dict:
    """The form of a page as it is sent after somebody has typed for an hour."""
    return {**fields_of(staff.get(change(page)).content.decode(), "page_form"), "_continue": "1", **changes}


def end_session(reader: Reader) -> None:
    del reader.cookies["staff"]


def held(response) -> dict:
    """What the one button of the held page would send, as a browser reads it."""
    document = Document(response.content.decode())
    (form,) = document.all("form")
    form.set("id", "held")
    fields: dict = {}
    for each in form.iter("input"):
        if each.get("type") != "file":
            value = re.sub("\r\n|\r|\n", "\r\n", each.get("value", ""))
            fields.setdefault(each.get("name"), []).append(value)
    return fields


def press(reader: Reader, response, **answers: str):
    """Fill in the held page and press its button."""
    address = Document(response.content.decode()).first("form").get("action")
    return reader.post(address, {**held(response), **answers})


def give_password(reader: Reader, response, name: str = "maria", password: str = PASSWORD):
    return press(reader, response, **{"held-username": name, "held-password": password})


def give_code(reader: Reader, response, typed: str):
    return press(reader, response, **{"held-one_time_code": typed})


def sign_in(reader: Reader, response, name: str = "maria", password: str = PASSWORD):
    """Both steps; the first alone where it fails."""
    second = give_password(reader, response, name, password)
    if "held-one_time_code" not in held(second):
        return second
    return give_code(reader, second, fresh_code(User.objects.get(username=name)))
