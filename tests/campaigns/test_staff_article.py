"""Staff edit an article with its corrections, in every language, and take changes back."""

from datetime import date, timedelta

import pytest
import reversion
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from reversion.models import Version

from campaigns.models import Article, Correction
from tests.admin_forms import fields_of, send
from tests.factories import make_article, make_campaign, page_words, put_words
from tests.markup import Document

pytestmark = pytest.mark.django_db

ADD = "/staff/campaigns/article/add/"
LIST = "/staff/campaigns/article/"


@pytest.fixture
def article(organisation) -> Article:
    with reversion.create_revision():
        words = {
            "en": page_words(menu_title="Claims", title="Claims reopen"),
            "es": page_words(menu_title="Reclamos", title="Reclamos"),
        }
        article = make_article("claims", words, dated=date(2014, 3, 1))
        correct(article, "We wrote 2012. It was 2013.")
        reversion.add_to_revision(article)
    return article


def correct(article: Article, text: str) -> Correction:
    correction = Correction(article=article)
    correction.save()
    put_words(correction, {"en": {"text": text}})
    return correction


def change(article: Article, language: str = "en") -> str:
    return f"{LIST}{article.pk}/change/?language={language}"


def save(staff, article, language="en", **changes):
    response = send(staff, change(article, language), "article_form", **changes)
    assert response.status_code == 302, Document(response.content.decode()).words


def history(staff, article) -> Document:
    return Document(staff.get(f"{LIST}{article.pk}/history/").content.decode())


def press(staff, article, ending: str):
    """The newest button of the history that takes this back."""
    button = next(each for each in history(staff, article).all("button") if (each.get("value") or "").endswith(ending))
    revision = Version.objects.get_for_object(article).first().revision_id
    staff.post(f"{LIST}{article.pk}/history/", {"revision": revision, "what": button.get("value")})


# ── Writing ────────────────────────────────────────────────────────────────


def test_an_article_is_written_as_a_draft_and_published(staff, client):
    send(staff, ADD, "article_form", menu_title="Claims", title="Claims reopen", slug="claims")
    article = Article.objects.get()
    assert article.dated is None
    assert client.get("/news/claims/").status_code == 404
    save(staff, article, status="published")
    article.refresh_from_db()
    assert article.dated == timezone.localdate()
    assert "Claims reopen" in client.get("/news/claims/").content.decode()


def test_a_slip_in_the_year_is_pointed_out(staff, article):
    response = send(staff, change(article), "article_form", dated="0226-05-01")
    assert response.status_code == 200
    assert "Check the year." in response.content.decode()


def test_a_correction_is_added_and_translated(staff, article):
    added = {"corrections-TOTAL_FORMS": "2", "corrections-1-text": "It was Sacramento.", "corrections-1-article": ""}
    save(staff, article, **{**added, "corrections-1-made_on": "2026-11-20"})
    assert article.corrections.count() == 2
    fields = fields_of(staff.get(change(article, "es")).content.decode(), "article_form")
    assert "corrections-0-made_on" not in fields
    save(staff, article, "es", **{"corrections-0-text": "Era 2013."})
    assert article.corrections.first().translations.get(language_code="es").text == "Era 2013."


def test_related_articles_are_found_by_typing(staff, article):
    other = make_article("other", {"en": page_words(menu_title="Another one")})
    address = "/staff/autocomplete/?app_label=campaigns&model_name=article&field_name=related&term=Another"
    assert staff.get(address).json()["results"] == [{"id": str(other.pk), "text": "Another one"}]
    save(staff, article, related=[str(other.pk)])
    save(staff, article, lead="In short.")
    assert list(article.related.all()) == [other]


def test_an_article_is_not_related_to_itself(staff, article):
    other = make_article("other")
    save(staff, article, related=[str(other.pk), str(article.pk)])
    assert list(article.related.all()) == [other]


def test_a_time_on_a_draft_is_pointed_out(staff, article):
    tomorrow = timezone.localdate() + timedelta(days=1)
    fields = {"status": "draft", "publish_at_0": tomorrow.isoformat(), "publish_at_1": "09:00"}
    response = send(staff, change(article), "article_form", **fields)
    assert "will not appear at its time" in staff.get(response.headers["Location"]).content.decode()


# ── Taking back ────────────────────────────────────────────────────────────


def test_a_correction_that_was_changed_is_taken_back_word_by_word(staff, article):
    save(staff, article, **{"corrections-0-text": "We wrote 2012. It was 2014."})
    assert "Correction “We wrote 2012. It was 2014.”" in history(staff, article).words
    press(staff, article, ":text")
    assert article.corrections.get().source_words.text == "We wrote 2012. It was 2013."


def test_a_correction_that_was_removed_comes_back(staff, article):
    save(staff, article, **{"corrections-0-DELETE": "on"})
    assert "Correction: We wrote 2012" in Document(staff.get("/staff/deleted/").content.decode()).words
    correction = next(each for each in history(staff, article).all("button") if "correction:" in each.get("value", ""))
    revision = Version.objects.get_for_object(article).first().revision_id
    staff.post(f"{LIST}{article.pk}/history/", {"revision": revision, "what": correction.get("value")})
    assert str(article.corrections.get()) == "We wrote 2012. It was 2013."


def test_the_articles_it_was_related_to_are_brought_back(staff, article):
    first, second = make_article("first"), make_article("second")
    save(staff, article, related=[str(first.pk)])
    save(staff, article, related=[str(second.pk)])
    press(staff, article, ":related")
    assert list(article.related.all()) == [first]


def test_its_campaign_is_brought_back(staff, article):
    campaign = make_campaign("money", {"en": page_words(menu_title="Money", demand="Pay.")})
    save(staff, article, campaign=str(campaign.pk))
    save(staff, article, campaign="")
    assert "Money" in history(staff, article).words
    press(staff, article, ":campaign")
    article.refresh_from_db()
    assert article.campaign == campaign


def test_a_deleted_article_comes_back_with_its_corrections(staff, article, client):
    staff.post(f"{LIST}{article.pk}/delete/", {"post": "yes"})
    document = Document(staff.get("/staff/deleted/").content.decode())
    assert "Article: Claims" in document.words
    version = next(each.get("value") for each in document.all("button") if each.get("name") == "version")
    staff.post("/staff/deleted/", {"version": version})
    assert client.get("/es/news/claims/").status_code == 200
    assert Correction.objects.count() == 1


# ── The list ───────────────────────────────────────────────────────────────


def test_the_list_is_narrowed_by_state_campaign_and_year(staff, article):
    campaign = make_campaign("money", {"en": page_words(menu_title="Money", demand="Pay.")})
    make_article("old", {"en": page_words(menu_title="Of the campaign")}, campaign=campaign, dated=date(2013, 1, 1))
    make_article("idea", {"en": page_words(menu_title="An idea")}, status=Article.Status.DRAFT)

    def listed(query: str) -> str:
        return Document(staff.get(f"{LIST}?{query}").content.decode()).words

    assert "Money" in listed("")
    assert "Claims" not in listed("status__exact=draft")
    assert "An idea" in listed("status__exact=draft")
    assert "Claims" not in listed(f"campaign__id__exact={campaign.pk}")
    assert "Of the campaign" in listed("dated__year=2013")
    assert "Claims" not in listed("dated__year=2013")
    assert "Claims" in listed("q=reopen")


def test_the_newest_stands_on_top_after_what_has_no_day_yet(staff, article):
    make_article("new", {"en": page_words(menu_title="A new one")})
    words = Document(staff.get(LIST).content.decode()).words
    assert words.index("A new one") < words.index("Claims")


def test_many_articles_take_as_many_queries_as_a_few(staff, article, django_assert_num_queries):
    def write(start: int, stop: int) -> None:
        for number in range(start, stop):
            campaign = make_campaign(f"campaign-{number}")
            each = make_article(f"article-{number}", campaign=campaign, dated=date(2014, 3, 1))
            each.related.add(article)
            correct(article, f"Number {number}.")

    write(0, 3)
    addresses = (LIST, change(article), "/staff/", "/staff/checks/")
    few = {}
    for address in addresses:
        staff.get(address)
        with CaptureQueriesContext(connection) as queries:
            staff.get(address)
        few[address] = len(queries)
    write(3, 30)
    for address in (LIST, "/staff/", "/staff/checks/"):
        with django_assert_num_queries(few[address]):
            assert staff.get(address).status_code == 200


# ── Refusals ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("slug", ["2014", "feed", "escort", "Claims", "with space"])
def test_an_address_that_is_not_its_own_or_gives_a_reader_away_is_refused(staff, article, slug):
    assert send(staff, change(article), "article_form", slug=slug).status_code == 200
    article.refresh_from_db()
    assert article.slug == "claims"


def test_nobody_gets_in_without_signing_in(client, article):
    assert client.get(change(article)).status_code == 302
