"""Words that would give a reader away in a tab, an address or a history."""

import pytest
from django.core.exceptions import ValidationError

from idpwsp.foundation.discretion import revealing_word, validate_discreet
from resources.models import Card, Organisation, PageWords
from tests.factories import make_need, make_page

GIVING_AWAY = [
    "Prostitution", "In Defense of Prostitute Women", "US PROStitutes Collective", "prostituta", "prostitución",
    "Sex workers", "sex-work", "sex_work", "sexwork", "sexual assault", "trabajo sexual", "sexuales",
    "Rape", "raped", "rapist", "rape-crisis", "Escort", "escorts", "hooker", "whore", "brothel",
    "trafficking", "Murders", "violence", "Violent crime", "Victims", "pimp", "abuse",
    "puta", "Burdel", "violación", "VIOLACION", "violada", "trata de personas", "traficada", "asesinatos",
    "abuso", "maltrato",
    "kalapating mababa", "panggagahasa", "karahasan",
    "mại dâm", "MẠI DÂM", "mai-dam", "hiếp dâm", "bạo lực", "gái gọi",
    "妓女", "性工作者", "賣淫", "卖淫", "強姦", "强奸", "性侵犯", "暴力", "人口販運", "人口贩运",
]  # fmt: skip

DISCREET = [
    "", "Compensation", "Your rights", "Find help", "FOSTA", "Reporting", "Papers", "Talk to us", "Essex",
    "Therapeutic", "Grapes", "Inicio", "Tus derechos", "Compensación", "Buscar ayuda", "Disputa", "Computadora",
    "Quyền của bạn", "你的權利", "幫助", "weather.gov", "IDPWSP",
]  # fmt: skip


@pytest.mark.parametrize("words", GIVING_AWAY)
def test_a_word_that_gives_a_reader_away_is_found(words):
    assert revealing_word(words)
    assert revealing_word(f"About {words}")


@pytest.mark.parametrize("words", DISCREET)
def test_a_discreet_title_passes(words):
    assert revealing_word(words) is None
    validate_discreet(words)


def test_an_accent_written_as_a_character_of_its_own_hides_nothing():
    assert revealing_word("violación")


def test_the_refusal_names_the_word():
    with pytest.raises(ValidationError, match="prostit"):
        validate_discreet("Prostitution today")


def refused_fields(instance):
    with pytest.raises(ValidationError) as refusal:
        instance.clean_fields()
    return set(refusal.value.error_dict)


@pytest.mark.django_db
def test_staff_cannot_put_such_a_word_where_browsers_keep_it():
    page = make_page()
    page.slug = "escorts"

    assert "slug" in refused_fields(page)
    assert "menu_title" in refused_fields(PageWords(language_code="en", menu_title="Sex work", title="Sex work"))
    assert "key" in refused_fields(Card(page=page, key="rape"))
    assert "short_name" in refused_fields(Organisation(short_name="Prostitutes"))


@pytest.mark.django_db
def test_a_need_cannot_have_such_a_word_in_its_address():
    """Its name stands behind the # of ``/help/#…``."""
    need = make_need()
    need.key = "after-rape"

    assert "key" in refused_fields(need)


@pytest.mark.django_db
def test_a_heading_may_say_it():
    PageWords(master=make_page(), language_code="es", menu_title="Muestra", title="Sex work").clean_fields()
