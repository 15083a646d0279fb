"""“Checked today”: one press from the list, and the question which source it was compared with."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from resources.models import Card, Page
from tests.factories import make_card, make_need, make_page, make_service
from tests.markup import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(organisation) -> Card:
    return make_card(
        make_page(), "time", sources=2, checked_against=Card.Basis.COPY, to_confirm="Ask the board",
        checked_on=date(2025, 1, 1), check_due=date(2025, 7, 1),
    )  # fmt: skip


def address(thing) -> str:
    return f"/staff/checked/{thing._meta.model_name}/{thing.pk}/"


def check(reader, thing, **fields):
    due = timezone.localdate() + timedelta(days=100)
    fields = {"compared_with": str(thing.sources.first().pk), "check_due": due.isoformat(), **fields}
    return reader.post(address(thing), fields)


def test_it_works(staff, card):
    document = Document(staff.get(address(card)).content.decode())
    assert "More about time." in document.words
    assert "https://source.example/time/0" in document.addresses
    assert check(staff, card).status_code == 302
    card.refresh_from_db()
    assert card.checked_on == timezone.localdate()
    assert card.checked_against == Card.Basis.SOURCE
    assert card.check_due == timezone.localdate() + timedelta(days=100)
    assert card.to_confirm == "Ask the board"


def test_the_list_leads_there(staff, card):
    assert address(card) in staff.get("/staff/").content.decode()


def test_readers_see_the_new_day(staff, card, client):
    card.page.save()
    assert "saved copy" in client.get("/about/sample/").content.decode()
    check(staff, card)
    assert "Checked at the source on" in client.get("/about/sample/").content.decode()


def test_it_stands_in_the_history_of_the_page_with_the_source(staff, card):
    staff.post(f"/staff/resources/page/{card.page_id}/change/", {})
    check(staff, card)
    words = Document(staff.get(f"/staff/resources/page/{card.page_id}/history/").content.decode()).words
    assert "compared with Source 0 of time" in words
    assert "maria" in words


def test_another_source_is_added_to_it(staff, card):
    check(staff, card, compared_with="another", title="The new law", url="https://law.example/1")
    assert list(card.sources.values_list("title", flat=True))[-1] == "The new law"


def test_a_saved_copy_stays_a_saved_copy(staff, card):
    check(staff, card, compared_with="copy")
    card.refresh_from_db()
    assert card.checked_against == Card.Basis.COPY


def test_what_was_to_be_confirmed_is_taken_away_when_it_is_confirmed(staff, card):
    check(staff, card, is_confirmed="on")
    card.refresh_from_db()
    assert card.to_confirm == ""


def test_services_are_checked_the_same_way(staff, organisation):
    service = make_service(make_need(), phone="800-777-9229")
    assert "800-777-9229" in staff.get(address(service)).content.decode()
    assert check(staff, service).status_code == 302
    service.refresh_from_db()
    assert service.checked_on == timezone.localdate()


def test_the_next_check_is_proposed_after_as_long_again(staff, card):
    html = staff.get(address(card)).content.decode()
    assert (timezone.localdate() + timedelta(days=181)).isoformat() in html


# ── Refusals ───────────────────────────────────────────────────────────────


def test_it_is_not_noted_without_a_source(staff, card):
    response = check(staff, card, compared_with="")
    assert response.status_code == 200
    assert "Not noted yet" in response.content.decode()
    card.refresh_from_db()
    assert card.checked_on == date(2025, 1, 1)


@pytest.mark.parametrize(
    "fields", [{"title": "No address"}, {"url": "https://law.example/"}, {"title": "x", "url": "x y"}]
)
def test_another_source_needs_a_name_and_an_address(staff, card, fields):
    response = check(staff, card, compared_with="another", **fields)
    assert response.status_code == 200
    for typed in fields.values():
        assert typed in response.content.decode()
    assert card.sources.count() == 2


def test_the_source_of_another_card_is_refused(staff, card):
    other = make_card(card.page, "other")
    assert check(staff, card, compared_with=str(other.sources.get().pk)).status_code == 200


def test_the_next_check_is_later_than_today(staff, card):
    response = check(staff, card, check_due=timezone.localdate().isoformat())
    assert "Choose a day after today" in response.content.decode()


def test_who_may_only_look_is_refused(onlooker, card):
    assert onlooker.get(address(card)).status_code == 403
    assert check(onlooker, card).status_code == 403


def test_nobody_gets_there_without_signing_in(client, card):
    assert client.get(address(card)).status_code == 302


def test_what_is_no_statement_is_not_found(staff, card):
    assert staff.get("/staff/checked/page/1/").status_code == 404
    assert staff.get("/staff/checked/card/999999/").status_code == 404
    assert Page.objects.exists()
