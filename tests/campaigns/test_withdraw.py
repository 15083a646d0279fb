"""Taking back what one has sent: with the code, at once, and without a word of it on the page."""

from datetime import date

import pytest

from campaigns.models import Endorsement, Reply
from tests.campaigns.signing import code_on, post, sign
from tests.conftest import Reader
from tests.factories import make_article, make_campaign, make_endorsement
from tests.markup import Document, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(organisation):
    return make_campaign()


@pytest.fixture
def client(campaign) -> Reader:
    return Reader(raise_request_exception=False)


def withdraw(client, code: str, address: str = "/withdraw/", **headers: str):
    return post(client, address, {"code": code}, headers)


def test_it_works(client, campaign):
    code = code_on(sign(client))
    make_endorsement(campaign, "Bea")

    response = withdraw(client, code)

    assert response.status_code == 200
    page = Document(response.content.decode())
    assert "It is taken down" in page.main
    assert "Ana" not in page.words
    assert [each.name for each in Endorsement.objects.all()] == ["Bea"]


@pytest.mark.parametrize("state", ["waiting", "set-aside", "approved", "declined"])
def test_it_is_deleted_at_once_in_every_state_and_nothing_of_it_stays(client, campaign, state):
    code = code_on(sign(client))
    Endorsement.objects.update(state=state)

    withdraw(client, code)

    assert not Endorsement.objects.exists()
    assert "Ana" not in read(client, "/endorse/sample/names/").words


def test_a_reply_is_taken_back_at_the_same_address(client):
    reply = Reply(article=make_article(), text="What I said.", language_code="en", received_on=date(2026, 11, 1))
    code = reply.lodge().code
    other = Reply(article=reply.article, text="Another.", language_code="en")
    other.lodge()

    response = withdraw(client, code)

    assert "It is taken down" in response.content.decode()
    assert "What I said" not in response.content.decode()
    assert list(Reply.objects.all()) == [other]


def test_the_code_may_be_typed_in_any_way(client):
    code = code_on(sign(client))
    assert withdraw(client, f" {code.lower().replace('-', '  ')} ").status_code == 200
    assert not Endorsement.objects.exists()


def test_in_spanish(client):
    code = code_on(sign(client, address="/es/endorse/sample/"))
    assert withdraw(client, code, "/es/withdraw/").status_code == 200
    assert not Endorsement.objects.exists()


# ── Refusals ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", ["0000-0000-0000-0000", "7K2Q", "", "💥" * 30, "x" * 101])
def test_what_is_no_code_of_ours_takes_nothing_down_and_the_page_gives_reasons(client, campaign, code):
    make_endorsement(campaign)

    response = withdraw(client, code)

    assert response.status_code == 422
    page = Document(response.content.decode())
    assert page.title.startswith("Error:")
    assert "Nothing has been taken down yet." in page.main
    assert "sent yet" not in page.main
    assert "It has been used already" in page.main
    assert Endorsement.objects.count() == 1


def test_an_entry_without_a_code_is_not_found_by_nothing(client, campaign):
    make_endorsement(campaign, is_from_paper=True)
    withdraw(client, "")
    assert Endorsement.objects.count() == 1


def test_a_code_works_once(client):
    code = code_on(sign(client))
    withdraw(client, code)
    assert withdraw(client, code).status_code == 422


def test_a_code_that_was_replaced_no_longer_works(client):
    first = code_on(sign(client))
    sign(client)
    assert withdraw(client, first).status_code == 422
    assert Endorsement.objects.count() == 1


def test_a_code_in_the_address_does_nothing(client):
    code = code_on(sign(client))
    response = client.get("/withdraw/", {"code": code})
    assert code not in response.content.decode()
    assert Endorsement.objects.exists()


def test_another_sites_form_takes_nothing_down(client):
    code = code_on(sign(client))
    assert withdraw(client, code, **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert Endorsement.objects.exists()


def test_the_page_is_not_kept_and_sets_no_cookie(client):
    for response in (client.get("/withdraw/"), withdraw(client, "wrong"), withdraw(client, code_on(sign(client)))):
        assert response.headers["Cache-Control"] == "no-store"
        assert not response.cookies


@pytest.mark.parametrize("address", ["/endorse/sample/", "/endorse/sample/names/"])
def test_the_way_there_stands_where_one_signs_and_where_names_are(client, address):
    assert "https://example.org/withdraw/" in read(client, address).addresses
