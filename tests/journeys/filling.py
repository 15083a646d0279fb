"""Filling in our forms by hand: every field that the form has, so that a new one is written in too."""

from collections.abc import Mapping
from typing import Any

from django import forms
from playwright.sync_api import Locator, Page

# Far enough from today for every form, and on no other page.
DAY = "2099-04-17"
BY_POST = {"way": "post"}


def form_with(page: Page, name: str) -> Locator:
    """The form of a page that has a field of this name."""
    return page.locator(f"form:has([name='{name}'])").last


def fill_in(form: Locator, fields: Mapping[str, forms.Field], text: str, **given: str) -> None:
    """Write ``text`` wherever one can write, and choose the first of whatever there is to choose, unless given."""
    for name, field in fields.items():
        if not isinstance(field.widget, forms.HiddenInput):
            _fill(form, name, field, given.get(name, text), name in given)


def _fill(form: Locator, name: str, field: Any, value: str, is_given: bool) -> None:
    box = form.locator(f"[name='{name}']")
    match field.widget:
        case forms.CheckboxInput():
            box.check()
        case forms.RadioSelect() | forms.CheckboxSelectMultiple():
            (form.locator(f"[name='{name}'][value='{value}']") if is_given else box.first).check()
        case forms.Select():
            box.select_option(value) if is_given else box.select_option(index=0)
        case _:
            box.fill(value if is_given else _written(field, value))


def _written(field: Any, text: str) -> str:
    """What can be written into a field. A long one is filled up to its end."""
    match field:
        case forms.DateField():
            return DAY
        case forms.TimeField():
            return "18:30"
        case forms.IntegerField():
            return "50"
    longest = field.max_length or len(text)
    assert longest >= len(text), field.label
    return text if longest < 1000 else "\n".join([text] * (longest // (len(text) + 1)))


def send(form: Locator) -> None:
    """Press the last button of a form, which is the one that sends it."""
    form.locator("button, input[type=submit]").last.click()
