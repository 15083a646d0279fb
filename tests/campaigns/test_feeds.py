"""Atom feeds: valid by RFC 4287, with full text, the same ids for good, and 304 for who has it already."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import feedparser
import pytest
import time_machine
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from campaigns.models import Article, Campaign
from resources.models import Picture
from tests.campaigns.reading import IN_BOTH, entries, questions
from tests.discreet import gives_away
from tests.factories import make_article, make_campaign, make_correction, make_picture, page_words

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def ours(organisation):
    return organisation


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def feed(client, address="/feed/", **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return ET.fromstring(response.content)  # noqa: S314 - our own answer


def titles(client, address="/feed/"):
    return [entry.findtext(f"{ATOM}title") for entry in entries(client, address)]


def content(client, address="/feed/"):
    """The full text of the one entry, as a feed reader shows it."""
    return entries(client, address)[0].findtext(f"{ATOM}content")


def touch(article, **fields):
    for name, value in fields.items():
        setattr(article, name, value)
    article.save()


# ── What is in it ──────────────────────────────────────────────────────────


def test_a_feed_reader_understands_it(client):
    words = page_words(title="A hearing & more", lead="What <happened>.", body="<p>All of it.</p>", signed_by="A Group")
    make_article("hearing", campaign=make_campaign("claims"), dated=DAY, words={"en": words})

    response = client.get("/feed/")
    parsed = feedparser.parse(response.content, response_headers={"content-type": response.headers["Content-Type"]})

    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert not parsed.bozo
    assert parsed.version == "atom10"
    assert parsed.feed.title == "IDPWSP"
    assert parsed.feed.language == "en"
    assert parsed.feed.link == "https://example.org/news/"
    (entry,) = parsed.entries
    assert entry.title == "A hearing & more"
    assert entry.link == "https://example.org/news/hearing/"
    assert entry.author == "A Group"
    assert entry.summary == "What <happened>."
    assert entry.summary_detail.type == "text/plain"
    assert "<p>All of it.</p>" in entry.content[0].value
    assert entry.content[0].type == "text/html"
    assert [(tag.term, tag.label) for tag in entry.tags] == [("claims", "Sample")]


@pytest.mark.parametrize("address", ["/feed/", "/es/feed/", "/campaigns/sample/feed/", "/es/campaigns/sample/feed/"])
def test_it_holds_what_rfc_4287_requires(client, address):
    campaign = make_campaign()
    for each in range(3):
        make_article(f"a{each}", campaign=campaign, words=IN_BOTH, publish_at=NOON if each else None)
    root = feed(client, address)

    assert root.tag == f"{ATOM}feed"
    (mine,) = [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert mine.get("href") == f"https://example.org{address}"
    ids = [each.text for each in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)) == 4
    assert all(each.startswith("urn:uuid:") for each in ids)
    for part in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1, name
        assert parse_datetime(part.findtext(f"{ATOM}updated")).tzinfo is not None
    for entry in root.findall(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]
        assert len(entry.findall(f"{ATOM}content")) == len(entry.findall(f"{ATOM}summary")) == 1
        published, updated = (parse_datetime(entry.findtext(f"{ATOM}{name}")) for name in ("published", "updated"))
        assert published <= updated


def test_without_articles_it_is_still_valid_and_the_same_all_day(client):
    with time_machine.travel(NOON, tick=False):
        first = client.get("/feed/").content
    with time_machine.travel(NOON + timedelta(hours=3), tick=False):
        assert client.get("/feed/").content == first

    assert feed(client).find(f"{ATOM}entry") is None
    assert feed(client).findtext(f"{ATOM}updated")


def test_it_holds_the_newest_thirty(client):
    for each in range(31):
        make_article(f"a{each}", dated=DAY - timedelta(days=each), words={"en": page_words(title=f"Article {each}")})

    assert titles(client) == [f"Article {each}" for each in range(30)]


def test_what_readers_cannot_see_is_not_in_it(client):
    now = timezone.now()
    make_article("draft", status="draft")
    make_article("later", publish_at=now + timedelta(hours=1))
    make_article("over", unpublish_at=now - timedelta(hours=1))

    assert titles(client) == []


def test_an_article_comes_and_goes_at_its_time(client):
    make_article(publish_at=NOON, unpublish_at=NOON + timedelta(hours=2))

    found = []
    for hours in (-1, 1, 3):
        with time_machine.travel(NOON + timedelta(hours=hours), tick=False):
            found.append(len(entries(client)))

    assert found == [0, 1, 0]


def test_without_a_signature_the_author_is_our_short_name(client):
    make_article()

    assert entries(client)[0].findtext(f"{ATOM}author/{ATOM}name") == "IDPWSP"


def test_a_campaign_that_readers_cannot_see_is_no_category(client):
    make_article(campaign=make_campaign(status="draft"))

    assert entries(client)[0].find(f"{ATOM}category") is None


def test_characters_that_xml_cannot_hold_do_not_break_it(client):
    make_article(words={"en": page_words(title="A\x0bhearing", lead="x\x00\x1fy\ufffe", body="<p>a\x08b</p>")})

    (entry,) = entries(client)

    assert entry.findtext(f"{ATOM}title") == "Ahearing"
    assert entry.findtext(f"{ATOM}summary") == "xy"


def test_markup_that_staff_type_into_plain_fields_stays_text(client):
    make_article(words={"en": page_words(title="<b>x</b>", lead="<i>y</i>")})

    (entry,) = entries(client)

    assert entry.findtext(f"{ATOM}title") == "<b>x</b>"
    assert entry.find(f"{ATOM}title").get("type", "text") == "text"
    assert "&lt;i&gt;y" in entry.findtext(f"{ATOM}content")


# ── Full text leads home from anywhere ─────────────────────────────────────


def test_every_link_and_picture_in_the_text_has_a_whole_address(client):
    picture = make_picture((1600, 1000))
    body = (
        '<h2>One</h2><p><a href="/rights/">Rights</a> <a href="#part-1">above</a> '
        '<a href="https://other.example/x">other</a> <a href="tel:+14155550100">call</a></p>'
        f'<figure data-picture="{picture.token}"></figure>'
    )
    make_article("hearing", picture=picture, words={"en": page_words(body=body)})

    text = content(client)

    assert 'href="https://example.org/rights/"' in text
    assert 'href="https://example.org/news/hearing/#part-1"' in text
    assert 'href="https://other.example/x" rel="noreferrer"' in text
    assert 'href="tel:+14155550100"' in text
    assert text.count("<figure") == 2
    assert f'src="https://example.org/media/pictures/{picture.token}/' in text
    assert not any(start in text for start in ('="/', '="#', ", /", "&quot;/"))


def test_words_that_only_look_like_a_link_are_left_alone(client):
    make_article(words={"en": page_words(body='<p>Type href="/rights/" there, 3 &lt; 4.</p>')})

    assert 'href="/rights/"' in content(client).replace("&quot;", '"')


def test_a_picture_that_readers_may_no_longer_see_is_gone_from_it(client):
    picture = make_picture()
    body = f'<p>Words.</p><figure data-picture="{picture.token}"></figure>'
    make_article(picture=picture, words={"en": page_words(body=body)})
    assert picture.token in content(client)

    Picture.objects.update(people="somebody", may_show="no")

    assert picture.token not in content(client)


def test_a_correction_stands_in_the_text(client):
    make_correction(make_article(), "It was 2013, not 2012.", made_on=DAY)

    assert "Nov. 22, 2026: It was 2013, not 2012." in content(client)


# ── Languages and campaigns ────────────────────────────────────────────────


def test_each_language_has_its_own_with_what_has_words_in_it(client):
    make_article("both", words=IN_BOTH)
    make_article("english", words={"en": page_words(title="English alone")})

    assert set(titles(client)) == {"A hearing", "English alone"}
    assert titles(client, "/es/feed/") == ["Una audiencia"]
    root = feed(client, "/es/feed/")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    assert root.find(f"{ATOM}entry/{ATOM}link").get("href") == "https://example.org/es/news/both/"


def test_a_campaign_has_a_feed_of_its_own_articles(client):
    campaign = make_campaign("claims", words={"en": page_words(menu_title="Claims", demand="x")})
    make_article("mine", campaign=campaign, words={"en": page_words(title="Mine")})
    make_article("other", campaign=make_campaign("other"))
    make_article("none")

    root = feed(client, "/campaigns/claims/feed/")

    assert titles(client, "/campaigns/claims/feed/") == ["Mine"]
    assert root.findtext(f"{ATOM}title") == "IDPWSP · Claims"
    assert root.find(f"{ATOM}link[@rel='alternate']").get("href") == "https://example.org/campaigns/claims/"


def test_an_article_is_the_same_entry_in_every_feed_of_its_language_and_another_in_each_language(client):
    make_article(campaign=make_campaign(), words=IN_BOTH)

    ids = [entries(client, address)[0].findtext(f"{ATOM}id") for address in ("/feed/", "/campaigns/sample/feed/")]
    spanish = entries(client, "/es/feed/")[0].findtext(f"{ATOM}id")

    assert ids[0] == ids[1] != spanish


def test_the_feed_of_a_campaign_answers_as_the_campaign_does(client):
    make_campaign("draft", status="draft")
    make_campaign("over", unpublish_at=timezone.now() - timedelta(hours=1))
    campaign = make_campaign("before")
    touch(campaign, slug="after")

    assert client.get("/campaigns/draft/feed/").status_code == 404
    assert client.get("/campaigns/nothing/feed/").status_code == 404
    assert client.get("/campaigns/over/feed/").status_code == 410
    moved = client.get("/es/campaigns/before/feed/")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/es/campaigns/after/feed/")


def test_a_campaigns_page_lets_programs_find_its_feed(client):
    make_campaign("claims")

    html = client.get("/campaigns/claims/").content.decode()

    assert '<link rel="alternate" type="application/atom+xml" href="/campaigns/claims/feed/" title="IDPWSP">' in html


def test_titles_of_feeds_give_no_reader_away(client):
    make_campaign()

    for address in ("/feed/", "/es/feed/", "/campaigns/sample/feed/"):
        assert gives_away(feed(client, address).findtext(f"{ATOM}title")) is None


# ── The same for good ──────────────────────────────────────────────────────


def test_ids_outlive_a_new_slug_and_a_new_host(client, settings):
    article = make_article(campaign=make_campaign())

    def ids(address):
        return [each.text for each in feed(client, address).iter(f"{ATOM}id")]

    before = [*ids("/feed/"), *ids("/campaigns/sample/feed/")]
    touch(article, slug="renamed")
    touch(Campaign.objects.get(), slug="renamed")
    settings.SITE_URL = "https://new.example"

    assert [*ids("/feed/"), *ids("/campaigns/renamed/feed/")] == before


def test_every_address_is_on_our_own_name_whatever_the_host_is_called(client, settings):
    settings.ALLOWED_HOSTS = ["mirror.example"]
    make_article(words={"en": page_words(body='<p><a href="/rights/">x</a></p>')})

    body = client.get("/feed/", headers={"host": "mirror.example"}).content.decode()

    assert "mirror.example" not in body
    assert 'rel="self"' in body


def test_updated_moves_with_an_edit_and_with_a_correction_and_published_stays(client):
    def moments():
        entry = entries(client)[0]
        return [parse_datetime(entry.findtext(f"{ATOM}{name}")) for name in ("published", "updated")]

    with time_machine.travel(NOON, tick=False):
        article = make_article()
        first = moments()
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        touch(article)
        edited = moments()
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        make_correction(article)
        corrected = moments()

    assert first[1] == NOON
    assert edited[1] == NOON + timedelta(days=1)
    assert corrected[1] == NOON + timedelta(days=2)
    assert first[0] == edited[0] == corrected[0] == datetime(2026, 11, 22, 8, tzinfo=UTC)


def test_what_appeared_at_a_set_time_was_published_and_updated_then(client):
    with time_machine.travel(NOON, tick=False):
        make_article(publish_at=NOON + timedelta(hours=1))
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        entry = entries(client)[0]

    for name in ("published", "updated"):
        assert parse_datetime(entry.findtext(f"{ATOM}{name}")) == NOON + timedelta(hours=1)


def test_it_asks_the_database_as_often_for_many(client):
    picture = make_picture()
    body = f'<figure data-picture="{picture.token}"></figure>'
    for each in range(50):
        article = make_article(
            f"a{each}", campaign=make_campaign(f"c{each}"), picture=picture, words={"en": page_words(body=body)}
        )
        make_correction(article)
    with_many = questions(client, "/feed/")
    Article.objects.exclude(slug__in=["a0", "a1", "a2", "a3", "a4"]).delete()

    assert questions(client, "/feed/") == with_many <= 20
