"""What a translator and a moderator may send: words in languages other than English; decisions. Nothing else."""

import pytest
from django.db.models import Model

from idpwsp.roles import EDITOR, MODERATOR, TRANSLATOR
from resources.models import Page
from tests import test_roles
from tests.admin_forms import fields_of, send
from tests.conftest import Reader
from tests.test_roles import WRITTEN, address, somebody

pytestmark = pytest.mark.django_db

# One of each thing that the admin knows.
content = test_roles.content

# What a form of a translation may ask for beside the words themselves.
OF_A_TRANSLATION = {"is_current", "reviewed_on", "reviewed_by"}
FILLED = {
    "title", "menu_title", "lead", "body", "name", "summary", "alt", "demand", "heading", "intro", "area",
}  # fmt: skip


def state_of(thing: Model) -> list[list[dict[str, object]]]:
    """Every column of a thing and of its parts, and every row of words in English."""
    found = [list(type(thing).objects.filter(pk=thing.pk).values())]
    found[0][0].pop("changed_on", None)
    wholes = [thing]
    for relation in ("cards", "steps"):
        parts = getattr(thing, relation, None)
        if parts is not None:
            found.append(list(parts.order_by("pk").values()))
            wholes += parts.all()
    return found + [list(each.translations.filter(language_code="en").values()) for each in wholes]


def in_spanish(thing: Model) -> str:
    return address(type(thing), "change", thing.pk) + "?language=es"


def written(reader: Reader, thing: Model) -> dict[str, object]:
    """The form for the Spanish words as somebody has filled it in."""
    fields = fields_of(reader.get(in_spanish(thing)).content.decode(), f"{thing._meta.model_name}_form")
    return fields | {
        name: f"Palabras de {name.split('-')[-1]}"
        for name in fields
        if not name.startswith("initial-") and name.split("-")[-1] in FILLED
    }


@pytest.mark.parametrize("name", WRITTEN)
def test_a_translator_writes_spanish_words_and_nothing_else(name, content):
    thing = content[name]
    before, reader = state_of(thing), somebody(TRANSLATOR)

    assert reader.post(in_spanish(thing), {**written(reader, thing), "_save": "1"}).status_code == 302

    words = thing.translations.get(language_code="es")
    assert any(str(value).startswith(("Palabras", "<p>Palabras")) for value in vars(words).values())
    assert state_of(thing) == before


@pytest.mark.parametrize("name", WRITTEN)
def test_the_form_of_a_translation_asks_for_words_alone(name, content):
    form = somebody(TRANSLATOR).get(in_spanish(content[name])).context["adminform"].form
    model = type(content[name])._parler_meta.root_model
    assert set(form.fields) <= {*model.word_fields(), *model.FINDING_FIELDS, *OF_A_TRANSLATION}


@pytest.mark.parametrize("name", WRITTEN)
def test_facts_sent_with_a_translation_change_nothing(name, content):
    thing = content[name]
    before, reader = state_of(thing), somebody(TRANSLATOR)
    facts = {
        "status": "draft", "publish_at_0": "2030-01-01", "unpublish_at_0": "2020-01-01", "slug": "elsewhere",
        "order": "99", "section": "facts", "phone": "900", "to_confirm": "x", "is_decorative": "on", "people": "yes",
        "standing": "won", "key": "other", "sources_as_text": "Evil https://evil.example/", "takes_replies": "on",
        "cards-0-status": "draft", "cards-0-since": "1999", "cards-0-DELETE": "on", "cards-0-sources_as_text": "",
        "steps-0-status": "draft", "steps-0-since": "1999", "steps-0-DELETE": "on", "language_code": "en",
    }  # fmt: skip

    reader.post(in_spanish(thing), {**written(reader, thing), **facts, "_save": "1"})

    assert state_of(thing) == before


@pytest.mark.parametrize("query", ["", "?language=en", "?language=", "?language=EN", "?language=es&language=en"])
@pytest.mark.parametrize("name", WRITTEN)
def test_a_translator_cannot_send_the_english_words(name, query, content):
    thing = content[name]
    before, reader = state_of(thing), somebody(TRANSLATOR)
    english = address(type(thing), "change", thing.pk) + query
    assert reader.get(english).status_code in (200, 404)

    answer = reader.post(english, {**written(reader, thing), "_save": "1"})

    assert answer.status_code in (403, 404)
    assert state_of(thing) == before


def test_a_translator_adds_no_part_in_a_translation(content):
    page, reader = content["resources.page"], somebody(TRANSLATOR)
    sent = {
        **written(reader, page), "cards-TOTAL_FORMS": "2", "cards-1-title": "Nueva", "cards-1-body": "<p>x</p>",
        "cards-1-id": "", "cards-1-page": str(page.pk),
    }  # fmt: skip
    reader.post(in_spanish(page), {**sent, "_save": "1"})
    assert page.cards.count() == 1


def test_a_translator_takes_nothing_back_and_removes_no_language(content):
    page, reader = content["resources.page"], somebody(TRANSLATOR)
    reader.post(in_spanish(page), {**written(reader, page), "_save": "1"})
    before = state_of(page)
    history = address(Page, "history", page.pk) + "?language=es"
    assert reader.get(history).status_code == 200
    assert reader.post(history, {"revision": "1", "what": "everything"}).status_code == 403
    removal = f"/staff/resources/page/{page.pk}/change/delete-translation/es/"
    assert reader.post(removal, {"post": "yes"}).status_code == 403
    assert "delete-translation" not in reader.get(in_spanish(page)).content.decode()
    assert page.translations.filter(language_code="es").exists()
    assert state_of(page) == before


def test_a_translator_changes_no_order_in_a_list(content):
    reader, page = somebody(TRANSLATOR), content["resources.page"]
    sent = {
        "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": str(page.pk), "form-0-order": "77",
        "_save": "1",
    }  # fmt: skip
    reader.post("/staff/resources/page/?language=es", sent)
    assert not Page.objects.filter(order=77).exists()


def test_our_own_details_are_translated_by_administrators_alone(organisation):
    form = in_spanish(organisation)
    assert somebody(TRANSLATOR).post(form, {"tagline": "x"}).status_code == 403
    assert somebody(EDITOR, "emma").post(form, {"tagline": "x"}).status_code == 403


# ── Moderators ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["campaigns.endorsement", "campaigns.reply"])
def test_a_moderator_decides(name, content):
    thing = content[name]
    form = address(type(thing), "change", thing.pk)
    response = send(somebody(MODERATOR), form, f"{thing._meta.model_name}_form", "_decline")
    assert response.status_code == 302
    thing.refresh_from_db()
    assert thing.state == thing.State.DECLINED


@pytest.mark.parametrize("query", ["", "?language=es"])
@pytest.mark.parametrize("name", WRITTEN)
def test_a_moderator_writes_nothing_that_readers_read(name, query, content):
    thing = content[name]
    before = state_of(thing)
    form = address(type(thing), "change", thing.pk) + query
    assert somebody(MODERATOR).post(form, {"title": "x", "_save": "1"}).status_code == 403
    assert state_of(thing) == before
