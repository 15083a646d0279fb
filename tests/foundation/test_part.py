"""``{% part %}``: rendered once for the same values, and never for others that only look like them."""

import pytest
from django.template import Context, Template
from django.utils import translation

from idpwsp.foundation import richtext
from idpwsp.foundation.templatetags import foundation


@pytest.fixture(autouse=True)
def nothing_rendered_yet(settings, tmp_path):
    (tmp_path / "tried.html").write_text("{% load i18n %}{% translate 'Yes' %} {{ words }} {{ outside }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    foundation._rendered.cache_clear()
    yield
    foundation._rendered.cache_clear()


def part(words, **context):
    template = Template('{% load foundation %}{% part "tried.html" words=words %}')
    return template.render(Context({"words": words, **context})).strip()


def test_the_same_values_are_rendered_once():
    assert part("one") == part("one") == "Yes one"
    assert foundation._rendered.cache_info().misses == 1


def test_another_value_or_language_is_rendered_anew():
    with translation.override("es"):
        assert part("one") == "Sí one"
    assert part("one") == "Yes one"
    assert part("two") == "Yes two"


def test_it_sees_nothing_but_its_values():
    assert part("one", outside="secret") == "Yes one"


def test_a_text_is_escaped_even_where_the_same_letters_were_safe_before():
    letters = "<p>one</p>"

    assert part(richtext.render(letters)) == "Yes <p>one</p>"
    assert part(letters) == "Yes &lt;p&gt;one&lt;/p&gt;"
    assert part(richtext.render(letters)) == "Yes <p>one</p>"


def test_what_is_no_value_is_refused():
    with pytest.raises(TypeError):
        part(["a list may change"])
