"""What templates need from the floor."""

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any

from crispy_forms.utils import render_crispy_form
from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from idpwsp.foundation import partial_date
from idpwsp.foundation import richtext as rich
from idpwsp.foundation.guard.forms import GuardedForm
from idpwsp.foundation.stylesheet import stylesheet as sheet

register = template.Library()


@register.simple_tag
def stylesheet() -> str:
    """The site's CSS, for the one ``<style>`` element. Not marked safe: see the template."""
    return sheet()


@register.simple_tag
def part(template_name: str, **values: Hashable) -> SafeString:
    """As ``{% include template_name with … only %}``, for what stands on many pages alike, or on one that is rendered
    again: rendered once for the same values in the same language. It can depend on nothing else, so it can never be
    old."""
    # With their types: HTML that is safe equals a text of the same letters that is not.
    return _rendered(template_name, get_language(), tuple((name, type(each), each) for name, each in values.items()))


@lru_cache(maxsize=1024)
def _rendered(template_name: str, _language: str | None, values: tuple[tuple[str, type, Hashable], ...]) -> SafeString:
    return render_to_string(template_name, {name: each for name, _type, each in values})


@register.simple_tag
def public_form(form: GuardedForm) -> SafeString:
    """As ``{% crispy form %}``. A blank one is the same for everybody, and rendered once in a language."""
    return _blank_form(type(form), get_language()) if form.is_blank else render_crispy_form(form)


@lru_cache(maxsize=64)
def _blank_form(form_class: type[GuardedForm], _language: str | None) -> SafeString:
    return render_crispy_form(form_class())


@register.filter
def richtext(html: str, pictures: Mapping[str, Any] | str | None = None) -> SafeString:
    """Staff's HTML, sanitised. ``pictures`` are those of the whole page, where its view has looked them up."""
    # A template gives an empty string for a name that it does not know.
    return rich.render(html, pictures if isinstance(pictures, Mapping) else None)


@register.filter
def richtext_part(html: str, pictures: Mapping[str, Any] | str | None = None) -> SafeString:
    """As ``richtext``, for what stands on a page beside its own text: a card, a step."""
    return rich.render(html, pictures if isinstance(pictures, Mapping) else None, is_part=True)


@register.filter
def partial(text: str) -> str:
    """A date known to the day, the month or the year, in words."""
    return partial_date.words(text)


@register.filter
def tel(number: str) -> str:
    """A number as readers know it (415-626-4114, 911), as the address of a ``tel:`` or ``sms:`` link (RFC 3966)."""
    digits = "".join(character for character in number if character.isdigit())
    if len(digits) == 10:
        return f"+1{digits}"
    return f"+{digits}" if len(digits) == 11 else digits


@register.filter
def clauses(title: str) -> tuple[str, str]:
    """A title in two: up to its last comma, and what comes after, which the home page sets in another colour."""
    for comma in (", ", "，", "、"):
        before, found, after = title.rpartition(comma)
        if found:
            return before + comma, after
    return title, ""
