"""However much there is, no list that staff have asks the database more often, and none is shown as a whole."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from resources.models import CardWords, Page, PageWords
from tests.factories import make_door, make_page, page_words
from tests.inbox.keys import make_conversation, make_keyholder, make_keys, unlock
from tests.many import fill
from tests.markup import Document, text
from tests.staff_addresses import staff_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

FEW, MANY = 60, 130
# More than ever stand on one page of a list.
LONGEST = 110


@pytest.fixture
def unlocked(staff):
    """Maria, who may do everything and has the inbox open."""
    maria = User.objects.get(username="maria")
    make_keyholder(maria)
    make_keys(maria)
    unlock(staff, maria)
    return staff


def questions(reader) -> dict[str, int]:
    """By the name of each address, how often it asks the database."""
    found = {}
    for name, address in staff_addresses():
        # Whatever is done once in a process is not counted.
        assert reader.get(address).status_code == 200, address
        with CaptureQueriesContext(connection) as queries:
            reader.get(address)
        found[name] = len(queries)
    return found


def test_no_list_asks_the_database_more_often_where_there_is_more(unlocked):
    fill(0, FEW)
    for _number in range(2):
        make_conversation()
    few = questions(unlocked)
    fill(FEW, MANY)
    for _number in range(4):
        make_conversation()
    many = questions(unlocked)
    assert {name: (few[name], many[name]) for name in few if many[name] > few[name]} == {}
    assert {name: number for name, number in many.items() if number > (90 if name == "/staff/" else 45)} == {}


def rows(html: str) -> int:
    """The most rows or items that any one list on a page has."""
    document = Document(html)
    lists = document.all("ul", "table", "select")
    return max((sum(1 for row in each.iter() if row.tag in ("tr", "li", "option")) for each in lists), default=0)


def test_no_list_and_no_choice_is_ever_shown_as_a_whole(unlocked):
    fill(0, MANY)
    make_door(make_page("home", "home", at_root=True), Page.objects.first())
    long = {
        name: number
        for name, address in staff_addresses()
        if (html := unlocked.get(address).content.decode()).startswith("<!DOCTYPE") and (number := rows(html)) > LONGEST
    }
    assert long == {}


def test_the_front_page_leads_to_the_whole_of_each_list(staff):
    fill(0, MANY)
    document = Document(staff.get("/staff/").content.decode())
    ways = {address.removeprefix("https://example.org/staff/") for address in document.addresses}
    whole = {"checks/", "drafts/", "coming/", "confirm/", "missing/es/", "behind/es/"}
    assert whole <= ways
    assert "resources/page/?section__exact=facts" in ways
    assert any(way.startswith("resources/service/?needs__id__exact=") for way in ways)
    for way in whole:
        assert staff.get(f"/staff/{way}").status_code == 200


@pytest.mark.parametrize("address", ["checks/", "drafts/", "coming/", "confirm/", "missing/es/"])
def test_the_pages_of_a_list_hold_all_of_it_once(staff, monkeypatch, address):
    monkeypatch.setattr("idpwsp.working.ON_A_PAGE", 7)
    fill(0, 90)
    seen: list[str] = []
    number = 0
    while True:
        number += 1
        response = staff.get(f"/staff/{address}", {"page": number})
        listed = response.context["listed"]
        links = Document(response.content.decode()).links
        seen += [f"{a.get('href')} {text(a)}" for a in links if "/change/" in a.get("href", "")]
        if not listed.has_next():
            break
    assert len(seen) == listed.paginator.count
    assert len(set(seen)) == len(seen) or address == "coming/"
    assert staff.get(f"/staff/{address}", {"page": number + 1}).status_code == 404


def test_what_is_behind_is_found_on_its_own_page(staff):
    page = make_page(words={"en": page_words(menu_title="Money"), "es": page_words()})
    assert "Nothing is left here" in Document(staff.get("/staff/behind/es/").content.decode()).words
    english = page.translations.get(language_code="en")
    english.lead = "The English has changed"
    english.save()
    document = Document(staff.get("/staff/behind/es/").content.decode())
    assert "Money" in document.words
    assert f"/staff/resources/page/{page.pk}/change/?language=es" in " ".join(document.addresses)


@pytest.mark.parametrize("address", ["missing/en/", "missing/xx/", "behind/en/"])
def test_what_is_no_translation_has_no_list(staff, address):
    assert staff.get(f"/staff/{address}").status_code == 404


@pytest.mark.parametrize("address", ["checks/", "drafts/", "coming/", "confirm/", "missing/es/", "behind/es/"])
def test_a_list_is_for_those_who_see_the_front_page_s(client, organisation, address):
    assert client.get(f"/staff/{address}").status_code == 302
    client.force_login(User.objects.create_user("packer", is_staff=True))
    assert client.get(f"/staff/{address}").status_code == 403


def test_what_is_chosen_in_a_form_is_found_by_its_name_alone(staff):
    make_page("named", words={"en": page_words(menu_title="Heron")})
    make_page("said", words={"en": page_words(menu_title="Other", body="<p>heron</p>")})
    field = {"app_label": "campaigns", "model_name": "campaign", "field_name": "rests_on", "term": "heron"}
    found = staff.get("/staff/autocomplete/", field).json()["results"]
    assert [each["text"] for each in found] == ["Heron"]
    assert "Other" in staff.get("/staff/resources/page/?q=heron").content.decode()


# ── The fingerprint in the row, on every way into the database ─────────────


def is_behind_in_the_database(words=PageWords) -> bool:
    return words.objects.filter(words.behind(), language_code="es").exists()


@pytest.fixture
def page():
    return make_page(words={"en": page_words(), "es": page_words()})


def test_a_save_of_one_field_alone_changes_the_fingerprint_too(page):
    english = page.translations.get(language_code="en")
    english.title = "Another"
    english.save(update_fields=["title"])
    assert is_behind_in_the_database()


def test_rich_text_has_the_fingerprint_of_what_the_sanitiser_leaves(page):
    english = page.translations.get(language_code="en")
    english.body += "<script>alert(1)</script>"
    english.save()
    assert not is_behind_in_the_database()
    english.refresh_from_db()
    assert english.words_state == english.fingerprint()


def test_words_written_in_bulk_have_their_fingerprint():
    fill(0, 21)
    assert not PageWords.objects.filter(words_state="").exists()
    # Of twenty-one the first and the last but one are made from another English.
    assert CardWords.objects.filter(CardWords.behind()).count() == 2
    assert {row.master_id for row in CardWords.objects.all() if row.is_behind} == set(
        CardWords.objects.filter(CardWords.behind()).values_list("master", flat=True)
    )


def test_what_history_brings_back_has_the_fingerprint_of_what_it_is(staff, page):
    import reversion
    from reversion.models import Version

    english = page.translations.get(language_code="en")
    with reversion.create_revision():
        reversion.add_to_revision(page)
    english.title = "Another"
    english.save()
    version = Version.objects.get_for_object(english).first()
    # As it was kept before there were fingerprints.
    version.serialized_data = re.sub(r'"words_state": "[0-9a-f]*"', '"words_state": ""', version.serialized_data)
    version.revert()
    english.refresh_from_db()
    assert english.words_state == english.fingerprint()
    assert not is_behind_in_the_database()


def test_the_conditions_say_what_the_rows_say():
    fill(0, 41)
    for words in (PageWords, CardWords):
        for row in words.objects.all():
            here = words.objects.filter(pk=row.pk)
            assert here.filter(words.behind()).exists() == row.is_behind
            assert here.filter(words.reviewed()).exists() == row.is_reviewed
