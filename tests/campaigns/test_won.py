"""What was won, told from the timelines: on its own page, and as a row of years on the home page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Campaign, Step
from resources.models import Page, Section
from tests.factories import make_campaign, make_card, make_page, make_picture, make_step, page_words
from tests.markup import Document, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

ADDRESS = "/about/won/"


@pytest.fixture
def won():
    return make_page("won", words={"en": page_words(body="<p>Not alone.</p>"), "es": page_words(title="Ganado")})


@pytest.fixture
def home():
    return make_page("home", Section.HOME, at_root=True, words={"en": page_words(), "es": page_words()})


def read(client, address=ADDRESS):
    response = client.get(address)
    assert response.status_code == 200
    return Document(response.content.decode(), f"https://example.org{address}")


def make_victory(campaign, key, **fields):
    return make_step(campaign, key, is_victory=True, **fields)


def articles(document):
    return [element.get("id") for element in document.all("article")]


# ── The page ───────────────────────────────────────────────────────────────


def test_it_shows_the_victories_of_all_campaigns_oldest_first(client, won):
    pay, report = make_campaign("pay"), make_campaign("report")
    make_victory(pay, "voted", since="2013-12-12")
    make_victory(report, "adopted", since="2018")
    make_victory(pay, "accepted", since="2014-03")
    make_step(pay, "failed", since="2026")

    document = read(client)

    assert articles(document) == ["pay-voted", "pay-accepted", "report-adopted"]
    timeline = next(element for element in document.all("ol") if element.get("class") == "timeline")
    assert [text(each) for each in timeline.iter("b")] == ["2013", "2014", "2018"]
    assert "Not alone." in document.main
    assert document.errors == []


def test_each_leads_to_its_campaign_and_its_sources_and_says_when_we_looked(client, won):
    words = {"en": page_words(title="Pay everybody", demand="Pay.")}
    make_victory(make_campaign("pay", words), "voted", sources=2)

    step = read(client).first("article")

    links = {a.get("href"): text(a) for a in step.iter("a")}
    assert links["/campaigns/pay/#voted"] == "Pay everybody"
    assert [href for href in links if href.startswith("https://source.example/voted/")] != []
    assert "Nov. 22, 2026" in text(step)


def test_two_campaigns_may_have_a_step_of_the_same_name(client, won):
    for slug in ("one", "two"):
        make_victory(make_campaign(slug), "law")

    assert articles(read(client)) == ["one-law", "two-law"]


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Step.Status.DRAFT},
        {"publish_at": timezone.now() + timedelta(days=1)},
        {"unpublish_at": timezone.now() - timedelta(days=1)},
    ],
    ids=["a draft", "not there yet", "taken down"],
)
def test_a_victory_that_readers_may_not_see_is_not_told(client, won, home, fields):
    make_victory(make_campaign(), "hidden", **fields)

    assert articles(read(client)) == []
    assert "2013" not in read(client, "/").main


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Campaign.Status.DRAFT},
        {"publish_at": timezone.now() + timedelta(days=1)},
        {"unpublish_at": timezone.now() - timedelta(days=1)},
    ],
    ids=["a draft", "not there yet", "taken down"],
)
def test_the_victories_of_a_campaign_that_readers_may_not_see_are_not_told(client, won, home, fields):
    make_victory(make_campaign(**fields), "hidden")

    assert articles(read(client)) == []
    assert "2013" not in read(client, "/").main


def test_without_victories_it_has_no_empty_part(client, won):
    assert "Year by year" not in read(client).main


def test_cards_that_staff_have_added_stand_below(client, won):
    make_card(won, "theirs")
    make_victory(make_campaign("pay"), "voted")

    document = read(client)

    assert articles(document) == ["pay-voted", "theirs"]
    assert [text(each) for each in document.all("sup")] == ["1", "2"]


def test_a_victory_may_have_a_picture_in_its_text(client, won, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    token = make_picture().token
    words = {"en": {"title": "Won", "body": f'<p>See.</p><figure data-picture="{token}"></figure>'}}
    make_victory(make_campaign(), "voted", words=words)

    assert token in read(client).first("img").get("src")


def test_in_spanish_the_victories_have_their_spanish_words(client, won):
    campaign = make_campaign("pay")
    spanish = {"title": "La votación", "body": "<p>Se votó.</p>"}
    make_victory(campaign, "voted", words={"en": {"title": "The vote", "body": "<p>x</p>"}, "es": spanish})
    make_victory(campaign, "later", since="2020", words={"en": {"title": "Only English", "body": "<p>x</p>"}})

    document = read(client, f"/es{ADDRESS}")

    first, second = document.all("article")
    # The campaign itself is not in Spanish: its page there only offers the English, and has no place for a step.
    assert "/es/campaigns/pay/" in [a.get("href") for a in first.iter("a")]
    assert "La votación" in text(first)
    assert "The vote" not in document.main
    assert [div.get("lang") for div in second.iter("div") if div.get("lang")] == ["en"]


def test_in_spanish_a_victory_leads_to_its_step_where_the_campaign_is_in_spanish(client, won):
    words = {"en": page_words(), "es": page_words(title="Paguen", demand="Paguen.")}
    make_victory(make_campaign("pay", words), "voted")

    assert "https://example.org/es/campaigns/pay/#voted" in read(client, f"/es{ADDRESS}").addresses


def test_readers_are_told_that_nobody_has_checked_the_translation_of_a_victory(client, won):
    page_in_spanish = won.translations.get(language_code="es")
    page_in_spanish.reviewed_on = timezone.localdate()
    page_in_spanish.save()
    step = make_victory(
        make_campaign(),
        "voted",
        words={"en": {"title": "The vote", "body": "<p>x</p>"}, "es": {"title": "Voto", "body": "<p>x</p>"}},
    )
    assert read(client, f"/es{ADDRESS}").all("aside")
    spanish = step.translations.get(language_code="es")
    spanish.reviewed_on = timezone.localdate()
    spanish.save()

    assert not read(client, f"/es{ADDRESS}").all("aside")


def test_the_number_of_queries_does_not_grow(client, won):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            read(client)
        return len(captured)

    make_victory(make_campaign("one"), "a")
    before = asked()
    for slug in ("two", "three"):
        campaign = make_campaign(slug)
        for key in ("a", "b"):
            make_victory(campaign, key)

    assert asked() == before


# ── The years on the home page ─────────────────────────────────────────────


def test_the_home_page_shows_the_years_oldest_first(client, home, won):
    campaign = make_campaign("pay")
    for since in ("2019", "2013-12", "2018-01-11"):
        make_victory(campaign, f"y{since[:4]}", since=since)
    make_step(campaign, "failed", since="2025")

    document = read(client, "/")

    years = next(element for element in document.all("ol") if element.get("class") == "years")
    assert [text(each) for each in years.iter("b")] == ["2013", "2018", "2019"]
    fragments = ["pay-y2013", "pay-y2018", "pay-y2019"]
    assert [a.get("href") for a in years.iter("a")] == [f"{ADDRESS}#{each}" for each in fragments]
    assert set(fragments) <= set(read(client).ids)


def test_in_spanish_the_years_lead_to_the_page_in_spanish(client, home, won):
    make_victory(make_campaign("pay"), "voted")

    assert f"https://example.org/es{ADDRESS}#pay-voted" in read(client, "/es/").addresses


@pytest.mark.parametrize("there", [True, False], ids=["nothing was won", "the page is not published"])
def test_there_are_no_years_when(client, home, won, there):
    if not there:
        make_victory(make_campaign(), "voted")
        Page.objects.filter(pk=won.pk).update(status=Page.Status.DRAFT)

    assert not [element for element in read(client, "/").all("ol") if element.get("class") == "years"]
