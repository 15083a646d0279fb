"""Campaigns, news and events on the front page for staff: what is there, and what needs somebody."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Article, Correction, Step
from tests.factories import make_article, make_campaign, make_date, make_event, make_step, page_words, put_words
from tests.markup import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(organisation):
    return make_campaign("money", {"en": page_words(menu_title="Money", demand="Pay her.")})


def titled(title: str) -> dict:
    return {"en": page_words(menu_title=title)}


def front(staff) -> Document:
    return Document(staff.get("/staff/").content.decode())


def part(staff, start: str, end: str) -> str:
    words = front(staff).words
    return words[words.rindex(start) : words.rindex(end)]


def test_it_leads_to_campaigns_news_and_events(staff, campaign):
    article = make_article("claims", titled("Claims"))
    event = make_event("vigil", words=titled("A vigil"))
    document = front(staff)
    places = {address.removeprefix("https://example.org/staff/") for address in document.addresses}
    for each in (campaign, article, event):
        name = each._meta.model_name
        assert f"campaigns/{name}/{each.pk}/change/" in places
        assert f"preview/{name}/{each.pk}/en/" in places
        assert {f"campaigns/{name}/", f"campaigns/{name}/add/"} <= places
    table = part(staff, "Campaigns, news, events", "Help directory")
    assert table.index("Money") < table.index("Going on") < table.index("Claims") < table.index("A vigil")


def test_news_and_events_that_are_done_with_are_left_out(staff, campaign):
    long_ago = timezone.localdate() - timedelta(days=400)
    make_article("old", titled("Old news"), dated=long_ago)
    make_event("over", long_ago, titled("A vigil that was"))
    assert "Old news" not in front(staff).words
    assert "A vigil that was" not in front(staff).words
    make_article("asked", titled("Old and open"), dated=long_ago, to_confirm="Who said so?")
    assert "Article: Old and open Who said so?" in front(staff).words


def test_a_step_is_due_for_checking_and_leads_to_its_place_in_the_form(staff, campaign):
    make_step(campaign, "first", since="2012")
    step = make_step(campaign, "late", since="2013", check_due=timezone.localdate() - timedelta(days=1))
    document = front(staff)
    assert "Campaign: Money: The step late" in part(staff, "Due for checking", "Scheduled changes")
    assert f"https://example.org/staff/campaigns/campaign/{campaign.pk}/change/#steps-1" in document.addresses
    assert f"https://example.org/staff/checked/step/{step.pk}/" in document.addresses
    assert "Campaign: Money: The step first" in Document(staff.get("/staff/checks/").content.decode()).words


def test_drafts_and_what_is_coming_are_listed(staff, campaign):
    make_step(campaign, "doubt", status=Step.Status.DRAFT)
    make_article("idea", titled("An idea"), status=Article.Status.DRAFT)
    make_event("soon", words=titled("Soon"), publish_at=timezone.now() + timedelta(days=1))
    drafts = part(staff, "Drafts", "Spanish")
    assert "Campaign: Money: The step doubt" in drafts
    assert "Article: An idea" in drafts
    assert "Event: Soon appears" in part(staff, "Scheduled changes", "Drafts")


def test_a_translation_that_is_missing_leads_to_its_place_in_the_form(staff, campaign):
    make_step(campaign, "first")
    article = make_article("claims", {"en": page_words(menu_title="Claims"), "es": page_words()})
    correction = Correction(article=article)
    correction.save()
    put_words(correction, {"en": {"text": "It was 2013."}})
    words = part(staff, "Spanish", "Confirm before launch")
    assert "Campaign: Money: The step first" in words
    assert "Article: Claims: It was 2013." in words
    forms = "https://example.org/staff/campaigns"
    assert f"{forms}/campaign/{campaign.pk}/change/?language=es#steps-0" in front(staff).addresses
    assert f"{forms}/article/{article.pk}/change/?language=es#corrections-0" in front(staff).addresses


def test_what_is_to_be_confirmed_is_listed(staff, campaign):
    make_step(campaign, "first", to_confirm="Ask the board.")
    make_event("vigil", words=titled("A vigil"), to_confirm="Is the room free?")
    words = front(staff).words
    words = words[words.rindex("Confirm before launch") :]
    assert "Campaign: Money: The step first (Published) Ask the board." in words
    assert "Event: A vigil Is the room free?" in words


def test_events_stand_by_their_next_date(staff, organisation):
    later = make_event("later", timezone.localdate() + timedelta(days=20), titled("Later"))
    make_date(later, date(2025, 1, 1))
    make_event("sooner", timezone.localdate() + timedelta(days=10), titled("Sooner"))
    table = part(staff, "Campaigns, news, events", "Help directory")
    assert table.index("Sooner") < table.index("Later")


def test_many_of_each_take_no_more_queries_than_a_few(staff, organisation, django_assert_max_num_queries):
    def fill(start: int, stop: int) -> None:
        for number in range(start, stop):
            campaign = make_campaign(f"campaign-{number}")
            make_step(campaign, to_confirm="Ask", check_due=timezone.localdate())
            article = make_article(f"article-{number}", campaign=campaign)
            put_correction(article)
            make_date(make_event(f"event-{number}", campaign=campaign), date(2025, 1, 1))

    fill(0, 3)
    few = {}
    for address in ("/staff/", "/staff/checks/"):
        staff.get(address)
        with CaptureQueriesContext(connection) as queries:
            staff.get(address)
        few[address] = len(queries)
    fill(3, 30)
    for address, number in few.items():
        with django_assert_max_num_queries(number):
            staff.get(address)


def put_correction(article: Article) -> None:
    correction = Correction(article=article)
    correction.save()
    put_words(correction, {"en": {"text": "It was 2013."}})
