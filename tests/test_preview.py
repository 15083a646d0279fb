"""What staff see before readers do: a page as it would be, also before it is saved."""

import pytest
from reversion.models import Version

from resources.models import Card, Page
from tests.admin_forms import change, send
from tests.factories import make_card
from tests.markup import Document

pytestmark = pytest.mark.django_db


def test_a_preview_shows_a_draft_as_readers_will_see_it(staff, rights, client):
    rights.status = Page.Status.DRAFT
    rights.save()
    assert client.get("/rights/compensation/").status_code == 410
    preview = staff.get(f"/staff/preview/page/{rights.pk}/en/").content

    rights.status = Page.Status.PUBLISHED
    rights.save()
    assert preview == client.get("/rights/compensation/").content


def test_a_preview_shows_draft_cards_only_when_asked_to(staff, rights):
    make_card(rights, "idea", status=Card.Status.DRAFT)
    assert "More about idea" not in staff.get(f"/staff/preview/page/{rights.pk}/en/").content.decode()
    assert "More about idea" in staff.get(f"/staff/preview/page/{rights.pk}/en/?drafts").content.decode()


def test_a_form_leads_to_the_preview_in_its_own_language(staff, rights):
    for language in ("en", "es"):
        html = staff.get(change(rights, language)).content.decode()
        assert f'href="/staff/preview/page/{rights.pk}/{language}/"' in html


def test_a_preview_is_as_strict_as_the_public_page(staff, rights, client):
    public = client.get("/rights/compensation/").headers["Content-Security-Policy"]
    preview = staff.get(f"/staff/preview/page/{rights.pk}/en/").headers["Content-Security-Policy"]
    assert set(preview.split("; ")) == set(public.split("; "))


def test_a_preview_without_saving_shows_the_new_words_and_keeps_none(staff, rights):
    versions = Version.objects.count()
    response = send(staff, change(rights), "page_form", "_preview", title="Not saved", body="<p>Unsaved words</p>")
    assert response.status_code == 200
    words = Document(response.content.decode()).words
    assert "Not saved" in words
    assert "Unsaved words" in words
    assert rights.translations.get(language_code="en").title == "Money after a crime"
    assert Version.objects.count() == versions
    # Nor does the next page claim that something was changed.
    assert "was changed successfully" not in staff.get("/staff/").content.decode()


def test_a_preview_without_saving_names_what_is_wrong(staff, rights):
    response = send(staff, change(rights), "page_form", "_preview", title="")
    assert "This field is required" in response.content.decode()
