"""What staff see of a campaign, an article or an event before readers do."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from reversion.models import Version

from campaigns.models import Step
from tests.admin_forms import send
from tests.conftest import Reader
from tests.factories import make_article, make_campaign, make_event, make_step, page_words
from tests.markup import Document

pytestmark = pytest.mark.django_db

KINDS = {
    "campaign": lambda words, **fields: make_campaign("sample", words, **fields),
    "article": lambda words, **fields: make_article("sample", words, **fields),
    "event": lambda words, **fields: make_event("sample", None, words, **fields),
}
EACH_KIND = pytest.mark.parametrize("kind", KINDS)


def make(kind: str, **fields):
    demand = {"demand": "Pay her."} if kind == "campaign" else {}
    words = {
        "en": page_words(title="In English", **demand),
        "es": page_words(title="En español", **demand),
    }
    return KINDS[kind](words, **fields)


def change(thing, language: str = "en") -> str:
    meta = thing._meta
    return f"/staff/{meta.app_label}/{meta.model_name}/{thing.pk}/change/?language={language}"


@EACH_KIND
@pytest.mark.parametrize("language", ["en", "es"])
def test_it_shows_a_draft_as_readers_will_see_it(staff, client, kind, language):
    thing = make(kind, status="draft")
    address = thing.get_absolute_url() if language == "en" else f"/es{thing.get_absolute_url()}"
    assert client.get(address).status_code == 404
    preview = staff.get(f"/staff/preview/{kind}/{thing.pk}/{language}/")
    thing.status = "published"
    thing.save()
    assert preview.content == client.get(address).content
    public = client.get(address).headers["Content-Security-Policy"]
    assert set(preview.headers["Content-Security-Policy"].split("; ")) == set(public.split("; "))


@EACH_KIND
def test_the_form_leads_to_it_in_its_own_language(staff, organisation, kind):
    thing = make(kind)
    for language in ("en", "es"):
        html = staff.get(change(thing, language)).content.decode()
        assert f'href="/staff/preview/{kind}/{thing.pk}/{language}/"' in html


@EACH_KIND
def test_without_saving_it_shows_the_new_words_and_keeps_none(staff, organisation, kind):
    thing = make(kind)
    versions = Version.objects.count()
    response = send(staff, change(thing), f"{kind}_form", "_preview", title="Not saved")
    assert response.status_code == 200
    assert "Not saved" in Document(response.content.decode()).words
    assert thing.translations.get(language_code="en").title == "In English"
    assert Version.objects.count() == versions


@EACH_KIND
def test_what_is_wrong_is_named_in_place_of_it(staff, organisation, kind):
    response = send(staff, change(make(kind)), f"{kind}_form", "_preview", title="")
    assert "This field is required" in response.content.decode()


def test_draft_steps_are_previewed_only_when_asked_for(staff, organisation):
    campaign = make("campaign")
    make_step(campaign, "idea", status=Step.Status.DRAFT)
    address = f"/staff/preview/campaign/{campaign.pk}/en/?drafts"
    response = staff.get(address)
    assert response.status_code == 200
    assert address in staff.get(change(campaign)).content.decode()
    assert [step.key for step in response.context["steps"]] == ["idea"]
    assert staff.get(address.removesuffix("?drafts")).context["steps"] == []


def test_what_has_no_parts_that_could_be_drafts_offers_no_preview_of_them(staff, organisation):
    for kind in ("article", "event"):
        assert "?drafts" not in staff.get(change(make(kind))).content.decode()


# ── Refusals ───────────────────────────────────────────────────────────────


def test_each_kind_asks_for_its_own_permission(organisation):
    user = User.objects.create_user("ana", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_article"))
    ana = Reader()
    ana.force_login(user)
    for kind, status in (("article", 200), ("campaign", 403), ("event", 403)):
        assert ana.get(reverse("preview", args=[kind, make(kind).pk, "en"])).status_code == status


@pytest.mark.parametrize("place", ["step/1/en", "service/1/en", "user/1/en", "campaign/999/en"])
def test_there_is_none_of_anything_else(staff, organisation, place):
    assert staff.get(f"/staff/preview/{place}/").status_code == 404


@EACH_KIND
def test_a_stranger_is_sent_to_sign_in(client, organisation, kind):
    response = client.get(f"/staff/preview/{kind}/{make(kind).pk}/en/")
    assert response.headers["Location"].startswith("/staff/login/")
