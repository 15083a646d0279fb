"""``/news/<slug>/``: an article with whose words it is, corrections, what belongs to it, and what journalists need."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from campaigns.models import Article
from resources.models import Section
from tests.campaigns.reading import IN_BOTH, questions, read
from tests.factories import (
    make_article,
    make_campaign,
    make_correction,
    make_landing,
    make_page,
    make_picture,
    page_words,
)
from tests.markup import text

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)
FULL_NAME = "In Defense of Prostitute Women’s Safety Project"


@pytest.fixture(autouse=True)
def ours(organisation):
    return organisation


def hrefs(document):
    return [link.get("href") for link in document.first("main").iter("a")]


def section(document, fragment):
    """The part of the page whose heading has that id."""
    return next(each for each in document.all("section") if each.get("aria-labelledby") == fragment)


def byline(document):
    return text(next(each for each in document.all("ul") if each.get("class") == "byline"))


def test_it_shows_heading_lead_text_day_and_whose_words_these_are(client):
    words = page_words(title="A hearing", lead="What happened.", body="<p>All of it.</p>", signed_by="A Collective")
    make_article("hearing", dated=DAY, words={"en": words})

    document = read(client, "/news/hearing/")

    assert text(document.first("h1")) == "A hearing"
    assert "What happened." in document.main
    assert "All of it." in document.main
    assert byline(document) == "Nov. 22, 2026 A Collective"
    assert document.first("time").get("datetime") == "2026-11-22"
    assert document.title == "Sample · IDPWSP"
    assert document.errors == []


def test_without_a_signature_the_words_are_the_organizations(client):
    make_article(dated=DAY)

    assert byline(read(client, "/news/sample/")) == f"Nov. 22, 2026 {FULL_NAME}"


def test_what_staff_type_is_never_markup(client):
    words = page_words(title="<b>x</b>", lead="<i>y</i>", signed_by="<script>z</script>")
    make_correction(make_article(words={"en": words}), "<u>w</u>")

    html = client.get("/news/sample/").content.decode()

    assert not any(tag in html for tag in ("<b>x", "<i>y", "<script>z", "<u>w"))


def test_its_picture_has_a_caption_and_a_credit(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    words = {"en": {"alt": "A red umbrella", "caption": "At City Hall."}}
    make_article(picture=make_picture(words=words, credit="Photo: A Friend"))

    document = read(client, "/news/sample/")

    assert document.first("img").get("alt") == "A red umbrella"
    assert text(document.first("figcaption")) == "At City Hall. Photo: A Friend"


def test_a_picture_that_readers_may_not_see_is_left_out(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_article(picture=make_picture(people="somebody", may_show="no"))

    assert read(client, "/news/sample/").all("img") == []


# ── Its campaign ───────────────────────────────────────────────────────────


def test_it_leads_to_its_campaign(client):
    make_article(campaign=make_campaign("claims"))

    assert "/campaigns/claims/" in hrefs(read(client, "/news/sample/"))


def test_a_campaign_that_readers_cannot_see_is_not_named(client):
    campaign = make_campaign("claims", status="draft", words={"en": page_words(title="Secret", demand="x")})
    make_article(campaign=campaign)

    document = read(client, "/news/sample/")

    assert "/campaigns/claims/" not in hrefs(document)
    assert "Secret" not in document.main


# ── Corrections ────────────────────────────────────────────────────────────


def test_a_correction_stands_below_the_text_and_is_announced_above_it(client):
    make_correction(make_article(), "It was 2013, not 2012.", made_on=DAY)

    document = read(client, "/news/sample/")

    assert "Corrected since." in byline(document)
    assert "#corrections" in hrefs(document)
    assert "corrections" in document.ids
    assert text(section(document, "corrections")) == "Corrections Nov. 22, 2026 It was 2013, not 2012."


def test_without_a_correction_it_speaks_of_none(client):
    make_article()

    document = read(client, "/news/sample/")

    assert "#corrections" not in hrefs(document)
    assert "corrections" not in document.ids


def test_a_correction_without_a_translation_stands_in_english_and_the_page_says_so(client):
    make_correction(make_article(words=IN_BOTH), "It was 2013.")

    document = read(client, "/es/news/sample/")

    inside = [each for each in section(document, "corrections").iter("span") if text(each) == "It was 2013."]
    assert [each.get("lang") for each in inside] == ["en"]


# ── What belongs to it ─────────────────────────────────────────────────────


def related(client, slug="sample"):
    document = read(client, f"/news/{slug}/")
    if "related" not in document.ids:
        return []
    return [link.get("href") for link in section(document, "related").iter("a")]


def test_related_are_those_that_staff_chose_as_far_as_readers_see_them(client):
    article = make_article(campaign=make_campaign())
    make_article("same-campaign", campaign=article.campaign)
    article.related.set([make_article("chosen"), make_article("draft", status="draft")])

    assert related(client) == ["/news/chosen/"]


def test_without_a_choice_they_are_the_newest_three_of_the_same_campaign(client):
    campaign = make_campaign()
    make_article(campaign=campaign, dated=DAY)
    for each in range(4):
        make_article(f"a{each}", campaign=campaign, dated=DAY - timedelta(days=each))
    make_article("draft", campaign=campaign, status="draft")
    make_article("other", campaign=make_campaign("other"))

    assert related(client) == ["/news/a0/", "/news/a1/", "/news/a2/"]


def test_an_article_of_no_campaign_has_none(client):
    make_article()
    make_article("another")

    assert related(client) == []


def neighbours(client, slug):
    document = read(client, f"/news/{slug}/")
    return {link.get("rel"): link.get("href") for link in document.links if link.get("rel") in ("next", "prev")}


def test_next_and_previous_go_through_all_that_is_published_by_day(client):
    make_article("old", dated=DAY - timedelta(days=2))
    make_article("first", dated=DAY)
    make_article("second", dated=DAY)
    make_article("draft", dated=DAY - timedelta(days=1), status="draft")

    assert neighbours(client, "old") == {"next": "/news/first/"}
    assert neighbours(client, "first") == {"next": "/news/second/", "prev": "/news/old/"}
    assert neighbours(client, "second") == {"prev": "/news/first/"}


# ── For journalists ────────────────────────────────────────────────────────


def test_journalists_are_told_whom_to_ring_and_where_the_facts_of_the_campaign_stand(client):
    make_landing(Section.FACTS)
    make_page("press", Section.SITE, at_root=True)
    make_landing(Section.CONTACT)
    campaign = make_campaign()
    campaign.rests_on.set([make_page("claims", Section.RIGHTS), make_page("hidden", Section.RIGHTS, status="draft")])
    make_article(campaign=campaign)

    block = section(read(client, "/news/sample/"), "press")

    links = [link.get("href") for link in block.iter("a")]
    assert links == ["tel:+14155550100", "/contact/", "/rights/claims/", "/press/"]
    assert "PO Box 1 San Francisco" in text(block)


def test_without_a_campaign_they_are_led_to_all_the_facts(client):
    make_landing(Section.FACTS)
    make_article()

    links = [link.get("href") for link in section(read(client, "/news/sample/"), "press").iter("a")]

    assert links == ["tel:+14155550100", "/facts/"]


# ── Languages, feeds, speed ────────────────────────────────────────────────


def test_in_a_language_without_words_it_offers_the_english(client):
    make_article(words={"en": page_words(title="A hearing")})

    document = read(client, "/es/news/sample/")

    assert "https://example.org/news/sample/" in document.addresses
    assert "A hearing" in document.main
    assert document.meta("robots") == "noindex"


def test_programs_find_the_feed_of_its_language(client):
    make_article(words=IN_BOTH)

    found = [link for link in read(client, "/es/news/sample/").rel("alternate") if link.get("type")]

    assert [(link.get("type"), link.get("href"), link.get("title")) for link in found] == [
        ("application/atom+xml", "/es/feed/", "IDPWSP")
    ]


def test_it_asks_the_database_as_often_for_many(client):
    campaign = make_campaign()
    campaign.rests_on.add(make_page("claims", Section.RIGHTS))
    for each in range(50):
        make_correction(make_article(f"a{each}", campaign=campaign, dated=DAY - timedelta(days=each)))
    with_many = questions(client, "/news/a2/")
    Article.objects.exclude(slug__in=["a0", "a1", "a2", "a3", "a4"]).delete()

    assert questions(client, "/news/a2/") == with_many <= 30


# ── Not there ──────────────────────────────────────────────────────────────


def test_a_draft_and_one_that_appears_later_are_not_found(client):
    make_article("draft", status="draft")
    make_article("later", publish_at=timezone.now() + timedelta(hours=1))

    assert client.get("/news/draft/").status_code == 404
    assert client.get("/news/later/").status_code == 404


def test_one_whose_time_is_over_is_gone(client):
    make_article(unpublish_at=timezone.now() - timedelta(hours=1))

    assert client.get("/news/sample/").status_code == 410


def test_one_that_moved_is_found_at_its_former_address(client):
    article = make_article("before")
    article.slug = "after"
    article.save()

    response = client.get("/news/before/")

    assert (response.status_code, response.headers["Location"]) == (301, "/news/after/")


def test_one_that_never_was_is_not_found(client):
    assert client.get("/news/nothing/").status_code == 404


# ── On the home page ───────────────────────────────────────────────────────


@pytest.fixture
def home(ours):
    return make_page("home", Section.HOME, at_root=True, words={"en": page_words(menu_title="Home")})


def test_the_home_page_shows_the_newest_three(client, home):
    for each in range(4):
        make_article(f"a{each}", dated=DAY - timedelta(days=each))
    make_article("draft", status="draft", dated=DAY)

    found = [href for href in hrefs(read(client, "/")) if href.startswith("/news/")]

    assert found == ["/news/", "/news/a0/", "/news/a1/", "/news/a2/"]


def test_the_home_page_shows_nothing_where_there_is_none(client, home):
    document = read(client, "/")

    assert "/news/" not in hrefs(document)
    assert [link.get("href") for link in document.rel("alternate") if link.get("type")] == ["/feed/"]
