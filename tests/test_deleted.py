"""What was deleted stands in one list and comes back with everything that hung on it."""

import pytest
import reversion

from resources.models import Card, Page, Section, Service
from tests.admin_forms import send
from tests.factories import make_card, make_need, make_page, make_service
from tests.markup import Document

pytestmark = pytest.mark.django_db

DELETED = "/staff/deleted/"


def listed(staff) -> str:
    return Document(staff.get(DELETED).content.decode()).words


def bring_back(staff, nth=0):
    document = Document(staff.get(DELETED).content.decode())
    versions = [each.get("value") for each in document.all("button") if each.get("name") == "version"]
    return staff.post(DELETED, {"version": versions[nth]}, follow=True)


def delete(staff, thing):
    return staff.post(f"/staff/resources/{thing._meta.model_name}/{thing.pk}/delete/", {"post": "yes"})


def test_a_page_comes_back_with_its_languages_cards_and_sources(staff, rights, client):
    delete(staff, rights)
    assert client.get("/rights/compensation/").status_code == 410
    assert "Page: Sample" in listed(staff)
    response = bring_back(staff)
    assert "“Sample” is back" in response.content.decode()
    assert client.get("/rights/compensation/").status_code == 200
    assert client.get("/es/rights/compensation/").status_code == 200
    assert rights.cards.get().sources.count() == 2
    assert "Nothing was deleted" in listed(staff)


def test_a_card_comes_back_to_its_page(staff, rights):
    send(staff, f"/staff/resources/page/{rights.pk}/change/", "page_form", **{"cards-0-DELETE": "on"})
    assert "Card: The statement time" in listed(staff)
    response = bring_back(staff)
    assert response.redirect_chain[-1][0] == f"/staff/resources/page/{rights.pk}/change/"
    assert Card.objects.get().sources.count() == 2
    history = Document(staff.get(f"/staff/resources/page/{rights.pk}/history/").content.decode()).words
    assert "Brought back after it was deleted" in history


def test_the_cards_of_a_deleted_page_come_back_with_it_and_are_not_listed(staff, rights):
    delete(staff, rights)
    assert "The statement" not in listed(staff)


def test_a_service_comes_back_to_its_needs(staff, organisation):
    need = make_need()
    with reversion.create_revision():
        service = make_service(need)
        reversion.add_to_revision(service)
    delete(staff, service)
    bring_back(staff)
    assert Service.objects.get().needs.get() == need
    assert Service.objects.get().sources.count() == 1


def test_a_service_comes_back_without_a_need_that_is_gone(staff, organisation):
    need = make_need()
    with reversion.create_revision():
        service = make_service(need)
        reversion.add_to_revision(service)
    delete(staff, service)
    need.delete()
    bring_back(staff)
    assert not Service.objects.get().needs.exists()


def test_other_pages_of_the_same_revision_stay_as_they_are(staff, rights):
    with reversion.create_revision():
        other = make_page("other")
        for each in (rights, other):
            reversion.add_to_revision(each)
    row = other.translations.get()
    row.title = "Written by hand"
    row.save()
    delete(staff, rights)
    bring_back(staff)
    assert other.translations.get().title == "Written by hand"


def test_what_another_page_stands_in_the_way_of_is_said(staff, rights):
    delete(staff, rights)
    make_page("compensation", Section.RIGHTS)
    response = bring_back(staff)
    assert "Nothing was changed" in response.content.decode()
    assert Page.objects.count() == 1


def test_the_list_asks_the_database_as_often_for_many_things(staff, organisation, django_assert_max_num_queries):
    with reversion.create_revision():
        for number in range(20):
            page = make_page(f"page-{number}")
            make_card(page, "time")
            reversion.add_to_revision(page)
    for page in Page.objects.all():
        page.delete()
    with django_assert_max_num_queries(35):
        assert listed(staff).count("Page: Sample") == 20


@pytest.mark.parametrize("version", ["", "x", "0", "9" * 40, "²"])
def test_what_is_not_there_is_not_found(staff, rights, version):
    assert staff.post(DELETED, {"version": version}).status_code == 404


def test_who_may_not_add_is_refused(onlooker, rights):
    assert onlooker.get(DELETED).status_code == 403
