"""What a reader finds at an address that she kept: the page where it is now, or that it is gone."""

from datetime import timedelta

import pytest
import reversion
from django.utils import timezone
from reversion.models import Version

from idpwsp.foundation.models import FormerAddress
from resources.models import Page, Section
from tests.factories import make_page, page_words

pytestmark = pytest.mark.django_db

BOTH = {"en": page_words(), "es": page_words(title="Ejemplo")}


def move(page, slug, section=None):
    page.slug, page.section = slug, section or page.section
    page.save()


def test_a_page_that_moved_is_found_in_every_language(client):
    page = make_page("first", words=BOTH)
    move(page, "second", Section.FACTS)
    assert client.get("/about/first/").status_code == 301
    assert client.get("/about/first/").headers["Location"] == "/facts/second/"
    assert client.get("/es/about/first/").headers["Location"] == "/es/facts/second/"


def test_there_is_never_a_chain(client):
    page = make_page("first")
    for slug in ("second", "third", "fourth"):
        move(page, slug)
    for slug in ("first", "second", "third"):
        assert client.get(f"/about/{slug}/").headers["Location"] == "/about/fourth/"
    assert page.former_addresses == ["about/first/", "about/second/", "about/third/"]


def test_there_is_never_a_loop(client):
    page = make_page("first")
    move(page, "second")
    move(page, "first")
    assert client.get("/about/first/").status_code == 200
    assert client.get("/about/second/").headers["Location"] == "/about/first/"
    # A browser that keeps a redirect would go round in a circle after the next move.
    assert client.get("/about/second/").headers["Cache-Control"] == "no-cache"


def test_two_pages_that_change_places_are_both_found(client):
    one, two = make_page("one", words={"en": page_words(title="One")}), make_page("two")
    move(one, "aside")
    move(two, "one")
    move(one, "two")
    assert "One" in client.get("/about/two/").content.decode()
    assert client.get("/about/one/").status_code == 200
    assert client.get("/about/aside/").headers["Location"] == "/about/two/"


def test_a_page_at_an_old_address_comes_before_the_redirect(client):
    move(make_page("first"), "second")
    make_page("first", words={"en": page_words(title="A new one")})
    assert "A new one" in client.get("/about/first/").content.decode()


def test_a_draft_at_an_old_address_does_not_break_the_redirect(client):
    move(make_page("first"), "second")
    make_page("first", status=Page.Status.DRAFT)
    assert client.get("/about/first/").headers["Location"] == "/about/second/"


def test_an_unpublished_page_is_gone_and_shows_the_way_on(client, organisation):
    page = make_page("first")
    page.status = Page.Status.DRAFT
    page.save()
    response = client.get("/about/first/")
    assert response.status_code == 410
    assert organisation.phone in response.content.decode()
    # A browser keeps this answer for good unless it is told to ask again, and would hide a page that is back.
    assert response.headers["Cache-Control"] == "no-cache"


def test_a_page_that_moved_and_was_unpublished_is_gone_at_both_addresses(client, organisation):
    page = make_page("first")
    move(page, "second")
    page.unpublish_at = timezone.now() - timedelta(hours=1)
    page.save()
    for slug in ("first", "second"):
        response = client.get(f"/about/{slug}/")
        assert response.status_code == 410
        assert response.headers["Cache-Control"] == "no-cache"


def test_a_deleted_page_is_gone(client, organisation):
    make_page("first").delete()
    assert client.get("/about/first/").status_code == 410


def test_a_page_brought_back_is_found_at_its_old_addresses_again(client, organisation):
    with reversion.create_revision():
        page = make_page("first")
        move(page, "second")
    page.delete()
    Version.objects.get_deleted(Page).get().revision.revert()
    assert client.get("/about/second/").status_code == 200
    assert client.get("/about/first/").headers["Location"] == "/about/second/"


def test_what_was_never_published_leaves_no_trace(client, organisation):
    draft = make_page("secret", status=Page.Status.DRAFT)
    move(draft, "other")
    draft.delete()
    later = make_page("later", publish_at=timezone.now() + timedelta(days=1))
    move(later, "sooner")
    for slug in ("secret", "other", "later", "sooner"):
        assert client.get(f"/about/{slug}/").status_code == 404
    assert not FormerAddress.objects.exists()


def test_a_section_that_changes_moves_the_page(client):
    page = make_page("first")
    move(page, "first", Section.FACTS)
    assert client.get("/about/first/").headers["Location"] == "/facts/first/"


def test_staff_see_where_a_page_is_still_found(staff):
    page = make_page("first")
    move(page, "second")
    html = staff.get(f"/staff/resources/page/{page.pk}/change/").content.decode()
    assert "/about/first/" in html
