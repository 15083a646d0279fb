"""``/campaigns/…/``: a campaign, its timeline, and what belongs to it."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Campaign, Step
from campaigns.views.campaigns import show_campaign
from resources.models import Section
from tests.factories import (
    make_article,
    make_campaign,
    make_event,
    make_page,
    make_step,
    next_year,
    page_words,
)
from tests.markup import Document, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

ADDRESS = "/campaigns/sample/"


def read(client, address=ADDRESS, status=200):
    response = client.get(address)
    assert response.status_code == status
    return Document(response.content.decode(), f"https://example.org{address}")


def words(**changed):
    return {"en": page_words(**{"demand": "What we ask for.", **changed})}


def steps_of(document):
    return [element for element in document.all("article") if element.get("class") == "card"]


def headings(document):
    return [words for level, words in document.headings if level == 2]


def test_it_says_what_is_demanded_why_and_what_to_do(client):
    said = words(
        title="Pay everybody", menu_title="Pay", lead="In short.", demand="Pay everybody now.", body="<p>Because.</p>",
        action="<p>Write a letter.</p>",
    )  # fmt: skip
    make_campaign(words=said)

    page = read(client)

    assert page.title == "Pay · IDPWSP"
    assert text(page.first("h1")) == "Pay everybody"
    for each in ("Pay everybody now.", "In short.", "Because.", "Write a letter."):
        assert each in page.main
    assert page.errors == []


@pytest.mark.parametrize(("standing", "said"), [("going-on", "Going on"), ("won", "Won"), ("paused", "Paused")])
def test_it_says_in_words_how_it_stands(client, standing, said):
    make_campaign(standing=standing)

    stamps = [text(element) for element in read(client).all("span") if element.get("class") == "stamp"]
    assert stamps == [said]


def test_it_is_found_by_its_full_name_where_it_is_shared(client):
    make_campaign(words=words(title="Pay everybody"))

    assert read(client).meta("og:title") == "Pay everybody"


# ── The timeline ───────────────────────────────────────────────────────────


def test_its_steps_stand_from_the_oldest_to_the_newest_each_year_once(client):
    campaign = make_campaign()
    for since in ("2020", "2013-12-12", "2013-03"):
        make_step(campaign, f"y{since}", since=since)

    timeline = next(element for element in read(client).all("ol") if element.get("class") == "timeline")

    assert [each.get("id") for each in timeline.iter("article")] == ["y2013-03", "y2013-12-12", "y2020"]
    assert [text(each) for each in timeline.iter("b")] == ["2013", "2020"]


def test_a_step_says_when_where_who_says_so_and_when_we_looked(client):
    make_step(make_campaign(), sources=2, since="2013-12-12", checked_on=date(2026, 11, 22))

    step = steps_of(read(client))[0]

    said = text(step)
    for each in ("The step first", "Dec. 12, 2013", "California", "Nov. 22, 2026", "Source 1 of first"):
        assert each in said
    links = [a.get("href") for a in step.iter("a")]
    assert links == ["https://source.example/first/0", "https://source.example/first/1"]


def test_on_paper_the_sources_are_numbered_notes(client):
    campaign = make_campaign()
    make_step(campaign, "a", since="2001")
    make_step(campaign, "b", since="2002", sources=2)

    document = read(client)

    assert [text(each) for each in document.all("sup")] == ["1", "2, 3"]
    assert text(document.all("ol")[-1]).count("https://source.example/") == 3


def test_a_victory_is_marked_in_words(client):
    campaign = make_campaign(standing="going-on")
    make_step(campaign, "lost")
    make_step(campaign, "gained", is_victory=True)

    marked = {step.get("id"): "Won" in text(step) for step in steps_of(read(client))}

    assert marked == {"lost": False, "gained": True}


def test_a_step_that_is_overdue_says_so(client):
    yesterday = timezone.localdate() - timedelta(days=1)
    make_step(make_campaign(), checked_on=yesterday - timedelta(days=9), check_due=yesterday)

    assert "has not happened yet" in read(client).main


def test_a_step_that_is_not_overdue_does_not(client):
    make_step(make_campaign(), check_due=next_year())

    assert "has not happened yet" not in read(client).main


def hide(thing, how):
    now = timezone.now()
    if how == "a draft":
        thing.status = thing.Status.DRAFT
    elif how == "not there yet":
        thing.publish_at = now + timedelta(hours=1)
    else:
        thing.unpublish_at = now - timedelta(hours=1)
    thing.save()


HIDDEN = pytest.mark.parametrize("how", ["a draft", "not there yet", "taken down"])


@HIDDEN
def test_readers_do_not_see_a_step_that_is(client, how):
    campaign = make_campaign()
    make_step(campaign, "seen")
    hide(make_step(campaign, "hidden"), how)

    assert [step.get("id") for step in steps_of(read(client))] == ["seen"]


def test_a_preview_shows_draft_steps_marked(rf):
    campaign = make_campaign()
    make_step(campaign, "seen")
    make_step(campaign, "hidden", since="2014", status=Step.Status.DRAFT)
    request = rf.get(ADDRESS)
    request.user = AnonymousUser()

    response = show_campaign(request, Campaign.objects.whole().get(), drafts=True)

    shown = steps_of(Document(response.content.decode()))
    assert ["Draft" in text(step) for step in shown] == [False, True]


# ── What belongs to it ─────────────────────────────────────────────────────


def test_its_newest_news_stand_there_with_the_way_to_all_of_it(client):
    campaign = make_campaign()
    for day in range(1, 7):
        make_article(f"day{day}", campaign=campaign, dated=date(2026, 1, day))
    make_article("other", campaign=make_campaign("other"))

    links = [a.get("href") for a in read(client).first("main").iter("a")]

    assert [href for href in links if href.startswith("/news/")] == [f"/news/day{day}/" for day in (6, 5, 4, 3, 2)]
    assert f"{ADDRESS}news/" in links


def test_without_more_news_there_is_no_way_to_more(client):
    make_article(campaign=make_campaign())

    assert f"https://example.org{ADDRESS}news/" not in read(client).addresses


@HIDDEN
def test_readers_do_not_see_news_that_is(client, how):
    hide(make_article(campaign=make_campaign()), how)

    assert "News" not in headings(read(client))


def test_its_coming_events_stand_there_the_next_one_first(client):
    campaign = make_campaign()
    today = timezone.localdate()
    for slug, days in (("later", 9), ("sooner", 2), ("over", -2)):
        make_event(slug, today + timedelta(days=days), campaign=campaign)
    make_event("other", campaign=make_campaign("other"))

    links = [a.get("href") for a in read(client).first("main").iter("a")]

    assert [href for href in links if href.startswith("/events/")] == ["/events/sooner/", "/events/later/"]


def test_an_event_that_does_not_take_place_says_so(client):
    make_event(campaign=make_campaign(), standing="cancelled")

    assert "Cancelled" in read(client).main


def test_a_date_that_does_not_take_place_says_so(client):
    make_event(campaign=make_campaign()).dates.update(standing="postponed")

    assert "Postponed" in read(client).main


@HIDDEN
def test_readers_do_not_see_an_event_that_is(client, how):
    hide(make_event(campaign=make_campaign()), how)

    assert "Coming up" not in headings(read(client))


def test_it_leads_to_the_pages_it_rests_on(client):
    campaign = make_campaign()
    campaign.rests_on.add(make_page("money", Section.RIGHTS), make_page("who", Section.FACTS))

    links = [a.get("href") for a in read(client).first("main").iter("a")]

    assert [href for href in links if href.startswith(("/rights/", "/facts/"))] == ["/rights/money/", "/facts/who/"]


@HIDDEN
def test_it_does_not_lead_to_a_page_that_is(client, how):
    campaign, page = make_campaign(), make_page("money", Section.RIGHTS)
    campaign.rests_on.add(page)
    hide(page, how)

    assert "https://example.org/rights/money/" not in read(client).addresses


def test_parts_that_are_not_there_have_no_heading(client):
    make_campaign(words=words(body=""))

    document = read(client)
    assert document.errors == []
    for each in ("What you can do now", "What has happened", "News", "Coming up", "What it rests on"):
        assert each not in document.main


def test_a_long_page_begins_with_a_list_of_its_parts(client):
    campaign = make_campaign(words=words(body="<h2>Why</h2><p>Because.</p>", action="<p>Write.</p>"))
    make_step(campaign)

    document = read(client)

    nav = next(element for element in document.all("nav") if element.get("class") == "onpage")
    fragments = [a.get("href") for a in nav.iter("a")]
    assert fragments == ["#part-1", "#part-act", "#part-signed", "#part-steps", "#part-replies"]
    assert {href.removeprefix("#") for href in fragments} <= set(document.ids)


# ── Languages, and where it is not ─────────────────────────────────────────


def test_in_spanish_it_is_read_in_spanish(client):
    spanish = page_words(title="Paguen", menu_title="Pagos", demand="Paguen ya.")
    campaign = make_campaign(words={**words(), "es": spanish})
    make_step(campaign)

    document = read(client, f"/es{ADDRESS}")

    assert text(document.first("h1")) == "Paguen"
    assert "Paguen ya." in document.main
    step = steps_of(document)[0]
    assert [each.get("lang") for each in step.iter("div") if each.get("lang")] == ["en"]


def test_without_words_in_the_language_it_offers_the_english(client):
    make_campaign(words=words(title="Pay everybody"))

    document = read(client, f"/es{ADDRESS}")

    assert document.meta("robots") == "noindex"
    assert "Pay everybody" in document.main
    assert f"https://example.org{ADDRESS}" in document.addresses


@HIDDEN
def test_a_campaign_that_readers_have_seen_is_gone_when_it_is(client, how):
    hide(make_campaign(), how)

    assert client.get(ADDRESS).status_code == 410


def test_a_draft_that_nobody_has_seen_is_not_found(client):
    make_campaign(status=Campaign.Status.DRAFT)

    assert client.get(ADDRESS).status_code == 404


def test_what_never_was_is_not_found(client):
    assert client.get(ADDRESS).status_code == 404


def test_its_former_address_leads_to_it_in_every_language(client):
    campaign = make_campaign("first")
    campaign.slug = "second"
    campaign.save()

    for prefix in ("", "/es"):
        response = client.get(f"{prefix}/campaigns/first/")
        assert (response.status_code, response.headers["Location"]) == (301, f"{prefix}/campaigns/second/")


def test_nothing_is_sent_to_it(client):
    make_campaign()

    assert client.post(ADDRESS).status_code == 405


def test_the_number_of_queries_does_not_grow(client):
    campaign = make_campaign()

    def grow(begin):
        for number in range(begin, begin + 3):
            make_step(campaign, f"s{number}", sources=2)
            make_article(f"a{number}", campaign=campaign)
            make_event(f"e{number}", campaign=campaign)
            campaign.rests_on.add(make_page(f"p{number}"))

    def asked():
        with CaptureQueriesContext(connection) as captured:
            read(client)
        return len(captured)

    grow(0)
    before = asked()
    grow(3)

    assert asked() == before
