"""Signing a campaign: it works, then every refusal."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from campaigns.models import Campaign, Endorsement
from idpwsp.foundation.guard import codes
from tests.campaigns.signing import COUNTED, FULL, code_on, sign
from tests.conftest import Reader
from tests.factories import make_campaign, make_endorsement, page_words
from tests.markup import Document, read, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(organisation) -> Campaign:
    return make_campaign()


@pytest.fixture
def client(campaign) -> Reader:
    return Reader(raise_request_exception=False)


def errors(response) -> str:
    assert response.status_code == 422
    assert not Endorsement.objects.filter(state="waiting").exists()
    return Document(response.content.decode()).main


def test_it_works(client, campaign):
    assert client.get("/endorse/sample/").status_code == 200

    response = sign(client)

    assert response.status_code == 200
    kept = Endorsement.objects.get()
    assert (kept.campaign, kept.shown_name, kept.state) == (campaign, "Ana Díaz", "waiting")
    assert codes.hash_of(code_on(response)) == kept.code_hash


def test_whoever_is_only_counted_reads_that_no_name_was_kept(client):
    assert "No name has been kept." in Document(sign(client, COUNTED, name="Ana").content.decode()).main
    assert "No name has been kept." not in Document(sign(client).content.decode()).main


def test_a_phone_that_goes_round_leads_to_an_empty_form_again(client):
    page = Document(sign(client).content.decode(), "https://example.org/endorse/sample/")

    (link,) = [link for link in page.links if text(link) == "Let the next person sign"]
    assert link.get("href") == "/endorse/sample/"
    assert "Ana Díaz" not in client.get(link.get("href")).content.decode()


@time_machine.travel("2027-03-01 20:00:00+00:00", tick=False)
def test_the_whole_row_holds_nothing_of_the_sender(client, campaign):
    sign(client, headers={"user-agent": "A telling browser", "accept-language": "sw", "referer": "https://a.example/"})

    row = Endorsement.objects.values().get()
    assert len(row.pop("code_hash")) == 64
    assert row == {
        "id": row["id"],
        "state": "waiting",
        "language_code": "en",
        "received_on": date(2027, 3, 1),
        "decided_on": None,
        "campaign_id": campaign.pk,
        "kind": "person",
        "shown_as": "full-name",
        "name": "Ana Díaz",
        "organisation": "",
        "name_key": "anadiaz",
        "is_from_paper": False,
    }


def test_the_form_says_what_is_kept_before_its_first_field(client):
    words = read(client, "/endorse/sample/").main
    before = words[: words.index("Who signs?")]
    for said in (
        "Staff read it first",
        "search engines",
        "just as you give them",
        "30 days",
        "take your signature down",
    ):
        assert said in before


def test_only_the_choice_and_what_it_shows_are_asked(client):
    names = {element.get("name") for element in read(client, "/endorse/sample/").all("input")}
    assert names == {"kind", "shown_as", "name", "organisation", "subject_line"}


# ── How one is shown ───────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ({"shown_as": "full-name", "name": "Ana Díaz"}, "Ana Díaz"),
        ({"shown_as": "working-name", "name": "Ruby", "organisation": "A union"}, "Ruby, A union"),
        ({"shown_as": "initials", "name": "A. D."}, "A. D."),
        ({"shown_as": "initials", "name": "陈"}, "陈"),
        ({"shown_as": "group-only", "organisation": "A union", "name": ""}, "A union"),
        ({"kind": "group", "shown_as": "full-name", "name": "A union"}, "A union"),
    ],
)
def test_it_is_kept_as_it_is_to_be_shown(client, words, shown):
    assert sign(client, FULL | words).status_code == 200
    assert Endorsement.objects.get().shown_name == shown


@pytest.mark.parametrize("typed", ["Ana Díaz", "x" * 500])
def test_of_who_is_counted_but_not_shown_no_name_is_kept_whatever_was_typed(client, typed):
    response = sign(client, COUNTED, name=typed, organisation=typed)

    assert response.status_code == 200
    kept = Endorsement.objects.get()
    assert (kept.name, kept.organisation, kept.name_key) == ("", "", "")
    assert typed not in response.content.decode()


def test_with_only_the_organization_no_other_name_is_kept(client):
    sign(client, shown_as="group-only", name="Ana Díaz", organisation="A union")
    assert Endorsement.objects.get().name == ""


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "Write the name to show"),
        ({"name": "   "}, "Write the name to show"),
        ({"shown_as": "working-name", "name": ""}, "Write the name to show"),
        ({"shown_as": "group-only"}, "Write the name of the organization"),
        ({"shown_as": "initials", "name": "Ana Díaz"}, "more than initials"),
        ({"shown_as": ""}, "Please choose one"),
        ({"kind": ""}, "Please choose one"),
        ({"shown_as": "loud"}, "not one of the available choices"),
        ({"name": "x" * 121}, "121 characters long"),
        ({"organisation": "x" * 121}, "121 characters long"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_stored(client, changes, message):
    response = sign(client, **changes)

    assert message in errors(response)
    assert Document(response.content.decode()).title.startswith("Error:")


def test_an_error_keeps_every_word(client):
    html = sign(client, shown_as="initials", organisation="A union").content.decode()
    assert 'value="Ana Díaz"' in html
    assert 'value="A union"' in html


# ── Doubles ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["Ana Díaz", "ANA  DIAZ", "ana di\u0301az", "Ana-Diaz"])
def test_a_name_that_is_on_the_list_is_pointed_out_and_another_person_signs_with_a_tick(client, campaign, name):
    make_endorsement(campaign, "Ana Díaz", state="approved")

    response = sign(client, name=name)
    assert "on the list already" in errors(response)
    assert 'name="is_another"' in response.content.decode()

    assert sign(client, name=name, is_another="on").status_code == 200
    assert Endorsement.objects.count() == 2


def test_a_name_that_waits_is_not_betrayed_but_marked_for_staff(client, campaign):
    waiting = make_endorsement(campaign, "ana diaz")

    response = sign(client)

    assert response.status_code == 200
    seen = Document(response.content.decode()).main.replace(code_on(response), "CODE")
    other = sign(client, name="Bea")
    assert seen == Document(other.content.decode()).main.replace(code_on(other), "CODE")
    marked = Endorsement.objects.with_doubles().filter(perhaps_a_double=True)
    assert {each.name for each in marked} == {"ana diaz", "Ana Díaz"}
    assert waiting in marked


def test_the_same_name_elsewhere_or_of_a_group_or_declined_is_no_double(client, campaign):
    make_endorsement(make_campaign("other"), "Ana Díaz", state="approved")
    make_endorsement(campaign, "Ana Díaz", kind="group", state="approved")
    make_endorsement(campaign, "Ana Díaz", state="declined")

    assert sign(client).status_code == 200
    assert not Endorsement.objects.with_doubles().get(state="waiting").perhaps_a_double


def test_many_are_counted_and_not_shown(client, campaign):
    make_endorsement(campaign, "", shown_as="not-shown", state="approved")
    assert sign(client, COUNTED).status_code == 200


# ── The guard ──────────────────────────────────────────────────────────────


def test_sent_twice_it_is_one_with_a_new_code(client):
    first, second = code_on(sign(client)), code_on(sign(client))

    kept = Endorsement.objects.get()
    assert first != second
    assert kept.code_hash == codes.hash_of(second)


def test_after_ten_minutes_the_same_is_another_one_marked_as_a_double(client):
    with time_machine.travel("2027-03-01 20:00:00+00:00", tick=False) as clock:
        sign(client)
        clock.shift(601)
        sign(client)
    assert Endorsement.objects.with_doubles().filter(perhaps_a_double=True).count() == 2


@pytest.mark.parametrize("words", [COUNTED, FULL | {"shown_as": "initials", "name": "A. D."}])
def test_where_several_may_send_the_same_it_asks_who_it_was(client, words):
    sign(client, words)

    response = sign(client, words)

    assert Endorsement.objects.count() == 1
    assert "Another person: count this too" in Document(response.content.decode()).main
    sign(client, words, **{"guard-copy": "a1"})
    assert Endorsement.objects.count() == 2


def test_another_sites_form_is_refused_with_its_words(client):
    response = sign(client, headers={"sec-fetch-site": "cross-site"})

    assert response.status_code == 403
    assert 'value="Ana Díaz"' in response.content.decode()
    assert not Endorsement.objects.exists()


def test_a_robot_sees_what_everybody_sees_and_is_set_aside(client):
    response = sign(client, subject_line="Buy")

    assert "Thank you" in response.content.decode()
    assert Endorsement.objects.get().state == "set-aside"


def test_beyond_the_limit_it_is_set_aside_and_never_refused(client):
    for number in range(12):
        assert sign(client, name=f"Ana {number}").status_code == 200
    assert Endorsement.objects.filter(state="set-aside").count() == 2


def test_nobody_gets_a_cookie_and_nothing_may_be_kept_by_the_browser(client):
    for response in (client.get("/endorse/sample/"), sign(client), sign(client, name="")):
        assert response.headers["Cache-Control"] == "no-store"
        assert not response.cookies
        assert "Vary" not in response.headers or response.headers["Vary"] == "Accept-Encoding"


def test_the_page_is_the_same_for_everybody(client, campaign):
    page = client.get("/endorse/sample/").content
    sign(client)
    other = Reader(headers={"user-agent": "Another", "accept-language": "es"})
    assert other.get("/endorse/sample/").content == page


def test_the_code_stands_on_no_other_page(client):
    code = code_on(sign(client))
    Endorsement.objects.update(state="approved")
    for address in ("/endorse/sample/", "/endorse/sample/names/", "/campaigns/sample/"):
        assert code not in client.get(address).content.decode()


def test_script_in_a_name_is_text(client, campaign):
    make_endorsement(campaign, "<script>alert(1)</script>", state="approved")
    for address in ("/endorse/sample/names/", "/campaigns/sample/"):
        assert "<script>alert" not in client.get(address).content.decode()


# ── Where there is nothing to sign ─────────────────────────────────────────


def test_a_closed_campaign_says_so_and_still_shows_who_has_signed(client, campaign):
    make_endorsement(campaign, "Ana Díaz", state="approved")
    Campaign.objects.update(takes_endorsements=False)

    assert "takes no more signatures" in read(client, "/endorse/sample/", 410).main
    response = sign(client, name="Bea")
    assert response.status_code == 410
    assert "has not been stored" in response.content.decode()
    assert Endorsement.objects.count() == 1
    page = read(client, "/campaigns/sample/")
    assert "Ana Díaz" in page.main
    assert "Sign this campaign" not in page.main
    assert "Ana Díaz" in read(client, "/endorse/sample/names/").main


@pytest.mark.parametrize("address", ["/endorse/sample/", "/endorse/sample/names/", "/endorse/sample/sheet/"])
def test_what_is_not_published_cannot_be_signed(client, campaign, address):
    Campaign.objects.update(unpublish_at=timezone.now())
    assert client.get(address).status_code == 410
    Campaign.objects.update(unpublish_at=None, status="draft")
    assert client.get(address).status_code == 404
    assert sign(client).status_code == 404
    assert not Endorsement.objects.exists()


def test_no_such_campaign_is_404(client):
    assert client.get("/endorse/no-such/").status_code == 404


# ── Languages ──────────────────────────────────────────────────────────────


def test_the_form_exists_in_a_language_that_the_campaign_has_no_words_in(client):
    page = read(client, "/es/endorse/sample/")
    assert page.language == "es"
    assert [element.text for element in page.all("p") if element.get("lang") == "en"] == ["What we ask for."]

    assert sign(client, address="/es/endorse/sample/").status_code == 200
    assert Endorsement.objects.get().language_code == "es"


def test_a_translated_campaign_is_signed_in_its_words(client, organisation):
    words = {"en": page_words(demand="Safety."), "es": page_words(demand="Seguridad.")}
    make_campaign("both", words)
    assert "Seguridad." in read(client, "/es/endorse/both/").main


@pytest.mark.parametrize("name", ["\u200b\u200d", "\u3164", "\u2800 \u2800", "\u202e", "\u0301\u0301", "\U000e0041"])
def test_a_name_that_nobody_can_see_is_none(client, name):
    assert "Write the name to show, or choose" in errors(sign(client, name=name))
    assert "Write the name of the organization" in errors(sign(client, shown_as="group-only", organisation=name))


@pytest.mark.parametrize("name", ["☂️", "👩🏽‍🚀", "ليلى\u200f", "é", "नि"])
def test_a_name_in_any_signs_is_one(client, name):
    assert sign(client, name=name).status_code == 200
    assert Endorsement.objects.get().name == name


def test_the_form_of_a_campaign_that_has_moved_takes_the_words_along(client, campaign):
    campaign.slug = "moved"
    campaign.save()

    response = sign(client)

    assert (response.status_code, response.headers["Location"]) == (308, "/endorse/moved/")
