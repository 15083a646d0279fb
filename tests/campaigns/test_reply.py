"""Leaving a reply: it is kept as given for staff to read, and every refusal gives the words back."""

from datetime import date, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from campaigns.models import Article, Campaign, Reply
from campaigns.models.reply import LONGEST, OPEN_FOR
from tests.conftest import HOST, Reader
from tests.factories import make_article, make_campaign, make_reply, page_words
from tests.markup import Document, read

pytestmark = pytest.mark.django_db

ADDRESS = "/news/sample/reply/"
WORDS = {"name": "Ana", "text": "I was there.\r\nIt was cold.\r\n\r\nWe won! ☂️ نحن هنا 我们在这里"}
OUR_PAGE = {"origin": f"https://{HOST}", "sec-fetch-site": "same-origin"}


@pytest.fixture
def client(organisation) -> Reader:
    return Reader(headers=OUR_PAGE)


@pytest.fixture
def article(organisation) -> Article:
    return make_article()


def code_in(response) -> str:
    document = Document(response.content.decode())
    return "".join(document.first("code").itertext())


def main(response) -> str:
    return Document(response.content.decode()).main


@pytest.mark.parametrize("kind", [Article, Campaign])
def test_it_works(client, organisation, kind):
    story = make_article() if kind is Article else make_campaign()
    assert "Leave a reply" in read(client, f"{story.get_absolute_url()}reply/").main

    response = client.post(f"{story.get_absolute_url()}reply/", WORDS)

    assert response.status_code == 200
    assert "We have it Staff read it before it shows." in main(response)
    reply = Reply.objects.get()
    assert reply.story == story
    assert (reply.state, reply.name, reply.language_code) == ("waiting", "Ana", "en")
    assert reply.text == "I was there.\nIt was cold.\n\nWe won! ☂️ نحن هنا 我们在这里"
    assert Reply.objects.with_code(code_in(response)).get() == reply


def test_it_is_not_shown_before_staff_have_read_it(client, article):
    client.post(ADDRESS, WORDS)
    assert "I was there" not in read(client, "/news/sample/").main
    assert "I was there" not in read(client, "/news/sample/replies/").main


def test_a_reply_needs_no_name(client, article):
    client.post(ADDRESS, {"text": "Thank you."})
    assert Reply.objects.get().name == ""


def test_the_form_exists_in_every_language_and_a_reply_has_that_of_its_page(client, article):
    document = read(client, f"/es{ADDRESS}")
    assert document.language == "es"
    assert "A sample article" in document.main
    client.post(f"/es{ADDRESS}", {"text": "Gracias."})
    assert Reply.objects.get().language_code == "es"


def test_the_form_says_before_its_first_field_what_becomes_of_the_words(client, article):
    html = client.get(ADDRESS).content.decode()
    before = Document(html[: html.index("<form")]).main
    for said in ("before it shows", "phone numbers", "network address", "30 days", "code", "no place to report"):
        assert said in before
    assert {"/help/", "/contact/"} <= {each.get("href") for each in Document(html).links}


def test_its_page_is_valid_and_discreet(client, article):
    for response in (client.get(ADDRESS), client.post(ADDRESS, {"text": ""}), client.post(ADDRESS, WORDS)):
        document = Document(response.content.decode())
        assert document.errors == []
        assert "sample" not in document.title
        assert document.meta("robots") == "noindex"


# ── Nothing about whoever wrote it ─────────────────────────────────────────


def test_the_row_holds_the_words_and_the_day_and_nothing_else(client, article):
    client.post(ADDRESS, {"text": "Thank you."}, headers={"user-agent": "TellTale/1.0"}, REMOTE_ADDR="203.0.113.77")
    row = Reply.objects.values().get()
    assert len(row.pop("code_hash")) == 64
    assert row.pop("id")
    assert row.pop("octets") == len("Thank you.")
    assert row == {
        "article_id": article.pk, "campaign_id": None, "name": "", "text": "Thank you.", "note": "",
        "state": "waiting", "language_code": "en", "received_on": timezone.localdate(), "decided_on": None,
    }  # fmt: skip


def test_its_page_is_the_same_for_everybody_and_kept_by_nobody(article):
    pages = [Reader(headers={"user-agent": name}).get(ADDRESS) for name in ("One", "Two")]
    assert pages[0].content == pages[1].content
    for response in (*pages, Reader(headers=OUR_PAGE).post(ADDRESS, WORDS)):
        assert response.headers["Cache-Control"] == "no-store"
        assert not response.cookies


def test_nothing_of_it_is_logged(client, article, log):
    client.post(ADDRESS, WORDS)
    client.post(ADDRESS, WORDS, headers={"sec-fetch-site": "cross-site"})
    assert "cold" not in log.getvalue()


# ── Refused, with every word ───────────────────────────────────────────────


def test_another_sites_form_is_refused_and_its_words_come_back(client, article):
    response = client.post(ADDRESS, WORDS, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    assert "It was cold." in response.content.decode()
    assert not Reply.objects.exists()


@pytest.mark.parametrize("text", ["", "  \r\n "])
def test_an_empty_reply_is_not_sent(client, article, text):
    response = client.post(ADDRESS, {"name": "Ana", "text": text})
    assert response.status_code == 422
    assert "Your reply: Please fill this in." in main(response)
    assert 'value="Ana"' in response.content.decode()
    assert not Reply.objects.exists()


def test_a_reply_that_is_too_long_says_how_long_it_is_and_is_kept(client, article):
    response = client.post(ADDRESS, {"text": "x" * (LONGEST + 7)})
    assert response.status_code == 422
    assert f"{LONGEST + 7} characters" in main(response)
    assert "x" * (LONGEST + 7) in response.content.decode()


def test_the_longest_reply_is_counted_as_it_was_typed(client, article):
    # A browser sends two characters for the end of a line.
    assert client.post(ADDRESS, {"text": "x\r\n" * (LONGEST // 2 - 1) + "xx"}).status_code == 200
    assert len(Reply.objects.get().text) == LONGEST


def test_script_is_given_back_and_shown_as_text(client, article):
    script = "<script>alert(1)</script>"
    response = client.post(ADDRESS, {"name": script * 20, "text": script})
    assert response.status_code == 422
    assert script not in response.content.decode()
    client.post(ADDRESS, {"name": script, "text": script})
    Reply.objects.update(state="approved")
    page = client.get("/news/sample/").content.decode()
    assert script not in page
    assert f"{script} {script}" in Document(page).main


def test_when_the_database_is_busy_the_words_come_back(article, monkeypatch):
    def busy(*_arguments):
        raise OperationalError("database is locked")

    monkeypatch.setattr(Reply, "lodge", busy)
    response = Reader(headers=OUR_PAGE, raise_request_exception=False).post(ADDRESS, WORDS)
    assert response.status_code == 503
    assert "It was cold." in response.content.decode()
    assert not Reply.objects.exists()


# ── Set aside, never refused ───────────────────────────────────────────────


@pytest.mark.parametrize(
    "sent",
    [
        {"text": "Buy", "subject_line": "cheap"},
        {"text": "a.com and www.b.example and http://c.example"},
    ],
    ids=["the field that people do not see", "three links"],
)
def test_what_is_doubtful_is_set_aside_and_answered_the_same(client, article, sent):
    response = client.post(ADDRESS, sent)
    assert "We have it" in main(response)
    assert Reply.objects.get().state == "set-aside"


def test_two_links_are_fine(client, article):
    client.post(ADDRESS, {"text": "a.com and www.b.example"})
    assert Reply.objects.get().state == "waiting"


def test_beyond_the_limit_of_an_hour_replies_are_set_aside(client, article):
    for number in range(11):
        assert client.post(ADDRESS, {"text": f"Reply {number}"}).status_code == 200
    assert [reply.state for reply in Reply.objects.all()] == ["waiting"] * 10 + ["set-aside"]


# ── Twice ──────────────────────────────────────────────────────────────────


def test_the_same_words_again_are_the_same_reply_with_a_new_code(client, article):
    first, second = client.post(ADDRESS, WORDS), client.post(ADDRESS, WORDS)
    assert "has reached us before" in main(second)
    assert not Reply.objects.with_code(code_in(first)).exists()
    assert Reply.objects.with_code(code_in(second)).get() == Reply.objects.get()


def test_the_same_words_below_something_else_are_another_reply(client, article):
    make_article("other")
    client.post(ADDRESS, WORDS)
    client.post("/news/other/reply/", WORDS)
    assert Reply.objects.count() == 2


def test_back_a_change_and_sent_again_is_another_reply(client, article):
    client.post(ADDRESS, WORDS)
    client.post(ADDRESS, {**WORDS, "text": "We won, and more."})
    assert Reply.objects.count() == 2


# ── Closed ─────────────────────────────────────────────────────────────────


def test_sixty_days_after_its_day_an_article_takes_no_more_replies(client, article):
    article.dated = timezone.localdate() - OPEN_FOR
    article.save()
    assert client.get(ADDRESS).status_code == 200
    article.dated -= timedelta(days=1)
    article.save()
    assert client.get(ADDRESS).status_code == 410


def test_a_closed_form_says_since_when(client, article):
    Article.objects.update(replies_until=date(2026, 3, 2))
    response = client.get(ADDRESS)
    assert response.status_code == 410
    assert "The last day for replies was March 2, 2026." in main(response)


@pytest.mark.parametrize(
    "change", [{"takes_replies": False}, {"replies_until": date(2026, 3, 2)}, {"unpublish_at": timezone.now()}]
)
def test_words_sent_while_it_closed_come_back_to_be_copied(client, article, change):
    Article.objects.update(**change)
    response = client.post(ADDRESS, WORDS)
    assert response.status_code == 410
    assert "It was cold." in main(response)
    assert Document(response.content.decode()).errors == []
    assert response.headers["Cache-Control"] == "no-store"
    assert not Reply.objects.exists()


def test_what_is_not_published_takes_no_replies(client, organisation):
    make_article("idea", status=Article.Status.DRAFT)
    make_article("gone", unpublish_at=timezone.now())
    make_article("wordless", {"es": page_words()})
    for slug, status in (("idea", 404), ("gone", 410), ("never", 404), ("wordless", 404)):
        assert client.get(f"/news/{slug}/reply/").status_code == status
    assert client.post("/news/idea/reply/", WORDS).status_code == 404
    assert not Reply.objects.exists()


def test_the_form_of_an_article_that_has_moved_takes_the_words_along(client, article):
    article.slug = "moved"
    article.save()
    response = client.post(ADDRESS, WORDS)
    # 308: the browser sends the same form again (RFC 9110, 15.4.9).
    assert (response.status_code, response.headers["Location"]) == (308, "/news/moved/reply/")
    assert client.get(ADDRESS, follow=True).status_code == 200


# ── Deleted on its day ─────────────────────────────────────────────────────


def test_what_was_not_approved_is_deleted_when_the_next_one_comes(client, article):
    long_ago = timezone.localdate() - timedelta(days=31)
    for state in Reply.State:
        make_reply(article, state.value, state=state, received_on=long_ago, decided_on=long_ago)
    client.post(ADDRESS, WORDS)
    assert [reply.text for reply in Reply.objects.all()][:-1] == ["approved"]


def test_replies_go_with_their_article(article):
    make_reply(article)
    article.delete()
    assert not Reply.objects.exists()


def test_words_that_nobody_can_see_are_none(client, article):
    assert client.post(ADDRESS, {"text": "\u200b\u2800\r\n\u3164"}).status_code == 422
    assert not Reply.objects.exists()


def test_a_name_that_nobody_can_see_is_none(client, article):
    client.post(ADDRESS, {"name": "\u2800\u200b", "text": "Words."})
    assert Reply.objects.get().name == ""
