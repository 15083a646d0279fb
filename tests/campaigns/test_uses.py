"""Pictures and outward links in campaigns, news and events: staff are told where they stand."""

import pytest

from idpwsp.foundation.links.places import places
from resources.models import Picture
from tests.factories import make_article, make_campaign, make_event, make_picture, make_step, page_words
from tests.markup import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(organisation, settings, tmp_path) -> Picture:
    settings.MEDIA_ROOT = tmp_path / "media"
    return make_picture()


def with_picture(picture: Picture) -> str:
    return f'<p>Look:</p><figure data-picture="{picture.token}"></figure>'


STORIES = {
    "campaign-lead": lambda picture: make_campaign(picture=picture),
    "article-lead": lambda picture: make_article(picture=picture),
    "event-lead": lambda picture: make_event(picture=picture),
    "campaign-body": lambda picture: make_campaign(words={"en": page_words(demand="Pay.", body=with_picture(picture))}),
    "campaign-action": lambda picture: make_campaign(
        words={"en": page_words(demand="Pay.", action=with_picture(picture))}
    ),
    "article-body": lambda picture: make_article(words={"en": page_words(body=with_picture(picture))}),
    "event-body": lambda picture: make_event(words={"en": page_words(body=with_picture(picture))}),
    "step-body": lambda picture: (
        make_step(make_campaign(), words={"en": {"title": "A step", "body": with_picture(picture)}}).campaign
    ),
}


@pytest.mark.parametrize("where", STORIES)
def test_a_picture_that_is_used_says_where_and_cannot_be_removed(staff, picture, where):
    story = STORIES[where](picture)
    meta = story._meta
    form = f"/staff/{meta.app_label}/{meta.model_name}/{story.pk}/change/"
    document = Document(staff.get("/staff/resources/picture/").content.decode())
    assert f"https://example.org{form}" in document.addresses
    assert f"{meta.verbose_name.capitalize()}: Sample" in document.words

    response = staff.post(f"/staff/resources/picture/{picture.pk}/delete/", {"post": "yes"})

    assert Picture.objects.filter(pk=picture.pk).exists()
    assert form in response.content.decode()


def test_a_source_of_a_step_leads_to_the_step_in_the_form_of_its_campaign(organisation):
    campaign = make_campaign()
    make_step(campaign, "first", since="2012", sources=0)
    make_step(campaign, "second", since="2013")
    address = "https://source.example/second/0"
    (place,) = places({address})[address]
    assert (place.thing, place.part, place.field) == ("Sample", "The step second", "source")
    assert place.url == f"/staff/campaigns/campaign/{campaign.pk}/change/#steps-1"
    assert place.is_seen


def test_links_in_words_lead_to_the_form_in_their_language(organisation):
    link = '<p><a href="https://there.example/">There</a></p>'
    words = {"en": page_words(demand="Pay."), "es": page_words(demand="Paguen.", action=link)}
    campaign = make_campaign(words=words)
    (place,) = places({"https://there.example/"})["https://there.example/"]
    assert (place.thing, place.field, place.language) == ("Sample", "what you can do now", "es")
    assert place.url == f"/staff/campaigns/campaign/{campaign.pk}/change/?language=es"


def test_the_link_of_an_event_leads_to_its_form(organisation):
    event = make_event(online_given="public", online_url="https://room.example/1")
    (place,) = places({"https://room.example/1"})["https://room.example/1"]
    assert (place.thing, place.part, place.field) == ("Sample", "", "link to take part online")
    assert place.url == f"/staff/campaigns/event/{event.pk}/change/"
